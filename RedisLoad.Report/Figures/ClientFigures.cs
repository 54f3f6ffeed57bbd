using System.Globalization;
using System.Text.RegularExpressions;
using RedisLoad.Reporting;
using RedisLoad.Results;

namespace RedisLoad.Report.Figures;

/// <summary>The charts of what became of the clients of a load (-Clients).</summary>
internal static partial class ClientFigures
{
    private const int PartsOfDecade = 10;

    /// <summary>The charts; none where there were no clients. What there is to see of clients that never lost a connection is their
    /// response time.</summary>
    public static IEnumerable<Figure> Of(LoadReport report, IReadOnlyList<Moment> moments, string slowest)
    {
        LoadSummary summary = report.Summary;
        if (summary.SteadyRequests > 0)
        {
            yield return LoadFigures.Times(
                "Response time of the clients",
                $"From the moment a request of a background client was due to its reply, as percentiles of each interval. Log axis.{slowest}",
                moments,
                ("p50", row => row.SteadyP50Ms),
                ("p99", row => row.SteadyP99Ms),
                ("max", row => row.SteadyMaxMs)) with { Marks = EventsOf(moments) };
        }
        if (summary.ClientsLost + summary.ReconnectAttempts == 0)
            yield break;
        yield return Population(moments);
        yield return Attempts(moments);
        if (summary.GetOutageTimes(PartsOfDecade) is { Count: > 0 } outages)
            yield return Outages(outages, summary);
    }

    /// <summary>The events of the rows, where they were: <c>ClientKill at 10.02 s</c>.</summary>
    internal static IReadOnlyList<Mark> EventsOf(IReadOnlyList<Moment> moments) =>
    [
        .. moments
            .SelectMany(moment => moment.Rows.Select(row => row.Events).OfType<string>())
            .Distinct()
            .SelectMany(events => Event().Matches(events))
            .Select(match => new Mark(match.Groups["name"].Value, double.Parse(match.Groups["at"].Value, CultureInfo.InvariantCulture))),
    ];

    private static Figure Population(IReadOnlyList<Moment> moments) => new()
    {
        Title = "Clients",
        About = "Clients by state at the end of each interval, stacked.",
        YTitle = "clients",
        IsStacked = true,
        Curves =
        [
            LoadFigures.CurveOf("Connected", moments, moment => moment.Total(row => row.ClientsConnected)),
            LoadFigures.CurveOf("Connecting", moments, moment => moment.Total(row => row.ClientsConnecting)),
            LoadFigures.CurveOf("Waiting", moments, moment => moment.Total(row => row.ClientsWaiting)),
            LoadFigures.CurveOf("Given up", moments, moment => moment.Total(row => row.ClientsGivenUp)),
        ],
        Marks = EventsOf(moments),
    };

    private static Figure Attempts(IReadOnlyList<Moment> moments) => new()
    {
        Title = "Reconnect attempts",
        About = "Reconnect attempts per second, and those that were refused or timed out.",
        YTitle = "attempts/s",
        Curves =
        [
            LoadFigures.CurveOf("Attempts", moments, moment => moment.PerSecond(row => row.ReconnectAttempts)),
            LoadFigures.CurveOf("Refused", moments, moment => moment.PerSecond(row => row.ReconnectsRefused)),
            LoadFigures.CurveOf("Timed out", moments, moment => moment.PerSecond(row => row.ReconnectsTimedOut)),
        ],
        Marks = EventsOf(moments),
    };

    private static Figure Outages(IReadOnlyList<TimeShare> outages, LoadSummary summary) => new()
    {
        Title = "Distribution of outages",
        About = "How long clients were without a connection, from its loss to the first reply on the next one: each bar is the share of outages with that length. Log axis.",
        YTitle = "% of outages",
        IsStacked = true,
        IsOverTimes = true,
        Curves = LoadFigures.Spread("Share of outages", outages, baseline: []),
        Marks = LoadFigures.Marks(("p50", summary.OutageP50Ms), ("p99", summary.OutageP99Ms), ("max", summary.OutageMaxMs)),
    };

    [GeneratedRegex(@"(?:^|; )(?:Disrupt )?(?<name>[^;]+?) at (?<at>[0-9.]+) s")]
    private static partial Regex Event();
}
