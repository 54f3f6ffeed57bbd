using System.Buffers.Binary;
using System.Globalization;
using RedisLoad.Failures;
using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Tests.Results;

public class LoadRowReaderTests
{
    private static readonly Dictionary<string, object?> s_row = new()
    {
        ["Timestamp"] = "11/23/2026 07:41:03 +00:00",
        ["ElapsedSeconds"] = "2",
        ["TargetCps"] = "100",
        ["Started"] = "99",
        ["Dropped"] = "1",
        ["Late"] = "3",
        ["Succeeded"] = "95",
        ["Open"] = "2",
        ["Reset"] = "2",
        ["ResponseP99Ms"] = "1.5",
        ["ResponseMaxMs"] = "",
        ["CpuMs"] = "50",
        ["CpuPercent"] = "25",
    };

    [Fact]
    public void A_row_of_texts_is_read()
    {
        LoadSample row = Read(s_row);
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 7, 41, 3, TimeSpan.Zero), row.Timestamp);
        Assert.Equal((2.0, 2.0, 100.0), (row.ElapsedSeconds, row.IntervalSeconds, row.TargetCps));
        Assert.Equal((100, 99, 1, 3, 95, 2, 2), (row.Due, row.Started, row.Dropped, row.Late, row.Succeeded, row.Failed, row.Open));
        Assert.Equal(2, row.CountOf(FailureKind.Reset));
        Assert.Equal((1.5, null), (row.ResponseP99Ms, row.ResponseMaxMs));
        Assert.Equal(25, LoadSummary.Of([row]).CpuPercent);
    }

    [Fact]
    public void Numbers_and_times_are_taken_as_they_are()
    {
        var time = new DateTime(2026, 11, 23, 7, 41, 3, DateTimeKind.Utc);
        LoadSample row = Read(With(("Timestamp", time), ("ElapsedSeconds", 2.0), ("Started", 99L)));
        Assert.Equal((time, 2.0, 99), (row.Timestamp.UtcDateTime, row.ElapsedSeconds, row.Started));
    }

    [Theory]
    [InlineData("MM/dd/yyyy", "2026-12-04 07:41:03 +00:00")]
    [InlineData("MM/dd/yyyy", "2026/12/04 07:41:03 +00:00")]
    [InlineData("MM/dd/yyyy", "25/11/2026 07:41:03 +00:00")]
    [InlineData("dd/MM/yyyy", "11/25/2026 7:41:03 AM +00:00")]
    [InlineData("MM/dd/yyyy", "25.11.2026 07:41:03 +00:00")]
    [InlineData("MM/dd/yyyy", "12/12/2026 07:41:03 +00:00")]
    [InlineData("MM/dd/yyyy", "2026-12-04T07:41:03+00:00")]
    public void A_time_that_can_be_only_one_is_read_under_any_culture(string shortDate, string text) =>
        Assert.Equal((2026, 7, 41, 3), Under(shortDate, () => Read(With(("Timestamp", text))).Timestamp) is var time
            ? (time.Year, time.Hour, time.Minute, time.Second) : default);

    [Theory]
    [InlineData("04/12/2026 07:41:03 +00:00")]
    [InlineData("12/04/2026 07:41:03 +00:00")]
    [InlineData("12/4/2026 7:41:03 AM +00:00")]
    [InlineData("04.12.2026 07:41:03 +00:00")]
    [InlineData("4/12/26 07:41:03 +00:00")]
    public void The_mark_of_the_run_decides_between_two_days_and_without_it_neither_is_taken(string text)
    {
        var time = new DateTimeOffset(2026, 12, 4, 7, 41, 3, TimeSpan.Zero);
        string mark = $"{time.AddSeconds(-2).ToUnixTimeMilliseconds():x12}70000000";
        foreach (string shortDate in new[] { "MM/dd/yyyy", "dd/MM/yyyy", "dd.MM.yyyy", "yyyy-MM-dd" })
        {
            Assert.Equal(time, Under(shortDate, () => Read(With(("Timestamp", text), ("RunId", mark))).Timestamp));
            LoadRowException exception = Assert.Throws<LoadRowException>(() => Under(shortDate, () => Read(With(("Timestamp", text)))));
            Assert.Contains(
                "which could be 2026-04-12 or 2026-12-04",
                exception.Message.Replace("2026-12-04 or 2026-04-12", "2026-04-12 or 2026-12-04", StringComparison.Ordinal),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_mark_of_a_run_tells_when_it_began() =>
        Assert.InRange(RunMark.TimeOf(RunMark.Create())!.Value, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));

    [Theory]
    [InlineData("CpuMs", "110,4", "CpuMs is '110,4', which is not a number under the current culture (invariant). The file seems to have been written under another culture. Set that culture before")]
    [InlineData("CpuMs", "110\u066B4", "another culture")]
    [InlineData("CpuMs", "1.110,4", "another culture")]
    [InlineData("CpuMs", "1\u202F110,4", "another culture")]
    [InlineData("Timestamp", "25. Dezember 2026", "another culture")]
    public void What_another_culture_wrote_is_said_with_the_way_out(string column, string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<LoadRowException>(() => Read(With((column, text)))).Message, StringComparison.Ordinal);

    private static T Under<T>(string shortDate, Func<T> read)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.DateTimeFormat.ShortDatePattern = shortDate;
        CultureInfo.CurrentCulture = culture;
        try
        {
            return read();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_row_that_does_not_say_how_long_it_was_begins_where_the_one_before_ended()
    {
        LoadSample first = Read(s_row);
        Assert.Equal(0.5, Read(With(("ElapsedSeconds", "2.5")), first).IntervalSeconds);
        Assert.Equal(1.0, Read(With(("ElapsedSeconds", "1")), first).IntervalSeconds);
    }

    [Theory]
    [InlineData("Started", null, "not a row from Start-RedisLoad: it has no Started")]
    [InlineData("ElapsedSeconds", "", "it has no ElapsedSeconds")]
    [InlineData("Timestamp", null, "it has no Timestamp")]
    [InlineData("Timestamp", "yesterday", "Timestamp is 'yesterday', which is not a time with a date and a year.")]
    [InlineData("Timestamp", "07:41:03", "Timestamp is '07:41:03', which is not a time with a date and a year.")]
    [InlineData("Timestamp", "12/04", "which is not a time with a date and a year.")]
    [InlineData("Late", "few", "Late is 'few', which is not a number.")]
    [InlineData("Late", "-1", "Late cannot be -1")]
    [InlineData("Late", "NaN", "Late cannot be NaN")]
    [InlineData("Succeeded", "1e300", "Succeeded cannot be 1E+300")]
    [InlineData("ElapsedSeconds", "1e11", "ElapsedSeconds cannot be 100000000000 in a row of")]
    [InlineData("Timestamp", "01/01/0001", "Timestamp cannot be in the year 1")]
    [InlineData("LagHistogram", "AAAA", "LagHistogram is not a histogram")]
    [InlineData("ResponseHistogram", "?", "ResponseHistogram is not a histogram")]
    public void What_is_wrong_is_said(string column, string? value, string expected)
    {
        LoadRowException exception = Assert.Throws<LoadRowException>(() => Read(With((column, value))));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Equal(column, exception.Column);
    }

    [Fact]
    public void A_histogram_that_was_damaged_is_refused_wherever_the_damage_is()
    {
        var times = new LatencyHistogram();
        for (int i = 1; i < 500; i++)
            times.TryRecord(i * i * 1_000);
        byte[] whole = times.Encode();
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x5a;
            foreach (byte[] bytes in new[] { damaged, whole[..at], Reframed(whole[..at]) })
                AssertReadOrRefused(Convert.ToBase64String(bytes));
        }
    }

    public static TheoryData<string, object> ValuesOfNoRow => new()
    {
        { nameof(LoadSample.Started), new DateTime(2026, 11, 25) },
        { nameof(LoadSample.Started), 'a' },
        { nameof(LoadSample.Started), true },
        { nameof(LoadSample.Started), DateTimeOffset.UnixEpoch },
        { nameof(LoadSample.ElapsedSeconds), 999_999_999_999.0 },
        { nameof(LoadSample.HoldSeconds), 999_999_999_999.0 },
        { nameof(LoadSample.HoldSeconds), "1e12" },
    };

    [Theory]
    [MemberData(nameof(ValuesOfNoRow))]
    public void A_value_that_its_column_cannot_have_is_refused_by_its_name(string column, object value)
    {
        string? mark = column == nameof(LoadSample.ElapsedSeconds) ? "019abcdef0123456789a" : null;
        Dictionary<string, object?> row = With(
            (column, value), (nameof(LoadSample.RunId), mark), (nameof(LoadSample.Timestamp), "2026-11-25T12:00:00Z"));
        Assert.Equal(column, Assert.Throws<LoadRowException>(() => Read(row)).Column);
    }

    [Fact]
    public void A_mark_beyond_all_times_says_none()
    {
        Dictionary<string, object?> row = With(
            (nameof(LoadSample.RunId), "ffffffffffff00000000"), (nameof(LoadSample.Timestamp), "2026-11-25T12:00:00Z"));
        Assert.Equal(2026, Read(row).Timestamp.Year);
    }

    /// <summary>What passes for a histogram can be added up.</summary>
    private static void AssertReadOrRefused(string histogram)
    {
        string[] columns = ["ResponseHistogram", "ServiceHistogram", "ConnectHistogram", "LagHistogram"];
        Dictionary<string, object?> row = With([.. columns.Select(column => (column, (object?)histogram))]);
        try
        {
            Assert.NotNull(LoadSummary.Of([Read(row)]).Evidence);
        }
        catch (LoadRowException exception)
        {
            Assert.Equal("ResponseHistogram", exception.Column);
        }
    }

    /// <summary>The same bytes, saying that they are all.</summary>
    private static byte[] Reframed(byte[] bytes)
    {
        if (bytes.Length >= 8)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), bytes.Length - 8);
        return bytes;
    }

    private static Dictionary<string, object?> With(params (string Column, object? Value)[] changes)
    {
        var row = new Dictionary<string, object?>(s_row);
        foreach ((string column, object? value) in changes)
            row[column] = value;
        return row;
    }

    private static LoadSample Read(Dictionary<string, object?> row, LoadSample? previous = null) =>
        new LoadRowReader(row.GetValueOrDefault).Read(previous);
}
