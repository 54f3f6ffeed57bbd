namespace RedisLoad.Load;

/// <summary>A plan cannot be carried out as it was asked for.</summary>
/// <param name="parameter">The property of <see cref="LoadPlan"/> at fault.</param>
/// <param name="value">Its value.</param>
/// <param name="reason">What is wrong with it, and the way out.</param>
public sealed class PlanException(string parameter, object? value, string reason)
    : ArgumentException($"-{parameter}: {reason}")
{
    /// <summary>The property of <see cref="LoadPlan"/> at fault.</summary>
    public string Parameter { get; } = parameter;

    /// <summary>Its value.</summary>
    public object? Value { get; } = value;
}
