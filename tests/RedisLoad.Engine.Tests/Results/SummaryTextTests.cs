using RedisLoad.Failures;
using RedisLoad.Results;
using RedisLoad.Session;

namespace RedisLoad.Tests.Results;

public class SummaryTextTests
{
    [Fact]
    public void A_run_is_said_in_a_few_lines()
    {
        IEnumerable<SessionRecord> sessions = Enumerable.Repeat(RandomLoad.Of(1, 1, 2, 1 + 2_000_000, FailureKind.None), 1500);
        Assert.Equal(
            [
                "1,500 connections due: 1,500 started, 0 dropped; 1,500 succeeded, 0 failed.",
                "Rate: 1,500.0/s of 1,500.0/s. Load threads: 30 % of a CPU each.",
                "Response time: p50 2.00 ms, p99 2.00 ms, p99.9 2.00 ms, max 2.00 ms.",
                "Verdict: Valid.",
            ],
            SummaryText.Of(LoadSummary.Of(RandomLoad.Row(sessions))));
    }

    [Fact]
    public void Steady_connections_have_a_line_of_their_own() =>
        Assert.Equal(
            "Requests of clients: 2 answered, 0 failed; p50 1.00 ms, max 3.00 ms.",
            SummaryText.Of(LoadSummary.Of(RandomLoad.Row([], steadyReplies: [1_000_000, 3_000_000]))).ElementAt(2));

    [Fact]
    public void Without_a_success_there_are_no_times() =>
        Assert.Equal("Verdict: NothingMeasured.", SummaryText.Of(LoadSummary.Of(RandomLoad.Row([]))).ElementAt(2));
}
