using RedisLoad.Pacing;

namespace RedisLoad.Tests.Pacing;

/// <summary>What every kind of schedule keeps.</summary>
public class ArrivalsTests
{
    private const long Second = 1_000_000_000;

    private static readonly Dictionary<string, Func<IArrivals>> s_kinds = new()
    {
        ["even"] = () => new ConstantRate(777),
        ["even, with a fraction"] = () => new ConstantRate(Rate.Parse("1.7")),
        ["even, by the minute"] = () => new ConstantRate(Rate.Parse("500/m")),
        ["bursts"] = () => new Bursts(100, TimeSpan.FromSeconds(0.3)),
        ["ramp up"] = () => new VaryingRate(RateProfile.Ramp(1, 2000, TimeSpan.FromSeconds(5))),
        ["ramp down"] = () => new VaryingRate(RateProfile.Ramp(2000, 1, TimeSpan.FromSeconds(5))),
        ["nearly even ramp"] = () => new VaryingRate(RateProfile.Ramp(1000, 1001, TimeSpan.FromDays(1))),
        ["steps"] = () => new VaryingRate(RateProfile.Steps(100, 150, TimeSpan.FromSeconds(0.7), 6)),
        ["steps down"] = () => new VaryingRate(RateProfile.Steps(1000, -300, TimeSpan.FromSeconds(1), 3)),
        ["random"] = () => new PoissonArrivals(RateProfile.Constant(800), seed: 7),
        ["random ramp"] = () => new PoissonArrivals(RateProfile.Ramp(10, 1500, TimeSpan.FromSeconds(4)), seed: 8),
    };

    public static TheoryData<string> Kinds => [.. s_kinds.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nobody_is_due_before_the_one_in_front(string kind)
    {
        IArrivals arrivals = s_kinds[kind]();
        long last = 0;
        for (long number = 0; number < 5000; number++)
        {
            long due = arrivals.DueAt(number);
            Assert.InRange(due, last, long.MaxValue);
            last = due;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Counts_and_due_times_agree(string kind)
    {
        IArrivals arrivals = s_kinds[kind]();
        IArrivals counting = s_kinds[kind]();
        for (long number = 0; number < 3000; number++)
        {
            long due = arrivals.DueAt(number);
            Assert.InRange(counting.CountDueBefore(due), 0, number);
            Assert.InRange(counting.CountDueBefore(due + 1), number + 1, long.MaxValue);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void They_say_the_same_asked_in_any_order(string kind)
    {
        IArrivals arrivals = s_kinds[kind]();
        long[] forwards = [.. Enumerable.Range(0, 500).Select(number => arrivals.DueAt(number))];
        long[] backwards = [.. Enumerable.Range(0, 500).Reverse().Select(number => arrivals.DueAt(number)).Reverse()];
        Assert.Equal(forwards, backwards);
        Assert.Equal(arrivals.CountDueBefore(Second), s_kinds[kind]().CountDueBefore(Second));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Places_count_from_zero_in_each_second_or_burst(string kind)
    {
        IArrivals arrivals = s_kinds[kind]();
        (int Burst, long Place) last = (0, -1);
        for (long number = 0; number < 3000; number++)
        {
            (int burst, long place) = arrivals.PlaceOf(number);
            Assert.True(
                burst == last.Burst ? place == last.Place + 1 : burst > last.Burst && place == 0,
                $"{last} is followed by {(burst, place)}");
            last = (burst, place);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(99, 0)]
    [InlineData(100, 5)]
    [InlineData(399, 15)]
    public void A_burst_is_due_at_once(long number, double seconds) =>
        Assert.Equal((long)(seconds * Second), new Bursts(100, TimeSpan.FromSeconds(5)).DueAt(number));

    [Theory]
    [InlineData(100, 300, 10, 2000)]
    [InlineData(300, 100, 10, 2000)]
    [InlineData(100, 300, 4, 800)]
    public void A_ramp_has_the_mean_of_its_ends(int from, int to, double seconds, long expected) =>
        Assert.Equal(
            expected, new VaryingRate(RateProfile.Ramp(from, to, TimeSpan.FromSeconds(seconds))).CountDueBefore((long)(seconds * Second)));

    [Fact]
    public void After_a_ramp_the_rate_stays()
    {
        var arrivals = new VaryingRate(RateProfile.Ramp(100, 300, TimeSpan.FromSeconds(2)));
        Assert.Equal(300, arrivals.CountDueBefore(7 * Second) - arrivals.CountDueBefore(6 * Second));
    }

    [Fact]
    public void Steps_have_their_rates()
    {
        var arrivals = new VaryingRate(RateProfile.Steps(100, 50, TimeSpan.FromSeconds(1), 3));
        Assert.Equal(
            [100, 150, 200, 250, 250],
            Enumerable.Range(0, 5).Select(i => arrivals.CountDueBefore((i + 1) * Second) - arrivals.CountDueBefore(i * Second)));
    }

    [Fact]
    public void Random_times_between_connections_are_exponentially_distributed()
    {
        const int Count = 100_000;
        const double Rate = 1000;
        var arrivals = new PoissonArrivals(RateProfile.Constant(Rate), seed: 1);
        long[] dues = [.. Enumerable.Range(0, Count + 1).Select(number => arrivals.DueAt(number))];
        double[] gaps = [.. dues.Zip(dues.Skip(1), (one, next) => (next - one) / 1e9).Order()];

        // Kolmogorov and Smirnov: of so many values, the greatest distance stays below 1.95 / sqrt(n) in 999 of 1,000 seeds.
        double distance = gaps.Select((gap, i) => Math.Abs(1 - Math.Exp(-Rate * gap) - (i + 0.5) / Count)).Max();
        Assert.InRange(distance, 0, 1.95 / Math.Sqrt(Count));
    }

    [Fact]
    public void Random_times_of_another_seed_are_others() =>
        Assert.NotEqual(
            new PoissonArrivals(RateProfile.Constant(100), 1).DueAt(50), new PoissonArrivals(RateProfile.Constant(100), 2).DueAt(50));
}
