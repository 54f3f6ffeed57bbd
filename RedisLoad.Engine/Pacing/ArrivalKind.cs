namespace RedisLoad.Pacing;

/// <summary>How connections are spread in time.</summary>
public enum ArrivalKind
{
    /// <summary>Evenly: the same time between one and the next.</summary>
    Uniform,

    /// <summary>At random, independently of each other, the given number a second on average.</summary>
    Poisson,
}
