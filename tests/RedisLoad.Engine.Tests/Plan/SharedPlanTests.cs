using RedisLoad.Pacing;
using RedisLoad.Parameters;
using RedisLoad.Plan;
using RedisLoad.Run;

namespace RedisLoad.Tests.Plan;

public class SharedPlanTests
{
    public static TheoryData<string, LoadPlan> Shapes => new()
    {
        { "even", new LoadPlan { Schedule = new() { Cps = 777 } } },
        { "by the minute", new LoadPlan { Schedule = new() { Cps = Rate.Parse("500/m") } } },
        { "bursts", new LoadPlan { Schedule = new() { Cps = 100, Gap = TimeSpan.FromSeconds(0.3) } } },
        { "random", new LoadPlan { Schedule = new() { Cps = 800, Arrival = ArrivalKind.Poisson, Seed = 7 } } },
        { "a random ramp", new LoadPlan { Schedule = new() { Cps = 10, RampTo = 1500, Arrival = ArrivalKind.Poisson, Seed = 8 } } },
        { "a ramp", new LoadPlan { Schedule = new() { Cps = 1, RampTo = 2000 } } },
        { "steps", new LoadPlan { Schedule = new() { Cps = 100, Step = 150, StepTime = TimeSpan.FromSeconds(0.7) } } },
        { "a count", new LoadPlan { Schedule = new() { Cps = 777, Count = 1001 } } },
        { "after a warm-up", new LoadPlan { Schedule = new() { Cps = 777, WarmUp = TimeSpan.FromSeconds(0.17) } } },
    };

