using System.Management.Automation;
using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>The thresholds that a run must meet, and the errors for those that it does not.</summary>
internal sealed class LoadGate
{
    private readonly Threshold[] _thresholds;

    private LoadGate(Threshold[] thresholds) => _thresholds = thresholds;

    /// <summary>Reads the thresholds.</summary>
    /// <exception cref="ThresholdException">One cannot be read.</exception>
    public static LoadGate Parse(string[] thresholds) => new([.. thresholds.Select(Threshold.Parse)]);

    /// <summary>The run with the results of the thresholds.</summary>
    public LoadSummary Judge(LoadSummary summary) => summary.Against(_thresholds);

    /// <summary>Whether a run in progress exceeds a limit.</summary>
    public bool IsBreachedSoFar(LoadSample total)
    {
        var summary = LoadSummary.Of(total);
        return _thresholds.Any(threshold => threshold.IsBreachedSoFar(summary));
    }

    /// <summary>An error for each threshold that is not met.</summary>
    public static IEnumerable<ErrorRecord> ErrorsOf(LoadSummary summary) => summary.Thresholds
        .Where(result => !result.Passed)
        .Select(result => new ErrorRecord(new InvalidOperationException($"{result}."), "ThresholdBreached", ErrorCategory.LimitsExceeded,
            result));
}
