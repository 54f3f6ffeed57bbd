using System.Globalization;
using RedisLoad.Rows;
using RedisLoad.Run;
using RedisLoad.Watch;

namespace RedisLoad.Tests.Run;

public class ServerRowsTests
{
    private const double PlanEnd = 3;

    /// <summary>What comes, in order: <c>r1</c> is a row that goes on to second 1, <c>a1=5</c> a snapshot of the first host, taken at
    /// second 1, with 5 overflows, <c>a?</c> that the host is lost, and <c>t4</c> that it is second 4. And the rows that come of it until
    /// then, with their overflows; after <c>|</c>, those at the end. The load is one of 3 s.</summary>
    [Theory]
    [InlineData("in step", "r1 a1=5 r2 a2=7 r3 a3=1", "1=5 2=7 | 3=1")]
    [InlineData("snapshots first", "a1=5 r1 a2=7 r2 a3=1 r3", "1=5 2=7 | 3=1")]
    [InlineData("none is 0, and 0 is none", "r1 a1=0 r2 t6", "1=0 2=null | ")]
    [InlineData("a clock that is behind", "r1 a0.98=5 r2 a1.98=7 r3 a2.98=1", "1=5 2=7 | 3=1")]
    [InlineData("a clock that is ahead", "r1 a1.02=5 r2 a2.02=7 r3 a3.02=1", "1=5 2=7 | 3=1")]
    [InlineData("a snapshot that is taken late", "r1 a1.4=5 r2 a2=7 r3 a3=1", "1=5 2=7 | 3=1")]
    [InlineData("one that comes late, and one row waits", "r1 t1.5 r2 t2.5 a1=5 a2=7 r3 a3=1", "1=5 2=7 | 3=1")]
    [InlineData("one that comes too late belongs to the next row", "r1 t4.1 a1=5 r2 a2=7 r3 a3=1", "1=null 2=12 | 3=1")]
    [InlineData("one that is missing is in the next", "r1 a1=5 r2 r3 a3=8", "1=5 2=8 | 3=null")]
    [InlineData("two in a row", "r1 a0.5=2 a1=3 r2 a1.5=3 a2=4 r3 a3=1", "1=5 2=7 | 3=1")]
    [InlineData("two rows for one, as after a slow pipeline", "a1=5 a2=7 r2 a3=1 r3", "2=12 | 3=1")]
    [InlineData("the rest of the last row", "r1 a1=5 r2 a2=7 r3.4 a3=1 a3.4=2", "1=5 2=7 | 3.4=3")]
    [InlineData("what comes after the end of the last row", "r1 a1=5 r2 a2=7 r3 a3=1 a3.5=4 a3.6=5", "1=5 2=7 | 3=10")]
    [InlineData("rows past the plan", "r1 a1=5 r2 a2=7 r3 a3=1 r4 a4=2 r4.3 a4.3=3", "1=5 2=7 3=1 4=2 | 4.3=3")]
    [InlineData("a host that is lost", "r1 a1=5 a? r2 r3", "1=5 2=null | 3=null")]
    [InlineData("one that is lost and says something still", "r1 a1=5 a? a2=9 r2 r3", "1=5 2=null | 3=null")]
    [InlineData("what was counted before the first row ended", "a0.1=1 a1=4 r1 r2 a2=7 r3 a3=1", "1=5 2=7 | 3=1")]
    [InlineData("what was counted before connections did, where it was late to say when", "a1.2~3=6 r1 r2 a2=7 r3 a3=1", "1=6 2=7 | 3=1")]
    [InlineData("several hosts", "r1 a1=5 b1=1 r2 b2=2 a2=7 r3 a3=1 b3=4", "1=6 2=9 | 3=5")]
    [InlineData("several hosts, one that is late", "r1 a1=5 r2 a2=7 t3.5 b1=1 b2=2 r3 a3=1 b3=4", "1=6 2=9 | 3=5")]
    [InlineData("several hosts, one of them lost", "r1 a1=5 b1=1 r2 a2=7 b? r3 a3=1", "1=6 2=null | 3=null")]
    public void A_snapshot_belongs_to_the_row_that_has_its_middle(string what, string events, string expected)
    {
        var rows = new ServerRows(events.Contains('b', StringComparison.Ordinal) ? 2 : 1, TimeSpan.FromSeconds(1));
        double rowEnd = 0;
        var seen = new double[2];
        double now = 0;
        List<string> finished = [];
        foreach (string name in events.Split(' '))
        {
            string[] parts = name[1..].Split('=', '~');
            double time = double.TryParse(parts[0], CultureInfo.InvariantCulture, out double number) ? number : now;
            int host = name[0] - 'a';
            now = Math.Max(now, time);
            if (name[0] == 'r')
            {
                rows.Add(Row(rowEnd, time));
                rowEnd = time;
            }
            else if (name[1] == '?')
                rows.Lose(host);
            else if (name[0] != 't')
            {
                double length = parts.Length == 3 ? double.Parse(parts[1], CultureInfo.InvariantCulture) : Math.Round(time - seen[host], 3);
                rows.Add(host, Snapshot(time, length, long.Parse(parts[^1], CultureInfo.InvariantCulture)), TimeSpan.FromSeconds(now));
                seen[host] = time;
            }
            finished.AddRange(rows.TakeFinished(TimeSpan.FromSeconds(now)).Select(Show));
        }
        Assert.True(expected == $"{string.Join(' ', finished)} | {string.Join(' ', rows.TakeLast().Select(Show))}", what);
    }

