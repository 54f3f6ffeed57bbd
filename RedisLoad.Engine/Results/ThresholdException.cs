namespace RedisLoad.Results;

/// <summary>A threshold cannot be read.</summary>
/// <param name="text">The threshold.</param>
/// <param name="reason">What is wrong with it, and the way out.</param>
public sealed class ThresholdException(string? text, string reason) : Exception($"-Threshold: {reason}")
{
    /// <summary>The threshold.</summary>
    public string? Text { get; } = text;
}
