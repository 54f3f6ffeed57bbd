using System.Collections;
using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using RedisLoad.Run;

namespace RedisLoad.Cmdlets.Generators;

/// <summary>What a load generator has brought.</summary>
/// <param name="Generator">Which it is, from 0.</param>
/// <param name="Row">A row; null where it has none any more.</param>
/// <param name="Failure">Why it has none, if it did not come to its end.</param>
internal sealed record GeneratorEvent(int Generator, PSObject? Row, Exception? Failure);

/// <summary>What a cmdlet on another host has written, one of these; none of them at its end.</summary>
internal sealed record HostOutput
{
    /// <summary>An object, as JSON.</summary>
    public PSObject? Output { get; init; }

    public string? Warning { get; init; }

    public ErrorRecord? Error { get; init; }

    /// <summary>Why it did not come to its end.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Whether nothing more comes.</summary>
    public bool IsEnd => Output is null && Warning is null && Error is null;
}

/// <summary>One load generator: a shell in another process, on this host or another, that runs Start-RedisLoad.</summary>
/// <remarks>Whatever waits for the other side can be cancelled: it may hang.</remarks>
/// <param name="name">What it is called.</param>
/// <param name="runspace">The shell.</param>
/// <param name="isOwn">Whether it was started for the load, and ends with it.</param>
internal sealed class LoadGenerator(string name, Runspace runspace, bool isOwn) : IDisposable
{
    private const int ClockReadings = 10;

    private static readonly TimeSpan s_stopLimit = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource<Exception> _lost = new();
    private GeneratorLoad? _load;
    private CoordinatorHost? _host;
    private Process? _process;

    public string Name => name;

    /// <summary>How far its host's clock is ahead of this one's.</summary>
    public ClockOffset Clock { get; private set; }

    /// <summary>Which network namespace of which host it is in; empty for this one. Kernels count for each of them.</summary>
    public string Network { get; private set; } = string.Empty;

    /// <summary>What its host said of the first load when it was made ready.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>A process on this host.</summary>
    public static LoadGenerator OfProcess(string name) =>
        new(name, RunspaceFactory.CreateOutOfProcessRunspace(typeTable: null), isOwn: true);

    /// <summary>Makes everything ready for loads.</summary>
    /// <param name="module">The module that it has to have.</param>
    /// <param name="loads">The loads to check, each as parameters of Start-RedisLoad.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GeneratorRefusedException">It cannot take part.</exception>
    public async Task PrepareAsync(GeneratorModule module, IEnumerable<Hashtable> loads, CancellationToken cancellationToken)
    {
        if (isOwn)
            await StartProcessAsync(cancellationToken).ConfigureAwait(false);
        await MeetAsync(module, cancellationToken).ConfigureAwait(false);
        PSDataStreams streams =
            (await RunAsync(GeneratorScripts.Check, cancellationToken, [.. loads]).ConfigureAwait(false)).Streams;
        Warnings = [.. streams.Warning.Select(warning => warning.Message)];
        runspace.StateChanged += OnRunspaceChanged;
        if (_process is not null)
        {
            _process.EnableRaisingEvents = true;
            _process.Exited += OnProcessExited;
        }
    }

    /// <summary>Has the module imported there, and gets to know its host.</summary>
    /// <exception cref="GeneratorRefusedException">The session cannot be used, or the module is not there.</exception>
    public async Task MeetAsync(GeneratorModule module, CancellationToken cancellationToken)
    {
        await EnsureModuleAsync(module, cancellationToken).ConfigureAwait(false);
        if (isOwn)
            return;
        Clock = await CompareClocksAsync(cancellationToken).ConfigureAwait(false);
        Network = $"{(await InvokeAsync(GeneratorScripts.ReadNetwork, cancellationToken).ConfigureAwait(false))[0]}";
    }

