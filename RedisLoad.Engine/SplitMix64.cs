namespace RedisLoad;

/// <summary>Numbers that look random and follow from a seed and a position: SplitMix64, which needs no state.</summary>
/// <remarks>Constants: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014;
/// https://prng.di.unimi.it/splitmix64.c</remarks>
internal static class SplitMix64
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>The number at a position of the sequence that belongs to a seed.</summary>
    public static ulong At(ulong seed, ulong position)
    {
        ulong mixed = seed + (position + 1) * Golden;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from 0 to one less than a limit.</summary>
    public static long Below(long limit, ulong seed, ulong position) => (long)Math.BigMul(At(seed, position), (ulong)limit, out _);

    /// <summary>A number from 0 to less than 1.</summary>
    public static double Fraction(ulong seed, ulong position) => (At(seed, position) >> 11) * (1.0 / (1UL << 53));
}
