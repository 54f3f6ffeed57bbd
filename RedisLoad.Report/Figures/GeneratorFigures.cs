using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Report.Figures;

/// <summary>A small chart of each of several load generators, all to one scale: what stands out is the bottleneck.</summary>
internal static class GeneratorFigures
{
    /// <summary>The charts, in the order of the summaries. Without a schedule nothing is late, and there is the rate to see.</summary>
    /// <param name="generators">The load generators to show.</param>
    /// <param name="rows">The rows of all.</param>
    public static IReadOnlyList<Figure> Of(IReadOnlyList<LoadSummary> generators, IReadOnlyList<LoadSample> rows)
    {
        Dictionary<string, IReadOnlyList<Moment>> moments =
            GeneratorCoverage.PartsOf(rows).ToDictionary(part => part.Name, part => Moment.Of(part.Rows));
        bool haveLag = generators.Any(generator => generator.LagMaxMs is not null);
        Figure[] figures = [.. generators.Select(generator => haveLag
            ? Lag(generator, moments[generator.Generator!])
            : Rate(generator, moments[generator.Generator!]))];
        Curve[] scale = [.. figures.SelectMany(figure => figure.Curves)];
        return [.. figures.Select(figure => figure with { Scale = scale })];
    }

    private static Figure Lag(LoadSummary generator, IReadOnlyList<Moment> moments) => new()
    {
        Title = generator.Generator!,
        About = "How late connections were started: the p99 of each interval, and its limit over the whole run. Log axis.",
        YTitle = "ms",
        IsLogY = true,
        IsSmall = true,
        Curves =
        [
            LoadFigures.CurveOf("Lag p99", moments, moment => moment.Longest(row => row.LagP99Ms)),
            LoadFigures.CurveOf("Limit", moments, moment => moment.Longest(_ => GeneratorCriterion.LagLimitOf(generator))),
        ],
    };

    private static Figure Rate(LoadSummary generator, IReadOnlyList<Moment> moments) => new()
    {
        Title = generator.Generator!,
        About = "Connections per second that succeeded.",
        YTitle = "connections/s",
        IsSmall = true,
        Curves = [LoadFigures.CurveOf("Succeeded", moments, moment => moment.PerSecond(row => row.Succeeded))],
    };
}
