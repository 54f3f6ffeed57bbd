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
        return Of(rowsOfRun, title);
    }

    public static LoadReport Of(IReadOnlyList<LoadSample> rows, string title = "A run") => new()
    {
        Title = title,
        MadeAt = s_start,
        Rows = rows,
        Summary = LoadSummary.Of(rows),
        Host = [new ReportFact("Kernel", "6.1")],
        Settings = [new ReportFact("net.core.somaxconn", "4096")],
    };

    /// <summary>A run by several load generators, with the rows of each, some of which were slow, and those of all.</summary>
    public static LoadReport ReportOf(int generators, int slow, int rows = 6, bool hasSchedule = true)
    {
        LoadSample[] each =
        [
            .. from generator in Enumerable.Range(1, generators)
               from second in Enumerable.Range(0, rows)
               select Named(Row(second, lag: generator <= generators - slow ? 1 : 1000, hasSchedule: hasSchedule), $"load{generator}"),
        ];
        IEnumerable<LoadSample> all = each.GroupBy(row => row.ElapsedSeconds).Select(group =>
        {
            var sum = new IntervalRecorder();
            foreach (LoadSample row in group)
            {
                sum.Counters.Add(row.Counters);
                row.AddTimesTo(sum);
            }
            return new LoadSample(group.First().Span, hasSchedule, sum) { RunId = "run", Generators = generators };
        });
        return Of([.. each, .. all]);

        static LoadSample Named(LoadSample row, string name)
        {
            row.Generator = name;
            return row;
        }
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

    private static LoadSample Row(
        int second, FailureKind failure = FailureKind.None, string asked = "", string run = "run", int steady = 0, int lag = 1,
        bool hasSchedule = true)
    {
        const int connections = 200;
        var recorder = new IntervalRecorder();
        for (int i = 0; i < connections; i++)
        {
            if (hasSchedule)
                recorder.RecordStart(lagNanoseconds: 1000 * lag * (i % 50));
            else
                recorder.RecordStart();
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
        return new LoadSample(span, hasSchedule, recorder) { RunId = run, Asked = asked };
    }
}
