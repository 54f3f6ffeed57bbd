using System.Diagnostics;

namespace RedisLoad.Torture.Fuzz;

/// <summary>Tries inputs of a parser, one after the other: its corpus as it is, and then what a mutator makes of that.</summary>
/// <param name="target">The parser.</param>
/// <param name="seed">The same inputs for the same seed.</param>
internal sealed class FuzzRun(FuzzTarget target, int seed)
{
    /// <summary>No input takes longer on any machine, unless its parser does not end, or nearly so.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<byte[]> _corpus = Corpus.Of(target.Name);
    private volatile byte[] _current = [];
    private long _tried;

    /// <summary>How many inputs were tried.</summary>
    public long Tried => Interlocked.Read(ref _tried);

    /// <summary>Tries each parser for a time, and prints what came of it.</summary>
    /// <param name="parsers">The names of the parsers; all where there is none.</param>
    /// <param name="seed">The same inputs for the same seed.</param>
    /// <param name="time">The time for each.</param>
    /// <returns>0 where there is no fault.</returns>
    public static int RunAll(string[] parsers, int seed, TimeSpan time)
    {
        int faults = 0;
        foreach (FuzzTarget target in FuzzTargets.All.Where(target => parsers.Length == 0 || parsers.Contains(target.Name)))
        {
            var run = new FuzzRun(target, seed);
            FuzzFault? fault = run.Run(long.MaxValue, time);
            Console.WriteLine($"{target.Name,-20} {run.Tried,12:N0} inputs  {(fault is null ? "no fault" : "FAULT")}");
            if (fault is null)
                continue;
            faults++;
            string file = Path.Combine(Path.GetTempPath(), $"fuzz-{target.Name}-{fault.Seed}");
            File.WriteAllBytes(file, fault.Input);
            Console.WriteLine($"{fault.Message}\nThe input is in {file}. Add it to the corpus when the fault is mended.");
        }
        return faults == 0 ? 0 : 1;
    }

    /// <summary>Tries inputs until one is a fault, or there were enough.</summary>
    /// <param name="rounds">How many at most, beside the corpus.</param>
    /// <param name="time">For how long at most.</param>
    /// <returns>The first fault; null for none.</returns>
    public FuzzFault? Run(long rounds, TimeSpan time)
    {
        FuzzFault? fault = null;
        var thread = new Thread(() => fault = TryAll(rounds, time)) { IsBackground = true };
        thread.Start();
        long seen = -1;
        while (!thread.Join(s_patience))
        {
            if (seen == Tried)
                return new FuzzFault(_current, SeedOf(seen), $"it has not ended after {s_patience.TotalSeconds} s");
            seen = Tried;
        }
        return fault;
    }

    private FuzzFault? TryAll(long rounds, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        foreach (byte[] input in _corpus)
        {
            if (Try(input) is { } fault)
                return fault;
        }
        for (long round = 0; round < rounds && clock.Elapsed < time; round++)
        {
            if (Try(new Mutator(new Random(SeedOf(Tried)), _corpus).Next()) is { } fault)
                return fault;
        }
        return null;
    }

    private FuzzFault? Try(byte[] input)
    {
        _current = input;
        int drawn = SeedOf(Tried);
        string? message = target.Try(input, drawn);
        Interlocked.Increment(ref _tried);
        return message is null ? null : new FuzzFault(input, drawn, message);
    }

    private int SeedOf(long round) => unchecked(seed * 1_000_003 + (int)round);
}
