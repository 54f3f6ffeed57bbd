using System.Globalization;
using RedisLoad.Failures;
using RedisLoad.Session;

namespace RedisLoad.Rows;

/// <summary>What became of one connection. Times are milliseconds since the end of the warm-up; null for what never came.</summary>
public sealed class ConnectionRecord
{
    private const double NanosecondsPerMillisecond = 1e6;

    /// <param name="session">What became of the session.</param>
    /// <param name="start">When connections began to count, on <see cref="Clock"/>.</param>
    /// <param name="target">The server it went to.</param>
    /// <param name="retries">How often it was tried again.</param>
    internal ConnectionRecord(in SessionRecord session, long start, string target, int retries)
    {
        Number = session.Session.Number;
        Burst = session.Session.Burst;
        Client = session.Session.Client;
        Target = target;
        DueMs = Since(start, session.Due) ?? 0;
        StartedMs = Since(start, session.Started) ?? 0;
        ConnectedMs = Since(start, session.Connected);
        FirstReplyMs = Since(start, session.FirstReply);
        LastReplyMs = Since(start, session.Answered);
        EndedMs = Since(start, session.Ended) ?? 0;
        IsReused = session.IsReused;
        Retries = retries;
        Value = session.Value;
        Failure = session.Failure;
    }

    /// <summary>The connection's number in the run, from 0.</summary>
    public long Number { get; }

    /// <summary>The second of the run, or the burst, that it was due in, from 0.</summary>
    public int Burst { get; }

    /// <summary>Its place in that second or burst, from 0.</summary>
    public long Client { get; }

    /// <summary>The server it went to.</summary>
    public string Target { get; }

    /// <summary>When it was due.</summary>
    public double DueMs { get; }

    /// <summary>When connect was called, or a kept connection was borrowed; with -Retry, in the last attempt.</summary>
    public double StartedMs { get; }

    /// <summary>When it was established.</summary>
    public double? ConnectedMs { get; }

    /// <summary>When the first reply had arrived.</summary>
    public double? FirstReplyMs { get; }

    /// <summary>When the last reply had arrived; without commands, when the connection was established.</summary>
    public double? LastReplyMs { get; }

    /// <summary>When it was closed, returned to the pool, or failed.</summary>
    public double EndedMs { get; }

    /// <summary>Whether it was a kept connection of a pool.</summary>
    public bool IsReused { get; }

    /// <summary>Number of retries (-Retry).</summary>
    public int Retries { get; }

    /// <summary>What its first GET read: at most 128 bytes, with control characters as U+FFFD; null if nothing.</summary>
    public string? Value { get; }

    /// <summary>Why it failed; None if it did not.</summary>
    public FailureKind Failure { get; }

    /// <summary>The same in a few words.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Number}: {(Failure == FailureKind.None ? $"done after {LastReplyMs - DueMs:F2} ms" : Failure)}");

    private static double? Since(long start, long time) => time == 0 ? null : Math.Round((time - start) / NanosecondsPerMillisecond, 3);
}
