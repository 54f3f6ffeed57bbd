namespace RedisLoad.Results;

/// <summary>What came of a load at one rate.</summary>
public enum ProbeOutcome
{
    /// <summary>It achieved the rate, and held every threshold.</summary>
    Held,

    /// <summary>It did not, and the load generator was not in the way.</summary>
    Breached,

    /// <summary>It did not, and the load generator, its host or the plan's own limit (-MaxOpen, -PoolSize) was in the way: it says nothing of the server.</summary>
    GeneratorCeiling,
}
