using RedisLoad.Failures;
using RedisLoad.Pacing;
using RedisLoad.Resp;
using RedisLoad.Run;
using RedisLoad.Session;

namespace RedisLoad.Tests.Run;

/// <summary>Which connections are tried again, how often, and when: in a time that the test sets.</summary>
public class RetryQueueTests
{
    private const long Millisecond = Clock.NanosecondsPerMillisecond;

    [Theory]
    [InlineData(ReconnectBackoff.Immediate, new long[] { 0, 0, 0 })]
    [InlineData(ReconnectBackoff.Fixed, new long[] { 100, 200, 300 })]
    [InlineData(ReconnectBackoff.Linear, new long[] { 100, 300, 600 })]
    [InlineData(ReconnectBackoff.Exponential, new long[] { 100, 300, 700 })]
    public void Each_attempt_follows_the_failure_of_the_one_before_by_the_policy(ReconnectBackoff backoff, long[] expectedMs) =>
        Assert.Equal(expectedMs, TimesOf(Policy(backoff), limit: 3));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void There_are_as_many_as_were_asked_for(int limit)
    {
        var retries = new RetryQueue(Policy(ReconnectBackoff.Fixed), limit, seed: 1);
        SessionRecord session = Failed(FailureKind.Refused);
        for (int attempt = 0; attempt < limit; attempt++)
        {
            Assert.True(retries.TryAdd(session));
            Assert.Equal(1, retries.Waiting);
            Assert.True(retries.TryTake(long.MaxValue, out session));
        }
        Assert.False(retries.TryAdd(session));
        Assert.Equal((limit, 0), (retries.End(session.Session.Number), retries.Waiting));
        Assert.Equal(0, retries.End(session.Session.Number));
    }

    public static TheoryData<FailureKind, bool> Kinds => [.. Faults.AllKinds.Select(kind => (
        kind, kind is not (FailureKind.PortsExhausted or FailureKind.FileLimit or FailureKind.NoMemory
            or FailureKind.TlsFailed or FailureKind.AuthRequired or FailureKind.AuthFailed)))];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_a_server_can_recover_from_is_tried_again(FailureKind kind, bool expected) =>
        Assert.Equal(expected, new RetryQueue(Policy(ReconnectBackoff.Immediate), limit: 1, seed: 1).TryAdd(Failed(kind)));

    [Fact]
    public void Who_succeeded_or_had_every_reply_before_it_failed_is_not_tried_again()
    {
        var retries = new RetryQueue(Policy(ReconnectBackoff.Immediate), limit: 1, seed: 1);
        Assert.False(retries.TryAdd(Failed(FailureKind.None) with { Answered = 5 }));
        Assert.False(retries.TryAdd(Failed(FailureKind.Reset) with { Answered = 5 }));
    }

    [Fact]
    public void The_first_attempt_of_a_library_that_connects_at_once_is_the_one_that_has_failed()
    {
        // Lettuce waits 1 ms before its first; go-redis dials at once, and then every 100 ms.
        Assert.Equal([1, 3, 7], TimesOf(ReconnectPresets.Find("Lettuce")!, limit: 3));
        Assert.Equal([100, 200, 300], TimesOf(ReconnectPresets.Find("go-redis")!, limit: 3));
    }

    [Fact]
    public void What_is_drawn_follows_from_the_seed_and_the_connection()
    {
        var policy = ReconnectPolicy.Of(
            ReconnectBackoff.Exponential, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9), ReconnectJitter.Full, limit: null);
        Assert.Equal(TimesOf(policy, 3, seed: 1, number: 5), TimesOf(policy, 3, seed: 1, number: 5));
        Assert.NotEqual(TimesOf(policy, 3, seed: 1, number: 5), TimesOf(policy, 3, seed: 2, number: 5));
        Assert.NotEqual(TimesOf(policy, 3, seed: 1, number: 5), TimesOf(policy, 3, seed: 1, number: 6));
    }

    [Fact]
    public void Those_that_wait_can_be_cancelled()
    {
        var retries = new RetryQueue(Policy(ReconnectBackoff.Fixed), limit: 1, seed: 1);
        Assert.True(retries.TryAdd(Failed(FailureKind.Reset)));
        Assert.True(retries.TryCancel(out SessionRecord failed, out int made));
        Assert.Equal((FailureKind.Reset, 0, 0), (failed.Failure, made, retries.Waiting));
        Assert.False(retries.TryCancel(out _, out _));
        Assert.Equal(long.MaxValue, retries.Earliest);
    }

    /// <summary>When a connection that always fails at once is tried again.</summary>
    private static long[] TimesOf(ReconnectPolicy policy, int limit, ulong seed = 1, long number = 5)
    {
        var retries = new RetryQueue(policy, limit, seed);
        var times = new List<long>();
        SessionRecord session = Failed(FailureKind.Refused) with { Session = new SessionNumber(number, 0, number) };
        while (retries.TryAdd(session))
        {
            long due = retries.Earliest;
            Assert.False(retries.TryTake(due - 1, out _));
            Assert.True(retries.TryTake(due, out session));
            times.Add(due / Millisecond);
            session = session with { Started = due, Ended = due };
        }
        return [.. times];
    }

    private static ReconnectPolicy Policy(ReconnectBackoff backoff) => ReconnectPolicy.Of(
        backoff, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10), ReconnectJitter.None, limit: null);

    private static SessionRecord Failed(FailureKind kind) => new() { Session = new SessionNumber(5, 0, 5), Failure = kind };
}
