using System.Management.Automation;
using System.Management.Automation.Host;

namespace RedisLoad.Cmdlets.Generators;

/// <summary>A load that runs in the shell of a load generator.</summary>
internal sealed class GeneratorLoad : IDisposable
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PSDataCollection<PSObject> _output = [];
    private readonly PowerShell _shell;
    private readonly Action<PSObject?, Exception?> _report;

    /// <summary>A load that begins.</summary>
    /// <param name="shell">What runs it.</param>
    /// <param name="host">What the shell asks; null for the host of its session.</param>
    /// <param name="report">Is told of each row, and at last of the end.</param>
    public GeneratorLoad(PowerShell shell, PSHost? host, Action<PSObject?, Exception?> report)
    {
        _shell = shell;
        _report = report;
        _output.DataAdded += (_, _) => Report();
        _shell.InvocationStateChanged += OnStateChanged;
        _shell.BeginInvoke(NoInput(), _output, host is null ? null : new PSInvocationSettings { Host = host }, null, null);
    }

    /// <summary>What a shell reads that is given nothing.</summary>
    public static PSDataCollection<PSObject> NoInput()
    {
        var input = new PSDataCollection<PSObject>();
        input.Complete();
        return input;
    }

    /// <summary>Ends it, and closes its sockets. Does not wait for that.</summary>
    public void Stop()
    {
        if (!_ended.Task.IsCompleted)
            _shell.BeginStop(null, null);
    }

    /// <summary>Releases what has come to its end.</summary>
    public void Dispose()
    {
        _shell.Dispose();
        _output.Dispose();
    }

    /// <summary>Waits until it has ended.</summary>
    public void WaitForEnd(TimeSpan limit) => _ended.Task.Wait(limit);

    /// <summary>Reports the end, once.</summary>
    public void End(Exception? failure)
    {
        if (_ended.TrySetResult())
            _report(null, failure);
    }

    private void OnStateChanged(object? sender, PSInvocationStateChangedEventArgs change)
    {
        PSInvocationStateInfo now = change.InvocationStateInfo;
        if (now.State is not (PSInvocationState.Completed or PSInvocationState.Failed or PSInvocationState.Stopped))
            return;
        Report();
        End(now.Reason);
    }

    private void Report()
    {
        foreach (PSObject row in _output.ReadAll())
            _report(row, null);
    }
}
