namespace RedisLoad.Torture.Fuzz;

/// <summary>A parser under attack: whatever its input, it answers or throws what it says it throws, and takes no more than a bounded time
/// and memory.</summary>
/// <param name="Name">Its name, and that of its folder in the corpus.</param>
/// <param name="Parse">Hands it an input and something to draw from, and throws where what has to hold of the answer does not.</param>
internal sealed record FuzzTarget(string Name, Action<byte[], Random> Parse)
{
    /// <summary>What a parser may allocate for any input, and for each byte of it: one that grows with the square takes more.</summary>
    private const long BytesAlways = 64L * 1024 * 1024;

    private const long BytesPerByte = 2048;

    /// <summary>Tries one input.</summary>
    /// <returns>What is wrong; null for nothing.</returns>
    public string? Try(byte[] input, int seed)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Parse(input, new Random(seed));
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated <= BytesAlways + BytesPerByte * input.Length ? null : $"it allocates {allocated:N0} bytes for {input.Length:N0}";
    }
}

/// <summary>An input that a parser does not stand.</summary>
/// <param name="Input">The input.</param>
/// <param name="Seed">What was drawn from while it was tried.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record FuzzFault(byte[] Input, int Seed, string Message);
