using System.Globalization;
using System.Management.Automation;
using RedisLoad.Load;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>The progress line of a load: short, so that a terminal of 80 columns shows all of it.</summary>
/// <param name="plan">What is being done.</param>
/// <param name="target">To whom.</param>
internal sealed class LoadProgress(LoadPlan plan, string target)
{
    private readonly TimeSpan _length = plan.WarmUp + plan.Duration + plan.HoldTime.Most;
    private readonly string _activity = $"Loading {target}";
    private string _status = "starting";

    /// <summary>The line as it is now.</summary>
    /// <param name="elapsed">How much of the schedule has passed.</param>
    /// <param name="sample">The row that has just come, if one has.</param>
    /// <param name="total">All rows so far; null before the first.</param>
    public ProgressRecord Update(TimeSpan elapsed, LoadSample? sample, LoadSample? total)
    {
        if (sample is not null)
        {
            _status = string.Create(
                CultureInfo.InvariantCulture,
                $"{sample.Cps:N0}/s {sample.Open:N0} open {total?.Failed ?? 0:N0} failed p99 {Milliseconds(sample.ResponseP99Ms)}, overall {Milliseconds(total?.ResponseP99Ms)} ms");
        }
        bool isDraining = elapsed >= _length;
        return new ProgressRecord(0, _activity, isDraining ? "waiting for what is open" : _status)
        {
            PercentComplete = (int)Math.Min(100, 100 * elapsed / _length),
            SecondsRemaining = (int)Math.Max(0, Math.Ceiling((_length - elapsed).TotalSeconds)),
        };
    }

    private static string Milliseconds(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? "none";

    /// <summary>Takes the line away.</summary>
    public ProgressRecord Complete() => new(0, _activity, "done") { RecordType = ProgressRecordType.Completed };
}
