using RedisLoad.Pacing;
using RedisLoad.Results;

namespace RedisLoad.Tests.Results;

public class LimitSearchTests
{
    [Theory]
    [InlineData(100, 10_000, 5000)]
    [InlineData(100, 1_000_000, 123_456)]
    [InlineData(1, 100, 3)]
    [InlineData(1000, 10_000, 1000)]
    [InlineData(1, 1_000_000, 999_999)]
    [InlineData(0.1, 50, 2.7)]
    [InlineData(0.001, 1, 0.0123)]
    public void The_limit_is_found_to_the_resolution(double from, double to, double limit)
    {
        LoadLimit found = Search(from, to, rate => rate <= limit ? ProbeOutcome.Held : ProbeOutcome.Breached);
        Assert.Equal(LimitReason.Threshold, found.Reason);
        Assert.InRange(found.LimitCps!.Value, limit / 1.05, limit);
        Assert.True(found.NextCps > limit);
        Assert.InRange(found.Probes, 1, 60);
    }

    [Fact]
    public void It_doubles_then_halves_the_way_then_confirms()
    {
        var tried = new List<double>();
        Search(1000, 100_000, rate =>
        {
            tried.Add(rate);
            return rate <= 5000 ? ProbeOutcome.Held : ProbeOutcome.Breached;
        }, resolution: 0.1);
        Assert.Equal([1000, 2000, 4000, 8000, 8000, 5700, 5700, 4800, 5200, 5200, 4800], tried);
    }

    [Fact]
    public void Where_the_highest_rate_holds_it_is_confirmed_and_the_limit_is_beyond()
    {
        var tried = new List<double>();
        LoadLimit found = Search(1000, 3000, rate =>
        {
            tried.Add(rate);
            return ProbeOutcome.Held;
        });
        Assert.Equal([1000, 2000, 3000, 3000], tried);
        Assert.Equal(new LoadLimit(3000, null, LimitReason.HighestRate, 4), found);
    }

    [Fact]
    public void Where_the_lowest_rate_does_not_hold_there_is_no_limit()
    {
        LoadLimit found = Search(1000, 3000, _ => ProbeOutcome.Breached);
        Assert.Equal(new LoadLimit(null, 1000, LimitReason.Threshold, 2), found);
        Assert.StartsWith("No tested rate met", found.Conclusion, StringComparison.Ordinal);
    }

    [Fact]
    public void The_load_generators_ceiling_is_not_the_servers_limit()
    {
        LoadLimit found = Search(1000, 100_000, rate => rate <= 5000 ? ProbeOutcome.Held : ProbeOutcome.GeneratorCeiling);
        Assert.Equal(LimitReason.GeneratorCeiling, found.Reason);
        Assert.InRange(found.LimitCps!.Value, 4750, 5000);
        Assert.Contains("was the limit, not the server", found.Conclusion, StringComparison.Ordinal);
    }

    [Fact]
    public void One_bad_load_is_not_believed()
    {
        bool wasBad = false;
        LoadLimit found = Search(1000, 100_000, rate =>
        {
            if (rate == 2000 && !wasBad)
            {
                wasBad = true;
                return ProbeOutcome.Breached;
            }
            return rate <= 5000 ? ProbeOutcome.Held : ProbeOutcome.Breached;
        });
        Assert.InRange(found.LimitCps!.Value, 4750, 5000);
    }

    [Fact]
    public void A_rate_that_is_not_confirmed_is_no_limit()
    {
        int loads = 0;
        LoadLimit found = Search(
            1000, 100_000, rate => rate <= 4000 || (rate <= 5000 && ++loads <= 1) ? ProbeOutcome.Held : ProbeOutcome.Breached);
        Assert.InRange(found.LimitCps!.Value, 3800, 4999);
        Assert.True(found.NextCps > found.LimitCps);
    }

    [Fact]
    public void It_ends_whatever_comes()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            LoadLimit found = Search(1, 1_000_000, _ => (ProbeOutcome)random.Next(3));
            Assert.InRange(found.Probes, 1, 200);
        }
    }

    private static LoadLimit Search(double from, double to, Func<double, ProbeOutcome> load, double resolution = 0.05)
    {
        var search = new LimitSearch(Rate.FromDecimal((decimal)from), Rate.FromDecimal((decimal)to), resolution, confirmations: 1);
        var history = new List<(Rate Rate, ProbeOutcome Outcome)>();
        while (search.Next(history) is { } rate)
        {
            Assert.InRange(rate.PerSecond, from, to);
            history.Add((rate, load(rate.PerSecond)));
            Assert.True(history.Count < 1000);
        }
        return LimitSearch.Conclude(history);
    }
}
