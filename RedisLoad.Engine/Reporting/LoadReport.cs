using RedisLoad.Results;
using RedisLoad.Rows;
using RedisLoad.Watch;

namespace RedisLoad.Reporting;

/// <summary>What a report is made of: all that it shows, and nothing of how.</summary>
public sealed record LoadReport
{
    /// <summary>What the page is called.</summary>
    public required string Title { get; init; }

    /// <summary>When it is made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Rows of one run or several, at least one.</summary>
    public required IReadOnlyList<LoadSample> Rows { get; init; }

    /// <summary>What they come to.</summary>
    public required LoadSummary Summary { get; init; }

    /// <summary>Rows of an earlier run to show beside it; empty without one.</summary>
    public IReadOnlyList<LoadSample> Baseline { get; init; } = [];

    /// <summary>What a watch saw meanwhile; empty without one.</summary>
    public IReadOnlyList<ConnectionSnapshot> Snapshots { get; init; } = [];

    /// <summary>The host that makes the report.</summary>
    public IReadOnlyList<ReportFact> Host { get; init; } = [];

    /// <summary>Its settings that connections depend on.</summary>
    public IReadOnlyList<ReportFact> Settings { get; init; } = [];

    /// <summary>A Redis that was asked about itself; empty where none was.</summary>
    public IReadOnlyList<ReportFact> Redis { get; init; } = [];
}

/// <summary>Something to know beside the figures.</summary>
/// <param name="Name">What.</param>
/// <param name="Value">Its value.</param>
public sealed record ReportFact(string Name, string Value);

/// <summary>Writes a report as a page. What is behind it is loaded apart from the rest, for it brings a charting library.</summary>
public interface ILoadReportWriter
{
    /// <summary>Writes the page.</summary>
    /// <param name="report">What is in it.</param>
    /// <param name="output">Where to.</param>
    void Write(LoadReport report, TextWriter output);
}
