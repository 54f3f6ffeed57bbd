using System.Globalization;
using System.Reflection;
using RedisLoad.Failures;
using RedisLoad.Results;
using RedisLoad.Rows;
using RedisLoad.Watch;

namespace RedisLoad.Tests.Rows;

/// <summary>What holds for every column, whichever there are.</summary>
public class LoadColumnsTests
{
    private const int FewestForAllPercentiles = 1000;

    private static readonly FieldInfo[] s_counters = [.. typeof(IntervalCounters).GetFields()
        .Where(field => field.FieldType != typeof(FailureCounts) && field.FieldType != typeof(IntervalGauges))];
    private static readonly FieldInfo[] s_gauges = typeof(IntervalGauges).GetFields();

    [Fact]
    public void A_row_that_comes_back_from_a_file_has_every_column_as_it_was()
    {
        LoadSample row = RowWithEverything();
        PropertyInfo[] columns = typeof(LoadSample).GetProperties();
        LoadSample back = new LoadRowReader(name => Convert.ToString(typeof(LoadSample).GetProperty(name)!.GetValue(row),
            CultureInfo.InvariantCulture)).Read(previous: null);

        Assert.All(columns, column => Assert.NotNull(column.GetValue(row)));
        Assert.All(columns, column => Assert.Equal(column.GetValue(row), column.GetValue(back)));
    }

    [Fact]
    public void Every_column_that_adds_up_is_in_the_summary_as_in_its_only_row()
    {
        LoadSample row = RowWithEverything();
        var summary = LoadSummary.Of(row);
        IEnumerable<PropertyInfo> declared = typeof(ILoadColumns).GetProperties()
            .Where(column => column.GetCustomAttributes().Any(attribute =>
                attribute is CounterAttribute or GaugeAttribute or LongestAttribute or DerivedAttribute))
            .Where(column => column.GetCustomAttribute<HiddenAttribute>() is null);

        Assert.All(declared, column => Assert.Equal(
            typeof(LoadSample).GetProperty(column.Name)!.GetValue(row), typeof(LoadSummary).GetProperty(column.Name)!.GetValue(summary)));
        Assert.All(
            typeof(LoadSample).GetProperties().Where(column => column.Name.EndsWith("Ms", StringComparison.Ordinal)),
            column => Assert.Equal(column.GetValue(row), typeof(LoadSummary).GetProperty(column.Name)!.GetValue(summary)));
    }

    [Fact]
    public void Intervals_are_added_up_counter_by_counter()
    {
        IntervalCounters sum = CountersOf(start: 100);
        sum.Add(CountersOf(start: 1000));
        (object counters, object gauges) = (sum, sum.Gauges);

        Assert.All(s_counters.Index(), field => Assert.Equal(
            IsLongest(field.Item) ? 1000L + field.Index : 1100L + 2 * field.Index,
            Convert.ToInt64(field.Item.GetValue(counters), CultureInfo.InvariantCulture)));
        Assert.All(s_gauges.Index(), field => Assert.Equal(1100L + 2 * field.Index, field.Item.GetValue(gauges)));
        Assert.All(Faults.AllKinds, kind => Assert.Equal(1100 + 2 * (int)kind, sum.Failures.Of(kind)));
    }

    [Fact]
    public void Every_time_of_a_summary_has_a_label_and_all_of_its_percentiles()
    {
        TimeFigures[] times = [.. LoadSummary.Of(RowWithEverything()).AllTimes];
        Assert.Equal(IntervalRecorder.TimeCount, times.Length);
        Assert.All(
            times,
            time => Assert.True(time is { Label.Length: > 0, P50: not null, P90: not null, P99: not null, P999: not null, Max: not null }));
    }

    private static bool IsLongest(FieldInfo field) =>
        typeof(ILoadColumns).GetProperty(field.Name)!.GetCustomAttribute<LongestAttribute>() is not null;

    private static LoadSample RowWithEverything()
    {
        var recorder = new IntervalRecorder();
        recorder.Counters = CountersOf(start: 2);
        foreach (PropertyInfo time in typeof(IntervalRecorder).GetProperties()
            .Where(property => property.PropertyType == typeof(LatencyHistogram)))
        {
            for (int i = 0; i < FewestForAllPercentiles; i++)
                ((LatencyHistogram)time.GetValue(recorder)!).TryRecord(1_000_000);
        }
        recorder.Counters.LongestPause = 7_000_000;
        recorder.Counters.StartCpuNanoseconds = 50_000 * recorder.Counters.StartsTimed;
        recorder.Counters.CpuNanoseconds = 300_000_000;
        recorder.Counters.CpuCapacityNanoseconds = 1_000_000_000;
        var span = new SampleSpan(
            TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5), new DateTimeOffset(2026, 11, 25, 9, 0, 5, TimeSpan.Zero))
        {
            ArrivalsEnd = TimeSpan.FromSeconds(4.5),
            HoldEnd = TimeSpan.FromSeconds(4.75),
        };
        var row = new LoadSample(span, hasSchedule: true, recorder)
        {
            RunId = "one",
            Generator = "here",
            Share = "1/2",
            Events = "Disrupt ClientKill at 4.2 s",
            Target = "there",
            MaxOpen = 3,
            GapSeconds = 2,
        };
        return row.With(
            new ConnectionSnapshot { AcceptQueue = 1, ListenOverflows = 2, TimeWait = 3, ServerConnectionsPerSecond = 4.5 });
    }

    /// <summary>Counters that all have values of their own, from a number on.</summary>
    private static IntervalCounters CountersOf(long start)
    {
        object counters = default(IntervalCounters);
        object gauges = default(IntervalGauges);
        foreach ((int index, FieldInfo field) in s_counters.Index())
            field.SetValue(counters, field.FieldType == typeof(double?) ? (object)(double)(start + index) : start + index);
        foreach ((int index, FieldInfo field) in s_gauges.Index())
            field.SetValue(gauges, start + index);
        var filled = (IntervalCounters)counters;
        filled.Gauges = (IntervalGauges)gauges;
        foreach (FailureKind kind in Faults.AllKinds)
            filled.Failures.Set(kind, start + (int)kind);
        return filled;
    }
}
