using RedisLoad.Failures;
using RedisLoad.Reporting;
using RedisLoad.Results;
using RedisLoad.Rows;
using RedisLoad.Watch;

namespace RedisLoad.Report.Tests;

/// <summary>Reports of runs that never were, the same each time.</summary>
internal static class SampleRun
{
    private static readonly DateTimeOffset s_start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    public static LoadReport Report(
        int rows, FailureKind failure = FailureKind.None, string asked = "redis:6379: open 200 connections a second",
        string title = "A run", string run = "run", int steady = 0, Action<int, LoadSample>? change = null)
    {
        LoadSample[] rowsOfRun = [.. Enumerable.Range(0, rows).Select(i => Row(i, failure, asked, run, steady))];
        for (int i = 0; i < rows; i++)
            change?.Invoke(i, rowsOfRun[i]);
        return new LoadReport
        {
            Title = title,
            MadeAt = s_start,
            Rows = rowsOfRun,
            Summary = LoadSummary.Of(rowsOfRun),
            Host = [new ReportFact("Kernel", "6.1")],
            Settings = [new ReportFact("net.core.somaxconn", "4096")],
        };
    }

    public static ConnectionSnapshot Snapshot(int second) => new()
    {
        Timestamp = s_start.AddSeconds(second + 1),
        ElapsedSeconds = second + 1,
        IntervalSeconds = 1,
        Established = 10 + second,
        TimeWait = 100 * second,
        AcceptQueue = second % 3,
        AcceptQueueLimit = 511,
        ListenOverflows = second % 2,
    };

    private static LoadSample Row(int second, FailureKind failure, string asked, string run, int steady)
    {
        const int connections = 200;
        var recorder = new IntervalRecorder();
        for (int i = 0; i < connections; i++)
        {
            recorder.RecordStart(lagNanoseconds: 1000 * (i % 50));
            recorder.Response.TryRecord(100_000 + (i * 7919L + second * 104729L) % 5_000_000);
            recorder.Service.TryRecord(90_000);
            recorder.Connect.TryRecord(30_000);
        }
        for (int i = 0; i < steady; i++)
            recorder.RecordSteadyReply(200_000);
        if (failure != FailureKind.None)
            recorder.Counters.Failures.Set(failure, 20);
        recorder.Counters.Succeeded = connections - recorder.Counters.Failures.Total();
        recorder.Counters.Due = connections;
        recorder.Counters.CpuNanoseconds = 100_000_000;
        recorder.Counters.CpuCapacityNanoseconds = 1_000_000_000;
        var span = new SampleSpan(TimeSpan.FromSeconds(second), TimeSpan.FromSeconds(second + 1), s_start.AddSeconds(second + 1));
        return new LoadSample(span, hasSchedule: true, recorder) { RunId = run, Asked = asked };
    }
}
