using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Tests.Results;

public class RowBooksTests
{
    private static readonly Dictionary<string, string> s_first = new()
    {
        ["Timestamp"] = "2026-11-25T10:00:01+00:00",
        ["ElapsedSeconds"] = "1",
        ["IntervalSeconds"] = "1",
        ["Due"] = "100",
        ["Started"] = "99",
        ["Dropped"] = "1",
        ["Late"] = "3",
        ["Succeeded"] = "95",
        ["Failed"] = "2",
        ["Open"] = "2",
        ["Reset"] = "2",
        ["ResponseP50Ms"] = "0.5",
        ["ResponseP99Ms"] = "1.5",
        ["ResponseMaxMs"] = "2",
    };

    [Theory]
    [InlineData("Started", "0", "Started")]
    [InlineData("Succeeded", "600", "Started")]
    [InlineData("Open", "3", "Started")]
    [InlineData("Due", "50", "Due")]
    [InlineData("Dropped", "2", "Due")]
    [InlineData("Failed", "3", "Failed")]
    [InlineData("Reset", "3", "Failed")]
    [InlineData("Late", "100", "Late")]
    [InlineData("SucceededByRetry", "96", "SucceededByRetry")]
    [InlineData("RetriesAfterTimeout", "1", "RetriesAfterTimeout")]
    [InlineData("RetryWaiting", "3", "RetryWaiting")]
    [InlineData("IntervalSeconds", "1e-300", "IntervalSeconds")]
    [InlineData("ResponseP50Ms", "1.7", "ResponseMaxMs")]
    [InlineData("ResponseMaxMs", "1", "ResponseMaxMs")]
    public void A_row_that_contradicts_itself_is_refused(string changed, string value, string column)
    {
        LoadRowException exception = Assert.Throws<LoadRowException>(() => Check(With(s_first, (changed, value)), before: null));
        Assert.Equal(column, exception.Column);
        Assert.StartsWith($"{column} ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("The row is inconsistent", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_contradicts_the_one_before_it_is_refused()
    {
        LoadSample first = Check(s_first, before: null);
        // The two that were open have ended, and one more cannot have.
        Dictionary<string, string> next = With(s_first, ("ElapsedSeconds", "2"), ("Succeeded", "99"), ("Open", "0"));
        Check(next, first);
        Assert.Equal("Started", Assert.Throws<LoadRowException>(() => Check(With(next, ("Succeeded", "100")), first)).Column);
    }

    [Fact]
    public void A_row_without_the_one_before_it_is_taken_as_it_is() =>
        Check(With(s_first, ("ElapsedSeconds", "7"), ("Succeeded", "600")), Check(s_first, before: null));

    private static LoadSample Check(Dictionary<string, string> columns, LoadSample? before)
    {
        LoadSample row = new LoadRowReader(columns.GetValueOrDefault).Read(before);
        RowBooks.Check(row, before, columns.GetValueOrDefault);
        return row;
    }

    private static Dictionary<string, string> With(Dictionary<string, string> row, params (string Column, string Value)[] changes)
    {
        var changed = new Dictionary<string, string>(row);
        foreach ((string column, string value) in changes)
            changed[column] = value;
        return changed;
    }
}
