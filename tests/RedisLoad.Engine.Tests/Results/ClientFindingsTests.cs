using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Tests.Results;

/// <summary>What is said of clients that lost their connections.</summary>
public class ClientFindingsTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Clients_that_stay_connected_are_what_a_valid_run_rests_on()
    {
        LoadSummary run = Summary(connected: 2000, lost: 0, attempts: 0);
        Assert.Equal(Verdict.Valid, run.Verdict);
        Assert.Contains(
            "2,000 of 2,000 clients are connected; 1 of their requests were answered.", run.Evidence[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Clients_that_come_back_have_recovered()
    {
        LoadSummary run = Summary(connected: 2000, lost: 2000, attempts: 4300, refused: 2300);
        Assert.Equal(Verdict.Valid, run.Verdict);
        Assert.Equal(2.15, run.AttemptsPerClient);
        Assert.Contains(
            "Recovered in 2.1 s: 50 % of the clients were connected again after 1.0 s, and 99 % after 2.0 s. "
            + "2,000 connections were lost; of 4,300 attempts to reconnect, 2,300 were refused and 0 timed out.",
            run.Evidence);
    }

    [Theory]
    [InlineData(19_999, Verdict.Valid)]
    [InlineData(20_000, Verdict.ServerSlow)]
    public void Ten_attempts_a_loss_are_a_storm_that_fed_itself(long attempts, Verdict verdict)
    {
        LoadSummary run = Summary(connected: 2000, lost: 2000, attempts: attempts, refused: attempts - 2000);
        Assert.Equal(verdict, run.Verdict);
        Assert.Equal(
            verdict == Verdict.ServerSlow,
            run.Evidence.Any(text => text.StartsWith("The storm fed itself: attempts rose to 10 times the population (20,000 attempts", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(0, 100, 0)]
    [InlineData(60, 30, 10)]
    [InlineData(0, 0, 100)]
    public void Clients_that_are_not_back_at_the_end_have_not_recovered(long connecting, long waiting, long givenUp)
    {
        LoadSummary run = Summary(connected: 1900, lost: 2000, attempts: 4000, connecting: connecting, waiting: waiting, givenUp: givenUp);
        Assert.Equal(Verdict.ServerFailing, run.Verdict);
        Assert.StartsWith(
            $"The clients did not recover: 1,900 of 2,000 were connected at the end, {connecting} were connecting, {waiting} were waiting, and {givenUp} had given up.",
            run.Evidence[0],
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, Verdict.ServerFailing)]
    [InlineData(900, Verdict.GeneratorBottleneck)]
    public void A_pause_of_the_load_generator_is_not_why_clients_did_not_recover_but_want_of_cpu_may_be(long cpuMs, Verdict verdict)
    {
        LoadSummary run = Summary(connected: 1000, lost: 2000, attempts: 4000, waiting: 1000, pauseMs: 150, cpuMs: cpuMs);
        Assert.Equal(verdict, run.Verdict);
        Assert.Contains(run.Evidence, text => text.StartsWith("The load generator was a bottleneck", StringComparison.Ordinal));
    }

    private static LoadSummary Summary(
        long connected, long lost, long attempts, long refused = 0, long connecting = 0, long waiting = 0, long givenUp = 0,
        long pauseMs = 1, long cpuMs = 10)
    {
        var recorder = new IntervalRecorder();
        recorder.RecordSteadyReply(1_000_000);
        ref IntervalCounters counters = ref recorder.Counters;
        counters.Gauges.ClientsConnected = connected;
        counters.Gauges.ClientsConnecting = connecting;
        counters.Gauges.ClientsWaiting = waiting;
        counters.Gauges.ClientsGivenUp = givenUp;
        counters.ClientsLost = lost;
        counters.ReconnectAttempts = attempts;
        counters.ReconnectsRefused = refused;
        counters.LongestPause = pauseMs * 1_000_000;
        counters.CpuNanoseconds = cpuMs * 1_000_000;
        counters.CpuCapacityNanoseconds = Second;
        if (lost > 0)
            recorder.RecordRecovery(Second, 2 * Second, connected == 2000 ? 2 * Second + Second / 10 : null);
        var span = new SampleSpan(TimeSpan.Zero, TimeSpan.FromSeconds(1), DateTimeOffset.UnixEpoch);
        return LoadSummary.Of(new LoadSample(span, hasSchedule: false, recorder));
    }
}
