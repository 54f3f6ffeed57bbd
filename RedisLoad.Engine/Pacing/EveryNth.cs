namespace RedisLoad.Pacing;

/// <summary>Numbers at the same distance from each other: <c>First</c>, <c>First + Step</c>, and so on.</summary>
/// <remarks>Connections are dealt out in turn to load generators, to their threads, and to servers. What two of them have in common are
/// such numbers again.</remarks>
/// <param name="First">The first of them, from 0.</param>
/// <param name="Step">The distance, from 1.</param>
internal readonly record struct EveryNth(long First, long Step)
{
    /// <summary>How many of them are below a number.</summary>
    public long CountBelow(long end) => end <= First ? 0 : (end - 1 - First) / Step + 1;

    /// <summary>One part of them, dealt out in turn.</summary>
    /// <param name="part">Which, from 0.</param>
    /// <param name="parts">Into how many parts they are dealt out.</param>
    public EveryNth Part(int part, int parts) => new(First + part * Step, Step * parts);

    /// <summary>Those that are among others, too; null for none.</summary>
    public EveryNth? Among(EveryNth others)
    {
        for (long i = 0; i < others.Step; i++)
        {
            long number = First + i * Step;
            if (number >= others.First && (number - others.First) % others.Step == 0)
                return new EveryNth(number, Step / GreatestCommonDivisor(Step, others.Step) * others.Step);
        }
        return null;
    }

    private static long GreatestCommonDivisor(long one, long other) => other == 0 ? one : GreatestCommonDivisor(other, one % other);
}
