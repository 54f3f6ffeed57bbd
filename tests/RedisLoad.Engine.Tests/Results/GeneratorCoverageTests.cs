using System.Globalization;
using RedisLoad.Failures;
using RedisLoad.Results;
using RedisLoad.Rows;
using static System.FormattableString;

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
        LoadSummary summary = LoadSummary.Of(rows);
        Assert.Equal(expected, summary.MissingPart);
        Assert.Equal(expected is not null, summary.Verdict == Verdict.PartMissing);
    }

    /// <summary>The rows: <c>a2</c> is one of the load generator a that ends at second 2, <c>*2</c> that of all, and <c>*2?1</c> the same
    /// without one that was lost, of three. And who was lost, with the end of its rows.</summary>
    [Theory]
    [InlineData("a1 b1 c1 *1 a2 b2 c2 *2", "")]
    [InlineData("a1 b1 c1 *1 a2 c2 *2?1", "b 1")]
    [InlineData("a1 b1 c1 *1 a2 *2?2 a3 *3?2", "b 1, c 1")]
    [InlineData("a1 b1 c1 *1 a2 c2 *2?1 a3 *3?2", "b 1, c 2")]
    [InlineData("a1 c1 *1?1 a2 *2?2", "c 1")]
    [InlineData("a1 b1 *1?1 a2 b2 *2?1", "")]
    [InlineData("a1 b1 c1 *1 a2 *2?1", "")]
    [InlineData("a1 b1 c1 *1 a2 c2 *2?1 a3 *3?1", "b 1")]
    [InlineData("a1 b1 c1 a2 c2", "")]
    [InlineData("*1 *2?1", "")]
    [InlineData("a1 b0.998 c1 *1 a2 c2 *2?1", "b 0.998")]
    [InlineData("a1 b0.998 c1 *1?1", "")]
    public void Who_was_lost_is_said_where_it_is_known(string rows, string expected)
    {
        LoadSample[] read = [.. rows.Split(' ').Select(RowOf)];
        IReadOnlyList<GeneratorPart> parts = GeneratorCoverage.PartsOf(read);
        Assert.Equal(
            expected,
            string.Join(", ", parts.Where(part => part.LostAt is not null).Select(part => Invariant($"{part.Name} {part.LostAt}"))));

        LoadSummary summary = LoadSummary.Of(read);
        Assert.Equal(read.Any(row => row.GeneratorsMissing > 0), summary.Verdict == Verdict.PartMissing);
        LoadSummary[] lost = [.. summary.GetGenerators().Where(part => part.Verdict == Verdict.PartMissing)];
        Assert.Equal(
            expected.Split(", ", StringSplitOptions.RemoveEmptyEntries)
                .Select(part => $"{part[0]} did not report to the end (until {part[2..]} s)"),
            lost.Select(part => part.MissingPart));
        Assert.All(lost, part => Assert.Contains($"{part.Generator} until ", summary.MissingPart, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("load1 load2", "- -", "load1, load2")]
    [InlineData("load1 load1", "- -", "")]
    [InlineData("load2 load1", "2/2 1/2", "load1, load2")]
    [InlineData("load1 load1 load2", "3/3 1/3 2/3", "load1 (share 1/3), load2, load1 (share 3/3)")]
    [InlineData("load1 load1", "1/2 -", "load1 (share 1/1), load1 (share 1/2)")]
    [InlineData("load1 - -", "- - -", "")]
    public void Load_generators_are_told_apart_by_name_and_share(string names, string shares, string expected)
    {
        LoadSample[] rows = [.. names.Split(' ').Zip(shares.Split(' '), (name, share) => (name, share)).Select((each, i) =>
        {
            LoadSample row = Row(i, each.share == "-" ? null : each.share);
            row.Generator = each.name == "-" ? null : each.name;
            return row;
        })];
        LoadSummary summary = LoadSummary.Of(rows);
        Assert.Equal(expected, string.Join(", ", summary.GetGenerators().Select(part => part.Generator)));
        Assert.Null(summary.Generator);
    }

    private static LoadSample RowOf(string text)
    {
        string[] parts = text[1..].Split('?');
        double end = double.Parse(parts[0], CultureInfo.InvariantCulture);
        int missing = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var recorder = new IntervalRecorder();
        RandomLoad.Record(recorder, RandomLoad.Of(1, 2, 3, 4, FailureKind.None));
        var span = new SampleSpan(
            TimeSpan.FromSeconds(Math.Ceiling(end) - 1), TimeSpan.FromSeconds(end), DateTimeOffset.UnixEpoch.AddSeconds(end));
        return new LoadSample(span, hasSchedule: true, recorder)
        {
            RunId = "run",
            Generator = text[0] == '*' ? null : text[..1],
            Generators = text[0] == '*' ? 3 - missing : 1,
            GeneratorsMissing = missing,
        };
    }

    private static LoadSample Row(int number, string? share)
    {
        LoadSample row = RandomLoad.Row([RandomLoad.Session(new Random(number))], 1, open: 0, runId: $"run {number}");
        row.Share = share;
        return row;
    }
}