    /// <summary>Has the module imported there, in the same version.</summary>
    /// <exception cref="GeneratorRefusedException">The session cannot be used, or the module is not there.</exception>
    public async Task EnsureModuleAsync(GeneratorModule module, CancellationToken cancellationToken)
    {
        RunspaceState state = runspace.RunspaceStateInfo.State;
        if (state != RunspaceState.Opened || runspace.RunspaceAvailability != RunspaceAvailability.Available)
            throw new GeneratorRefusedException($"its session is {state} and {runspace.RunspaceAvailability}. Use a new one.");
        await module.EnsureAsync(this, isOwn, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a script to its end.</summary>
    /// <exception cref="RuntimeException">It failed.</exception>
    public async Task<IReadOnlyList<PSObject>> InvokeAsync(
        string script, CancellationToken cancellationToken, params object?[] arguments) =>
        (await RunAsync(script, cancellationToken, arguments).ConfigureAwait(false)).Output;

    /// <summary>Begins a load; one before it has come to its end.</summary>
    /// <param name="parameters">Those of Start-RedisLoad.</param>
    /// <param name="report">Is told of each row, and at last of the end; of the end alone where it was lost since the load before.</param>
    public void Begin(Hashtable parameters, Action<PSObject?, Exception?> report)
    {
        if (_lost.Task.IsCompleted)
        {
            report(null, _lost.Task.Result);
            return;
        }
        _load?.Dispose();
        _host = new CoordinatorHost();
        try
        {
            Follow(new GeneratorLoad(CreateShell(GeneratorScripts.Load, parameters), _host, report));
        }
        catch (Exception exception) when (GeneratorFleet.IsRefusal(exception))
        {
            report(null, exception);
        }
    }

    /// <summary>Lets no further connection fall due, and what is open come to its end.</summary>
    public void EndSchedule() => _host?.Order = CoordinatorOrder.EndSchedule;

    /// <summary>Begins the watch of a server's host beside a load.</summary>
    /// <param name="parameters">Those of the load.</param>
    /// <param name="report">Is told of all that it writes, and at last of the end.</param>
    public void BeginWatch(Hashtable parameters, Action<HostOutput> report)
    {
        _host = new CoordinatorHost();
        Begin(CreateShell(GeneratorScripts.WatchServer, parameters), _host, report);
    }

    /// <summary>Tells the watch of a server's host from when on connections count, by the clock of this host.</summary>
    public void CountFrom(DateTimeOffset start) => _host?.CountsFrom = Clock.ToRemote(start);

    /// <summary>Begins another cmdlet of the module.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="report">Is told of all that it writes, and at last of the end.</param>
    public void Begin(string command, Hashtable parameters, Action<HostOutput> report) =>
        Begin(CreateShell(GeneratorScripts.Command, command, parameters), host: null, report);

    private void Begin(PowerShell shell, CoordinatorHost? host, Action<HostOutput> report)
    {
        PSDataStreams streams = shell.Streams;
        streams.Warning.DataAdded += (_, _) => ReportWritten();
        streams.Error.DataAdded += (_, _) => ReportWritten();
        runspace.StateChanged += OnRunspaceChanged;
        Follow(new GeneratorLoad(shell, host, (output, failure) =>
        {
            ReportWritten();
            report(new HostOutput { Output = output, Failure = failure });
        }));

        void ReportWritten()
        {
            foreach (WarningRecord warning in streams.Warning.ReadAll())
                report(new HostOutput { Warning = warning.Message });
            foreach (ErrorRecord error in streams.Error.ReadAll())
                report(new HostOutput { Error = error });
        }
    }

    /// <summary>Has the load end, and its sockets closed. Does not wait for that.</summary>
    public void Stop() => _load?.Stop();

    /// <summary>Has it end, and waits for a moment. What hangs is ended with its process, if that is one of this load's own.</summary>
    public void Dispose()
    {
        runspace.StateChanged -= OnRunspaceChanged;
        Stop();
        _load?.WaitForEnd(s_stopLimit);
        if (!isOwn)
            return;
        runspace.CloseAsync();
        if (_process is null)
            return;
        _process.Exited -= OnProcessExited;
        if (!_process.WaitForExit(s_stopLimit))
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task<(IReadOnlyList<PSObject> Output, PSDataStreams Streams)> RunAsync(
        string script, CancellationToken cancellationToken, params object?[] arguments)
    {
        PowerShell shell = CreateShell(script, arguments);
        var output = new PSDataCollection<PSObject>();
        Task ended = Task.Factory.FromAsync(shell.BeginInvoke(GeneratorLoad.NoInput(), output), result => shell.EndInvoke(result));
        try
        {
            await ended.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            shell.BeginStop(null, null);
            throw;
        }
        PSDataStreams streams = shell.Streams;
        shell.Dispose();
        return ([.. output], streams);
    }

    private PowerShell CreateShell(string script, params object?[] arguments)
    {
        var shell = PowerShell.Create();
        shell.Runspace = runspace;
        // Its variables are not the user's, whose session it may be.
        shell.AddScript(script, useLocalScope: true);
        foreach (object? argument in arguments)
            shell.AddArgument(argument);
        return shell;
    }

    private async Task StartProcessAsync(CancellationToken cancellationToken)
    {
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        runspace.StateChanged += (_, change) =>
        {
            if (change.RunspaceStateInfo.State == RunspaceState.Opened)
                opened.TrySetResult();
            else if (change.RunspaceStateInfo.State is RunspaceState.Broken or RunspaceState.Closed)
                opened.TrySetException(change.RunspaceStateInfo.Reason ?? new GeneratorRefusedException("its process did not start."));
        };
        runspace.OpenAsync();
        await opened.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<PSObject> id = await InvokeAsync(GeneratorScripts.ReadProcessId, cancellationToken).ConfigureAwait(false);
        _process = Process.GetProcessById((int)id[0].BaseObject);
    }

    private async Task<ClockOffset> CompareClocksAsync(CancellationToken cancellationToken)
    {
        var readings = new List<ClockReading>();
        for (int i = 0; i < ClockReadings; i++)
        {
            DateTimeOffset sent = DateTimeOffset.UtcNow;
            IReadOnlyList<PSObject> ticks = await InvokeAsync(GeneratorScripts.ReadClock, cancellationToken).ConfigureAwait(false);
            readings.Add(new ClockReading(sent, new DateTimeOffset((long)ticks[0].BaseObject, TimeSpan.Zero), DateTimeOffset.UtcNow));
        }
        return ClockOffset.Of(readings);
    }

    private void OnRunspaceChanged(object? sender, RunspaceStateEventArgs change)
    {
        if (change.RunspaceStateInfo.State is RunspaceState.Broken or RunspaceState.Closed)
            _lost.TrySetResult(change.RunspaceStateInfo.Reason ?? new GeneratorRefusedException("its session was closed"));
    }

    private void OnProcessExited(object? sender, EventArgs e) =>
        _lost.TrySetResult(new GeneratorRefusedException("its process has ended"));

    /// <summary>Has what runs end when the other side is lost, or at once where it is.</summary>
    private void Follow(GeneratorLoad load)
    {
        _load = load;
        _lost.Task.ContinueWith(lost => load.End(lost.Result), TaskContinuationOptions.ExecuteSynchronously);
    }
}