    [Theory]
    [MemberData(nameof(Shapes), DisableDiscoveryEnumeration = true)]
    public void Shared_it_opens_what_one_would_open_alone(string shape, LoadPlan plan)
    {
        plan = plan.Schedule.Count is null ? plan with { Schedule = plan.Schedule with { Duration = TimeSpan.FromSeconds(3) } } : plan;
        List<(long Due, int Burst, long Place)> alone = Connections(plan);
        foreach (int generators in new[] { 2, 3, 7 })
        {
            LoadPlan[] parts = [.. Parts(plan, generators)];
            Assert.Equal(alone, parts.SelectMany(Connections).Order(), (expected, actual) => expected == actual);

            LoadTimeline whole = new(plan);
            for (int interval = 0; interval < whole.Intervals; interval++)
            {
                long[] due = [.. parts.Select(part => new LoadTimeline(part).DueIn(interval))];
                Assert.True(whole.DueIn(interval) == due.Sum(), $"{shape}: {whole.DueIn(interval)} and {string.Join(" + ", due)}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_is_due_of_each_server_adds_up(int servers)
    {
        var plan = new LoadPlan { Schedule = new() { Cps = 777, Duration = TimeSpan.FromSeconds(2.5) } };
        foreach (int generators in new[] { 2, 3, 4 })
        {
            for (int server = 0; server < servers; server++)
            {
                LoadTimeline whole = new(plan, servers);
                long due = Parts(plan, generators).Sum(part => new LoadTimeline(part, servers).DueIn(1, server));
                Assert.Equal(whole.DueIn(1, server), due);
            }
        }
    }

    [Fact]
    public void What_may_be_open_is_divided()
    {
        var plan = new LoadPlan { Schedule = new() { Cps = 5 }, MaxOpen = 100, Clients = new ClientsPlan { Count = 7 } };
        LoadPlan[] parts = [.. Parts(plan, 3).Select(part => part.Divide())];
        Assert.Equal([34, 33, 33], parts.Select(part => part.MaxOpen));
        Assert.Equal([3, 2, 2], parts.Select(part => part.Clients.Count));
        Assert.Equal([34, 33, 33], Parts(new LoadPlan { Lifetime = new() { PoolSize = 100 } }, 3).Select(part => part.Divide().MaxOpen));
        Assert.Equal(LoadPlan.DefaultMaxOpenLimit, Parts(new LoadPlan
        {
            Schedule = new() { Cps = 100_000 },
        }, 3).Sum(part => part.Divide().MaxOpen));
        var alone = new LoadPlan { MaxOpen = 100 };
        Assert.Same(alone, alone.Divide());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Clients_send_what_those_of_one_alone_would_send(bool opensConnections)
    {
        var plan = new LoadPlan { Clients = new ClientsPlan { Count = 7, Rate = 10 } };
        plan = opensConnections ? plan with { Schedule = plan.Schedule with { Cps = 5 } } : plan;
        IArrivals alone = plan.CreateClientRequests();
        LoadPlan[] parts = [.. Parts(plan, 3)];
        IEnumerable<long> shared = parts
            .SelectMany(part => Enumerable.Range(0, 50).Select(number => part.CreateClientRequests().DueAt(number)));
        Assert.Equal(Enumerable.Range(0, 50).Select(number => alone.DueAt(number)), shared.Order().Take(50));
        Assert.All(parts, part => Assert.Equal(opensConnections, part.Divide().OpensConnections));
    }

    [Fact]
    public void Every_generator_has_a_client()
    {
        var plan = new LoadPlan { Clients = new ClientsPlan { Count = 2 }, Share = new LoadShare(1, 3) };
        Assert.Equal("Clients", Assert.Throws<PlanException>(plan.Validate).Parameter);
        (plan with { Clients = new ClientsPlan { Count = 3 } }).Validate();
    }

    [Fact]
    public void A_random_schedule_is_shared_by_its_seed_alone()
    {
        var plan = new LoadPlan { Schedule = new() { Arrival = ArrivalKind.Poisson }, Share = new LoadShare(2, 3) };
        var exception = Assert.Throws<PlanException>(plan.Validate);
        Assert.Equal((PlanProblem.ValuesConflict, "Share"), (exception.Problem, exception.Parameter));
        Assert.Contains("-Seed", exception.Message, StringComparison.Ordinal);
        (plan with { Schedule = plan.Schedule with { Seed = 1 } }).Validate();
    }

    [Fact]
    public void Every_generator_may_have_a_connection_open()
    {
        var plan = new LoadPlan { MaxOpen = 2, Workers = 1, Share = new LoadShare(1, 3) };
        Assert.Equal("MaxOpen", Assert.Throws<PlanException>(plan.Validate).Parameter);
        (plan with { MaxOpen = 3 }).Validate();
        var pooled = new LoadPlan { Lifetime = new() { PoolSize = 2 }, Workers = 1, Share = new LoadShare(1, 3) };
        Assert.Equal("PoolSize", Assert.Throws<PlanException>(pooled.Validate).Parameter);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(0.2, 0.2)]
    [InlineData(0.1, 0.1)]
    public void It_begins_when_it_is_to(double secondsFromNow, double expected)
    {
        DateTimeOffset now = DateTimeOffset.UnixEpoch;
        var plan = new LoadPlan { Schedule = new() { StartAt = now.AddSeconds(secondsFromNow) } };
        Assert.Equal(expected, plan.Schedule.LeadAt(now, TimeSpan.FromSeconds(0.1)).TotalSeconds);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0)]
    [InlineData(-3600)]
    public void A_start_that_was_missed_is_an_error(double secondsFromNow)
    {
        DateTimeOffset now = DateTimeOffset.UnixEpoch;
        var plan = new LoadPlan { Schedule = new() { StartAt = now.AddSeconds(secondsFromNow) } };
        var exception = Assert.Throws<PlanException>(() => plan.Schedule.LeadAt(now, TimeSpan.FromSeconds(0.1)));
        Assert.Equal((PlanProblem.StartMissed, "StartAt"), (exception.Problem, exception.Parameter));
    }

    [Fact]
    public void Without_a_moment_it_begins_as_soon_as_it_can() =>
        Assert.Equal(TimeSpan.FromSeconds(0.1), new SchedulePlan().LeadAt(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(0.1)));

    [Fact]
    public void A_moment_in_another_year_is_refused()
    {
        var plan = new LoadPlan { Schedule = new() { StartAt = DateTimeOffset.Now.AddYears(1) } };
        Assert.Equal(PlanProblem.ValueOutOfRange, Assert.Throws<PlanException>(plan.Validate).Problem);
    }

    private static IEnumerable<LoadPlan> Parts(LoadPlan plan, int generators) =>
        Enumerable.Range(1, generators).Select(number => plan with { Share = new LoadShare(number, generators) });

    /// <summary>What each thread of a load generator walks, until the schedule is over.</summary>
    private static List<(long Due, int Burst, long Place)> Connections(LoadPlan plan)
    {
        const int threads = 2;
        var timeline = new LoadTimeline(plan);
        var connections = new List<(long, int, long)>();
        for (int thread = 0; thread < threads; thread++)
        {
            EveryNth numbers = plan.Share.Numbers.Part(thread, threads);
            IArrivals arrivals = timeline.CreateArrivals();
            for (long number = numbers.First; number < timeline.Limit && timeline.Includes(arrivals.DueAt(number)); number += numbers.Step)
            {
                (int burst, long place) = arrivals.PlaceOf(number);
                connections.Add((arrivals.DueAt(number), burst, place));
            }
        }
        connections.Sort();
        return connections;
    }
}
