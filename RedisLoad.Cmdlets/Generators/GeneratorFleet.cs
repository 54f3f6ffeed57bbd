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
        Task<string?>[] tasks = [.. Generators.Select((generator, i) =>
            WhyNotAsync(generator.PrepareAsync(module, loads.Select(load => Shared(load, share, i)), cancellationToken)))];
        string?[] reasons = Task.WhenAll(tasks).WaitAsync(cancellationToken).GetAwaiter().GetResult();
        (string Name, string Reason)[] refusals = [.. Generators
            .Zip(reasons, (generator, reason) => (generator.Name, reason!))
            .Where(refusal => refusal.Item2 is not null)];
        if (refusals.Length > 0)
            throw GeneratorException.Refused(refusals, Generators.Count);
    }

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

    private Hashtable Shared(Hashtable parameters, LoadShare share, int index) =>
        parameters.With(("Share", share.Part(index + 1, Generators.Count).ToString()));

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