    [Fact]
    public void What_a_host_counted_is_in_the_rows_all_of_it_and_once()
    {
        const double end = 3.3;
        var random = new Random(1);
        for (int load = 0; load < 500; load++)
        {
            double interval = random.Next(1, 5) * 0.25;
            var rows = new ServerRows(1, TimeSpan.FromSeconds(interval));
            List<(double Time, Action Bring)> news = [];
            foreach ((double from, double to) in new[] { (0, 1), (1, 2), (2, end) })
                news.Add((to + random.NextDouble(), () => rows.Add(Row(from, to))));
            long counted = 0;
            double before = 0;
            double sent = 0;
            for (double at = interval; before < end; at += interval)
            {
                double taken = Math.Min(at, end) + random.NextDouble() * interval / 3;
                double arrives = sent = Math.Max(sent, taken + random.NextDouble() * 0.2);
                ConnectionSnapshot snapshot = Snapshot(taken, taken - before, random.Next(0, 9));
                news.Add((arrives, () => rows.Add(0, snapshot, TimeSpan.FromSeconds(arrives))));
                counted += snapshot.ListenOverflows!.Value;
                before = taken;
            }

            List<LoadSample> finished = [];
            foreach ((double time, Action bring) in news.OrderBy(one => one.Time))
            {
                bring();
                finished.AddRange(rows.TakeFinished(TimeSpan.FromSeconds(time)));
            }
            finished.AddRange(rows.TakeLast());
            Assert.Equal([1, 2, end], finished.Select(row => row.ElapsedSeconds));
            Assert.Equal(counted, finished.Sum(row => row.ListenOverflows));
        }
    }

    [Fact]
    public void A_queue_is_the_longest_a_rate_that_of_the_whole_time_and_sockets_of_clients_stay()
    {
        var rows = new ServerRows(2, TimeSpan.FromSeconds(1));
        rows.Add(Row(0, 1).With(new WatchedFigures(AcceptQueue: 0, ListenOverflows: 99, TimeWait: 7, ServerCps: 3)));
        rows.Add(0, Snapshot(0.25, 0.25, 1) with { AcceptQueue = 8, ServerConnectionsPerSecond = 100, TimeWait = 1 }, TimeSpan.Zero);
        rows.Add(0, Snapshot(1, 0.75, 1) with { AcceptQueue = 2, ServerConnectionsPerSecond = 200, TimeWait = 1 }, TimeSpan.Zero);
        rows.Add(1, Snapshot(1, 1, 1) with { AcceptQueue = null, ServerConnectionsPerSecond = 25, TimeWait = 1 }, TimeSpan.Zero);
        Assert.Equal(new WatchedFigures(8, 3, 7, 200), Assert.Single(rows.TakeFinished(TimeSpan.FromSeconds(1))).Watched);
    }

    [Fact]
    public void A_rate_is_that_of_the_load_and_not_of_the_time_before_and_after()
    {
        var rows = new ServerRows(1, TimeSpan.FromSeconds(1));
        rows.Add(Row(0, PlanEnd));
        (double Time, double Length, double Rate)[] taken = [(0, 0.1, 1), (1, 1, 100), (2, 1, 200), (3, 1, 300), (3.9, 0.9, 2)];
        foreach ((double time, double length, double rate) in taken)
            rows.Add(0, Snapshot(time, length, 1) with { ServerConnectionsPerSecond = rate }, TimeSpan.Zero);
        Assert.Equal(new WatchedFigures(null, 5, null, 200), Assert.Single(rows.TakeLast()).Watched);
    }

    [Fact]
    public void A_rate_is_only_known_where_every_server_says_it()
    {
        var rows = new ServerRows(2, TimeSpan.FromSeconds(1));
        rows.Add(Row(0, 1));
        rows.Add(0, Snapshot(1, 1, 1) with { ServerConnectionsPerSecond = 100 }, TimeSpan.Zero);
        rows.Add(1, Snapshot(1, 1, 1) with { ServerConnectionsPerSecond = null }, TimeSpan.Zero);
        Assert.Equal(new WatchedFigures(null, 2, null, null), Assert.Single(rows.TakeFinished(TimeSpan.FromSeconds(1))).Watched);
    }

    [Fact]
    public void A_host_that_is_silent_is_noticed_by_the_time_that_passes()
    {
        var rows = new ServerRows(2, TimeSpan.FromSeconds(1));
        Assert.Empty(rows.SilentAt(TimeSpan.FromSeconds(7)));
        rows.Add(0, Snapshot(7, 1, 0), TimeSpan.FromSeconds(7));
        Assert.Equal([1], rows.SilentAt(TimeSpan.FromSeconds(7.1)));
        rows.Lose(1);
        Assert.Empty(rows.SilentAt(TimeSpan.FromSeconds(7.1)));
    }

    private static LoadSample Row(double from, double to)
    {
        var span = new SampleSpan(TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(to), DateTimeOffset.UnixEpoch)
        {
            HoldEnd = TimeSpan.FromSeconds(PlanEnd),
        };
        return new LoadSample(span, hasSchedule: true, new IntervalRecorder());
    }

    private static ConnectionSnapshot Snapshot(double time, double length, long overflows) =>
        new() { ElapsedSeconds = time, IntervalSeconds = length, ListenOverflows = overflows };

    private static string Show(LoadSample row) =>
        string.Create(CultureInfo.InvariantCulture, $"{row.ElapsedSeconds}={row.ListenOverflows?.ToString(CultureInfo.InvariantCulture) ?? "null"}");
}
