using System.Globalization;
using System.Management.Automation;
using RedisLoad.Plan;
using RedisLoad.Rows;
using RedisLoad.Run;
using static System.FormattableString;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>The progress line of a load, short enough for 80 columns.</summary>
/// <param name="plan">What is being done.</param>
/// <param name="target">To whom.</param>
/// <param name="stopKey">What ends it early; null for nothing.</param>
internal sealed class LoadProgress(LoadPlan plan, string target, StopKey? stopKey)
{
    private readonly TimeSpan _length = plan.Schedule.Length + plan.Lifetime.HoldTime.Max;
    private readonly string _activity = stopKey is null ? $"Loading {target}" : $"Loading {target} ({stopKey.Key} to end)";
    private string _status = "starting";

    /// <summary>Whether the line is shown.</summary>
    public bool IsShown { get; private set; }

    /// <summary>The line while clients connect, before the load.</summary>
    public ProgressRecord Connecting(int connected)
    {
        IsShown = true;
        return new(0, _activity, Invariant($"{connected:N0} of {plan.Clients.Count:N0} clients connected"))
        {
            PercentComplete = (int)(100L * connected / plan.Clients.Count),
        };
    }

    /// <summary>The current line.</summary>
    /// <param name="run">The load.</param>
    /// <param name="sample">The row that has just come, if one has.</param>
    public ProgressRecord Update(LoadRun run, LoadSample? sample) => Update(run.Elapsed, run.FailedSoFar, run.ResponseP99MsSoFar, sample);

    /// <summary>The current line.</summary>
    /// <param name="elapsed">How much of the schedule has passed.</param>
    /// <param name="failedSoFar">Connections that have failed.</param>
    /// <param name="p99SoFar">The p99 of the response time of the whole run.</param>
    /// <param name="sample">The row that has just come, if one has.</param>
    public ProgressRecord Update(TimeSpan elapsed, long failedSoFar, double? p99SoFar, LoadSample? sample)
    {
        elapsed = elapsed > TimeSpan.Zero ? elapsed : TimeSpan.Zero;
        if (sample is not null)
        {
            _status = plan.OpensConnections
                ? Invariant($"{sample.Cps:N0}/s {sample.Open:N0} open {failedSoFar:N0} failed p99 {Milliseconds(sample.ResponseP99Ms)}, overall {Milliseconds(p99SoFar)} ms")
                : Invariant($"{sample.ClientsConnected:N0} of {sample.Clients:N0} connected {sample.ReconnectAttempts:N0} attempts p99 {Milliseconds(sample.SteadyP99Ms)} ms");
        }
        IsShown = true;
        bool isDraining = elapsed >= _length;
        return new ProgressRecord(0, _activity, isDraining ? "waiting for open connections" : _status)
        {
            PercentComplete = (int)Math.Min(100, 100 * elapsed / _length),
            SecondsRemaining = (int)Math.Max(0, Math.Ceiling((_length - elapsed).TotalSeconds)),
        };
    }

    /// <summary>The line during the warm-up of the runtime, before the load.</summary>
    /// <param name="run">The load that warms it up.</param>
    /// <param name="sample">A row of it.</param>
    public ProgressRecord Prepare(LoadRun run, LoadSample sample)
    {
        ProgressRecord record = Update(run, sample);
        return new ProgressRecord(record.ActivityId, record.Activity, "preparing");
    }

    private static string Milliseconds(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? "none";

    /// <summary>Removes the line.</summary>
    public ProgressRecord Complete()
    {
        IsShown = false;
        return new(0, _activity, "done") { RecordType = ProgressRecordType.Completed };
    }
}
