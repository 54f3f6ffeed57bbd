using RedisLoad.Failures;

namespace RedisLoad.Transport;

/// <summary>What became of one session. Times are of <see cref="Clock"/>, in nanoseconds.</summary>
/// <param name="Due">When the schedule wanted it started.</param>
/// <param name="Started">When connect was called.</param>
/// <param name="Connected">When the connection was established, 0 if it never was.</param>
/// <param name="Ended">When its last reply was complete, or it failed.</param>
/// <param name="Failure">Why it failed, or <see cref="FailureKind.None"/>.</param>
internal readonly record struct SessionRecord(long Due, long Started, long Connected, long Ended, FailureKind Failure);

/// <summary>Is told of every session once, when it has ended.</summary>
internal interface ISessionSink
{
    void OnSessionEnded(in SessionRecord session);
}
