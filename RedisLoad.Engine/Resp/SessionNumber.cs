namespace RedisLoad.Resp;

/// <summary>Which connection of the run a session is.</summary>
/// <param name="Number">Its number in the run, from 0; -1 before the run.</param>
/// <param name="Burst">The second of the schedule, or the burst, that the connection is due in, from 0; -1 before the run.</param>
/// <param name="Client">The connection's place in that second or burst, from 0; -1 before the run.</param>
internal readonly record struct SessionNumber(long Number, int Burst, long Client)
{
    /// <summary>The session that looks at the server before the run.</summary>
    public static SessionNumber BeforeRun { get; } = new(-1, -1, -1);
}
