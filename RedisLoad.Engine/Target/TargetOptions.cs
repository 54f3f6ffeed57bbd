namespace RedisLoad.Target;

/// <summary>How a built-in target is to be.</summary>
public sealed record TargetOptions
{
    /// <summary>The port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The password that clients have to give; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>How many clients it takes at once.</summary>
    public int MaxClients { get; init; } = 1_000_000;
}
