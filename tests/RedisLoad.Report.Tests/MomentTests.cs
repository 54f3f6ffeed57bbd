using RedisLoad.Report.Figures;
using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Report.Tests;

public sealed class MomentTests
{
    [Fact]
    public void EachRowOfARunIsAMoment()
    {
        IReadOnlyList<Moment> moments = Moment.Of(SampleRun.Report(3).Rows);

        Assert.Equal([(0, 1), (1, 2), (2, 3)], moments.Select(moment => ((int)moment.From, (int)moment.To)));
        Assert.Equal(new Reading(2, 3, 200), moments[2].PerSecond(row => row.Due));
    }

    [Fact]
    public void RowsThatWereGivenTwiceAreNoMoment()
    {
        LoadSample row = SampleRun.Report(1).Rows[0];

        Assert.Throws<LoadRowException>(() => Moment.Of([row, row]));
    }

    [Fact]
    public void RunsSideBySideAddUpAndTheSlowestCounts()
    {
        IReadOnlyList<LoadSample> one = SampleRun.Report(3, run: "one").Rows;
        IReadOnlyList<LoadSample> two = SampleRun.Report(3, run: "two").Rows;

        IReadOnlyList<Moment> moments = Moment.Of([.. one, .. two]);

        Assert.Equal([400, 400, 400], moments.Select(moment => moment.PerSecond(row => row.Due).Value));
        Assert.Equal(one[1].ResponseMaxMs, moments[1].Longest(row => row.ResponseMaxMs).Value);
    }
}
