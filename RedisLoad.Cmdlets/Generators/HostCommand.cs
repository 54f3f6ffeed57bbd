using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.Json;
using RedisLoad.Cmdlets.Commands;
using RedisLoad.Parameters;
using RedisLoad.Plan;

namespace RedisLoad.Cmdlets.Generators;

/// <summary>A cmdlet of this module that runs in sessions on other hosts. Each host is on its own: one that cannot take part, or is lost,
/// is an error, and the others go on.</summary>
internal sealed class HostCommand : IDisposable
{
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(100);

    private readonly BlockingCollection<Action> _news = [];
    private readonly CancellationTokenSource _ending;
    private readonly GeneratorFleet _fleet;
    private readonly HashSet<LoadGenerator> _running;
    private readonly ConcurrentDictionary<LoadGenerator, long> _heard = [];
    private readonly PSCmdlet _cmdlet;

    private HostCommand(PSCmdlet cmdlet, IEnumerable<PSSession> sessions, CancellationToken cancellationToken)
    {
        _cmdlet = cmdlet;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _fleet = GeneratorFleet.OfSessions(sessions);
        _running = [.. _fleet.Generators];
    }

    /// <summary>The parameters that choose the hosts, and are not for them.</summary>
    public static IReadOnlyList<string> OwnParameters { get; } =
        [nameof(StartRedisLoadCommand.Session), nameof(StartRedisLoadCommand.InstallModule)];

    /// <summary>Checks the parameters that choose the hosts.</summary>
    /// <exception cref="PlanException">One is without another that it requires.</exception>
    public static void Check(IEnumerable<PSSession> sessions, bool installs) => Combinations.Check(
        new Dictionary<string, object?>
        {
            [nameof(StartRedisLoadCommand.Session)] = sessions.Any() ? true : null,
            [nameof(StartRedisLoadCommand.InstallModule)] = installs ? true : null,
        },
        OwnParameters.ToHashSet());

    /// <summary>Runs the cmdlet on the hosts, and gives each object as it comes, with the name of its host. Warnings and errors of the
    /// hosts become those of the cmdlet. Ending the enumeration ends the cmdlet on all hosts.</summary>
    /// <typeparam name="T">The type of the objects.</typeparam>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="sessions">Sessions on the hosts.</param>
    /// <param name="installs">Whether to bring the module where it is not.</param>
    /// <param name="parameters">Those of the cmdlet there.</param>
    /// <param name="longestSilence">How long a host may bring nothing; null for any time.</param>
    /// <param name="isEnded">Whether to end it early.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IEnumerable<(string Host, T Output)> Run<T>(
        PSCmdlet cmdlet, IEnumerable<PSSession> sessions, bool installs, Hashtable parameters, TimeSpan? longestSilence, Func<bool> isEnded,
        CancellationToken cancellationToken)
    {
        using var command = new HostCommand(cmdlet, sessions, cancellationToken);
        var outputs = new Queue<(string Host, T Output)>();
        var module = new GeneratorModule(cmdlet.MyInvocation.MyCommand.Module, installs);
        foreach (LoadGenerator host in command._fleet.Generators)
        {
            _ = command.RunAsync(host, module, parameters, output =>
                outputs.Enqueue((host.Name, JsonSerializer.Deserialize<T>($"{output}")!)));
        }
        while (command._running.Count > 0 && !isEnded())
        {
            if (command._news.TryTake(out Action? news, (int)s_wait.TotalMilliseconds, cancellationToken))
                news();
            while (outputs.TryDequeue(out (string Host, T Output) output))
                yield return output;
            command.EndSilent(longestSilence);
        }
    }

    public void Dispose()
    {
        lock (_ending)
            _ending.Cancel();
        _fleet.Dispose();
    }

    private async Task RunAsync(LoadGenerator host, GeneratorModule module, Hashtable parameters, Action<PSObject> take)
    {
        try
        {
            await host.EnsureModuleAsync(module, _ending.Token).ConfigureAwait(false);
            lock (_ending)
            {
                // What began after the end would have nobody to end it.
                _ending.Token.ThrowIfCancellationRequested();
                _heard[host] = Stopwatch.GetTimestamp();
                host.Begin(_cmdlet.MyInvocation.MyCommand.Name, parameters, what => _news.Add(() => Take(host, what, take)));
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // Nobody is left to be told.
        }
        catch (Exception exception) when (GeneratorFleet.IsRefusal(exception))
        {
            _news.Add(() => End(host, exception, "HostRefused", ErrorCategory.ResourceUnavailable));
        }
    }

    /// <summary>Runs on the thread of the pipeline, as all that writes.</summary>
    private void Take(LoadGenerator host, HostOutput what, Action<PSObject> take)
    {
        if (!_running.Contains(host))
            return;
        _heard[host] = Stopwatch.GetTimestamp();
        if (what.Output is { } output)
            take(output);
        else if (what.Warning is { } warning)
            _cmdlet.WriteWarning($"{host.Name}: {warning}");
        else if (what.Error is { } error)
            _cmdlet.WriteError(ErrorOf(host, error));
        else if (what.Failure is RemoteException { ErrorRecord: { } last } && _running.Remove(host))
            _cmdlet.WriteError(ErrorOf(host, last));
        else if (what.Failure is { } failure)
            End(host, failure, "HostLost", ErrorCategory.ConnectionError);
        else
            _running.Remove(host);
    }

    private void EndSilent(TimeSpan? limit)
    {
        LoadGenerator[] silent =
            [.. _running.Where(host => _heard.TryGetValue(host, out long at) && Stopwatch.GetElapsedTime(at) > limit)];
        foreach (LoadGenerator host in silent)
        {
            host.Stop();
            string reason = string.Create(CultureInfo.InvariantCulture, $"it has sent nothing for {limit!.Value.TotalSeconds:0.#} s.");
            End(host, new GeneratorRefusedException(reason), "HostLost", ErrorCategory.ConnectionError);
        }
    }

    private void End(LoadGenerator host, Exception exception, string errorId, ErrorCategory category)
    {
        if (_running.Remove(host))
            _cmdlet.WriteError(ErrorOf(host, exception, errorId, category));
    }

    private static ErrorRecord ErrorOf(LoadGenerator host, ErrorRecord error) =>
        ErrorOf(host, error.Exception, error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category);

    private static ErrorRecord ErrorOf(LoadGenerator host, Exception exception, string errorId, ErrorCategory category) =>
        new(new InvalidOperationException($"{host.Name}: {exception.Message}", exception), errorId, category, host.Name);
}
