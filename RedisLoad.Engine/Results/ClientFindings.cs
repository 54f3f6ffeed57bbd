using static System.FormattableString;

namespace RedisLoad.Results;

/// <summary>What became of the clients of a run (-Clients): whether they lost their connections, and whether they came back.</summary>
internal static class ClientFindings
{
    /// <summary>An outage that each client tries to end a few times is one; more attempts are a load of their own.</summary>
    private const double AttemptsPerLossLimit = 10;

    /// <summary>The findings, the gravest first.</summary>
    public static IEnumerable<Finding> Of(LoadSummary run)
    {
        if (run.Clients == 0)
            yield break;
        if (HasNotRecovered(run))
            yield return new Finding(Verdict.ServerFailing, $"{NotRecovered(run)} {Attempts(run)}");
        else if (IsFedByItself(run))
            yield return new Finding(Verdict.ServerSlow, $"{Attempts(run)} {Recovery(run)}");
        else if (run.ClientsLost > 0)
            yield return new Finding(Verdict.Valid, $"{Recovery(run)} {Attempts(run)}");
        if (run.SteadyFailed + run.SteadyWaited > 0)
        {
            yield return new Finding(Verdict.Valid, Invariant(
                $"Of {run.SteadyRequests + run.SteadyFailed:N0} requests of the clients, {run.SteadyFailed:N0} failed and {run.SteadyWaited:N0} waited for a connection."));
        }
    }

    /// <summary>What a valid run rests on, of its clients; empty where there are none.</summary>
    public static string Soundness(LoadSummary run) => run.Clients == 0
        ? string.Empty
        : Invariant($" {run.ClientsConnected:N0} of {run.Clients:N0} clients are connected; {run.SteadyRequests:N0} of their requests were answered.");

    /// <summary>The clients in a line; empty where there are none.</summary>
    public static IEnumerable<string> Lines(LoadSummary run)
    {
        if (run.Clients == 0)
            yield break;
        yield return Invariant($"Clients: {run.ClientsConnected:N0} of {run.Clients:N0} connected; {run.ClientsLost:N0} connections lost, {run.ReconnectAttempts:N0} attempts to reconnect.");
        if (run.OutageMaxMs is not null)
            yield return $"{Recovery(run)} Outage of a client: {SummaryText.Times(run.OutageP50Ms, run.OutageP99Ms, run.OutageP999Ms, run.OutageMaxMs)}.";
    }

    private static bool HasNotRecovered(LoadSummary run) =>
        run.ClientsConnected < run.Clients && run.ClientsLost + run.ReconnectAttempts > 0;

    private static bool IsFedByItself(LoadSummary run) => run.ReconnectAttempts >= AttemptsPerLossLimit * Math.Max(1, run.ClientsLost);

    private static string NotRecovered(LoadSummary run) => Invariant(
        $"The clients did not recover: {run.ClientsConnected:N0} of {run.Clients:N0} were connected at the end, {run.ClientsConnecting:N0} were connecting, {run.ClientsWaiting:N0} were waiting, and {run.ClientsGivenUp:N0} had given up.");

    private static string Attempts(LoadSummary run)
    {
        string failed = Invariant($"{run.ReconnectsRefused:N0} were refused and {run.ReconnectsTimedOut:N0} timed out");
        return IsFedByItself(run)
            ? Invariant($"The storm fed itself: attempts rose to {run.AttemptsPerClient:#,0.#} times the population ({run.ReconnectAttempts:N0} attempts for {run.ClientsLost:N0} lost connections, of which {failed}).")
            : Invariant($"{run.ClientsLost:N0} connections were lost; of {run.ReconnectAttempts:N0} attempts to reconnect, {failed}.");
    }

    private static string Recovery(LoadSummary run) => run.Recovery100Seconds is { } all
        ? Invariant($"Recovered in {all:0.0##} s: 50 % of the clients were connected again after {run.Recovery50Seconds:0.0##} s, and 99 % after {run.Recovery99Seconds:0.0##} s.")
        : string.Empty;
}
