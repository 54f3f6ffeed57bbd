namespace RedisLoad.Resp;

/// <summary>What stands for the placeholders of a session's commands.</summary>
/// <param name="Session">The session: <c>{burst}</c> and <c>{client}</c>.</param>
/// <param name="Worker">The worker it belongs to, from 0: <c>{worker}</c>.</param>
/// <param name="Seed">What <c>{random:N}</c> and <c>{random-string:N}</c> are drawn from: the same for the same seed, so that a command can
/// be encoded twice.</param>
/// <param name="HashTag">A text whose key the connection's server owns, with its braces: <c>{hash-tag}</c>. Empty where there is no
/// cluster.</param>
internal readonly record struct TemplateValues(SessionNumber Session, int Worker, ulong Seed, ReadOnlyMemory<byte> HashTag)
{
    /// <summary>The values of the session that looks at the server before the run.</summary>
    public static TemplateValues BeforeRun(ReadOnlyMemory<byte> hashTag) => new(SessionNumber.BeforeRun, 0, 0, hashTag);
}

/// <summary>Which connection of the run a session is.</summary>
/// <param name="Number">Its number in the run, from 0; -1 before the run.</param>
/// <param name="Burst">The second of the schedule, or the burst, that the connection is due in, from 0; -1 before the run.</param>
/// <param name="Client">The connection's place in that second or burst, from 0; -1 before the run.</param>
internal readonly record struct SessionNumber(long Number, int Burst, long Client)
{
    /// <summary>The session that looks at the server before the run.</summary>
    public static SessionNumber BeforeRun { get; } = new(-1, -1, -1);
}
