using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Tests.Results;

public class GeneratorCoverageTests
{
    [Theory]
    [InlineData("1/3 2/3 3/3", null)]
    [InlineData("1/3 3/3", "there are no rows of share 2/3")]
    [InlineData("4/5 2/5", "there are no rows of share 1/5, 3/5, 5/5")]
    [InlineData("2/3", null)]
    [InlineData("1/2 1/3", null)]
    [InlineData("- -", null)]
    public void Files_of_some_of_those_that_shared_a_load_are_not_all_of_it(string shares, string? expected)
    {
        LoadSample[] rows = [.. shares.Split(' ').Select((share, i) => Row(i, share == "-" ? null : share))];
        Assert.Equal(expected, GeneratorCoverage.MissingPart(rows));
        LoadSummary summary = LoadSummary.Of(rows);
        Assert.Equal(expected is not null, summary.Verdict == Verdict.PartMissing);
    }

    private static LoadSample Row(int number, string? share)
    {
        LoadSample row = RandomLoad.Row([RandomLoad.Session(new Random(number))], 1, open: 0, runId: $"run {number}");
        row.Share = share;
        return row;
    }
}
