namespace RedisLoad.Results;

/// <summary>A threshold cannot be read.</summary>
/// <param name="text">The threshold.</param>
/// <param name="reason">What is wrong with it, and the way out.</param>
public sealed class ThresholdException(string? text, string reason) : Exception($"-Threshold: {reason}")
{
    /// <summary>The threshold; null where it can contain a password.</summary>
    public string? Text { get; } = (string?)UserText.Target(text);
}
