namespace RedisLoad.Report.Figures;

/// <summary>A chart as data: what it says, not how it looks.</summary>
internal sealed record Figure
{
    public required string Title { get; init; }

    /// <summary>A sentence for who wants to know what the curves are, and for who cannot see them.</summary>
    public required string About { get; init; }

    public required string YTitle { get; init; }

    public required IReadOnlyList<Curve> Curves { get; init; }

    /// <summary>Whether the curves lie on each other and add up.</summary>
    public bool IsStacked { get; init; }

    public bool IsLogY { get; init; }

    /// <summary>Whether the x axis is milliseconds on a log scale; else it is seconds since the start.</summary>
    public bool IsOverTimes { get; init; }

    /// <summary>Whether it is one of many, which are drawn small and explained together.</summary>
    public bool IsSmall { get; init; }

    /// <summary>The curves that the axes have room for: those of all figures that are drawn to one scale. Default: its own.</summary>
    public IReadOnlyList<Curve> Scale { get => field ?? Curves; init; }

    /// <summary>Places on the x axis that have a name.</summary>
    public IReadOnlyList<Mark> Marks { get; init; } = [];
}

/// <summary>A line, or a layer of a stack. That of a baseline is drawn in another way than those of the run.</summary>
internal sealed record Curve(string Name, IReadOnlyList<Reading> Readings, bool IsBaseline = false);

/// <summary>A value over a stretch of the x axis; not a number where there is none.</summary>
internal readonly record struct Reading(double From, double To, double Value);

internal sealed record Mark(string Name, double X);
