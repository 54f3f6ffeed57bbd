using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using RedisLoad.Pacing;

namespace RedisLoad.Cmdlets.Generators;

/// <summary>Load generators that share a load, or one load after another. Disposing it ends what they do.</summary>
internal sealed class GeneratorFleet : IDisposable
{
    private GeneratorFleet(IEnumerable<LoadGenerator> generators) => Generators = [.. generators];

    public IReadOnlyList<LoadGenerator> Generators { get; }

    /// <summary>So many processes on this host.</summary>
    public static GeneratorFleet OfProcesses(int count) =>
        new(Enumerable.Range(1, count).Select(number => LoadGenerator.OfProcess($"{Environment.MachineName}/{number}")));

    /// <summary>Sessions that the user has opened.</summary>
    public static GeneratorFleet OfSessions(IEnumerable<PSSession> sessions) => new(sessions
        .GroupBy(session => session.ComputerName)
        .SelectMany(host => host.Select((session, i) => (Session: session, Name: i == 0 ? host.Key : $"{host.Key}/{i + 1}")))
        .Select(generator => new LoadGenerator(generator.Name, generator.Session.Runspace, isOwn: false)));

    /// <summary>Makes all of them ready.</summary>
    /// <param name="module">The module that they have to have.</param>
    /// <param name="loads">The loads that they are to be able to run, each as parameters of Start-RedisLoad.</param>
    /// <param name="share">What all of them together have of each.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GeneratorException">One cannot take part, or several.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Prepare(
        GeneratorModule module, IReadOnlyList<Hashtable> loads, LoadShare share, CancellationToken cancellationToken)
    {
        IReadOnlyList<(string Name, string Reason)> refusals = Refusals(
            (generator, i) => generator.PrepareAsync(module, loads.Select(load => Shared(load, share, i)), cancellationToken),
            cancellationToken);
        if (refusals.Count > 0)
            throw GeneratorException.Refused(refusals, Generators.Count);
    }

    /// <summary>Has the module imported on all of them, and gets to know their hosts.</summary>
    /// <returns>Those that cannot be used, each with its reason.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<(string Name, string Reason)> Meet(GeneratorModule module, CancellationToken cancellationToken) =>
        Refusals((generator, _) => generator.MeetAsync(module, cancellationToken), cancellationToken);

    /// <summary>What hosts said of the first load, each with its name; the same once, with the names of all.</summary>
    public IEnumerable<string> Warnings => Generators
        .SelectMany(generator => generator.Warnings, (generator, warning) => (generator.Name, Warning: warning))
        .GroupBy(each => each.Warning, each => each.Name)
        .Select(each => $"{string.Join(", ", each)}: {each.Key}");

    /// <summary>Has all of them begin a load at one moment; one before it has come to its end.</summary>
    /// <param name="parameters">What they do.</param>
    /// <param name="share">What all of them together have of it.</param>
    /// <param name="start">When, by the clock of this host.</param>
    /// <param name="report">Is told of what each of them brings.</param>
    public void Begin(Hashtable parameters, LoadShare share, DateTimeOffset start, Action<GeneratorEvent> report)
    {
        for (int i = 0; i < Generators.Count; i++)
        {
            int index = i;
            Generators[i].Begin(
                Shared(parameters, share, i).With(("StartAt", Generators[i].Clock.ToRemote(start).ToString("O"))),
                (row, failure) => report(new GeneratorEvent(index, row, failure)));
        }
    }

    /// <summary>Lets no further connection fall due, and what is open come to its end.</summary>
    public void EndSchedule()
    {
        foreach (LoadGenerator generator in Generators)
            generator.EndSchedule();
    }

    /// <summary>Whether an exception says that a host cannot take part.</summary>
    public static bool IsRefusal(Exception exception) =>
        exception is RuntimeException or GeneratorRefusedException or InvalidRunspaceStateException or ArgumentException;

    public void Dispose()
    {
        foreach (LoadGenerator generator in Generators)
            generator.Stop();
        Parallel.ForEach(Generators, generator => generator.Dispose());
    }

    /// <remarks>What a watch sees is that of the host: one load generator of each watches.</remarks>
    private Hashtable Shared(Hashtable parameters, LoadShare share, int index)
    {
        Hashtable own = parameters.With(("Share", share.Part(index + 1, Generators.Count).ToString()));
        if (Generators.Take(index).Any(other => other.Network == Generators[index].Network))
            own.Remove("Watch");
        return own;
    }

    private IReadOnlyList<(string Name, string Reason)> Refusals(
        Func<LoadGenerator, int, Task> prepare, CancellationToken cancellationToken)
    {
        Task<string?>[] tasks = [.. Generators.Select((generator, i) => WhyNotAsync(prepare(generator, i)))];
        string?[] reasons = Task.WhenAll(tasks).WaitAsync(cancellationToken).GetAwaiter().GetResult();
        return [.. Generators
            .Zip(reasons, (generator, reason) => (generator.Name, Reason: reason!))
            .Where(refusal => refusal.Reason is not null)];
    }

    private static async Task<string?> WhyNotAsync(Task preparation)
    {
        try
        {
            await preparation.ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            return exception.Message;
        }
    }
}
