using RedisLoad.Failures;
using RedisLoad.Rows;
using RedisLoad.Session;

namespace RedisLoad.Tests.Results;

/// <summary>Rows as a load makes them, of connections that were made up.</summary>
internal static class RandomLoad
{
    private const long Microsecond = 1_000;

    /// <summary>A row of a second.</summary>
    public static LoadSample Row(
        IEnumerable<SessionRecord> sessions, int second = 1, string? runId = "one", long open = 0, DateTimeOffset? start = null,
        long? scheduled = null, TimeSpan? arrivalsEnd = null, params IEnumerable<long> steadyReplies)
    {
        var recorder = new IntervalRecorder();
        foreach (SessionRecord session in sessions)
        {
            recorder.RecordStart(session.Started - session.Due);
            Record(recorder, session);
        }
        foreach (long reply in steadyReplies)
            recorder.RecordSteadyReply(reply);
        recorder.Counters.Due = scheduled ?? recorder.Counters.Started;
        recorder.Counters.Gauges.Open = open;
        recorder.Counters.CpuNanoseconds = 300_000_000;
        recorder.Counters.CpuCapacityNanoseconds = 1_000_000_000;
        var span = new SampleSpan(TimeSpan.FromSeconds(second - 1), TimeSpan.FromSeconds(second), (start ?? DateTimeOffset.UnixEpoch)
            .AddSeconds(second)) { ArrivalsEnd = arrivalsEnd ?? TimeSpan.MaxValue };
        return new LoadSample(span, hasSchedule: true, recorder) { RunId = runId };
    }

    /// <summary>A session that ended with its last reply, or failed.</summary>
    public static SessionRecord Of(long due, long started, long connected, long ended, FailureKind failure) => new()
    {
        Due = due,
        Started = started,
        Connected = connected,
        Answered = failure == FailureKind.None ? ended : 0,
        Ended = ended,
        Failure = failure,
    };

    /// <summary>Takes a session in, as a worker does.</summary>
    public static void Record(IntervalRecorder recorder, in SessionRecord session)
    {
        if (session.Answered != 0)
            recorder.RecordAnswer(session);
        recorder.RecordEnd(session);
    }

    public static SessionRecord Session(Random random)
    {
        long started = 1 + Time(random);
        long connected = started + Time(random);
        long secured = connected + Time(random);
        return Of(1, started, connected, secured + Time(random), random.Next(20) == 0 ? FailureKind.Reset : FailureKind.None)
            with { Secured = secured };
    }

    /// <summary>From 1 us to a second, every order of magnitude as often.</summary>
    public static long Time(Random random) => (long)(Microsecond * Math.Pow(10, 6 * random.NextDouble()));
}
