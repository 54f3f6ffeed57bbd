namespace RedisLoad.Results;

/// <summary>Something is no row of a load, or one with a value that cannot be read.</summary>
/// <param name="column">The column at fault.</param>
/// <param name="value">Its value; null where it has none.</param>
/// <param name="reason">What is wrong.</param>
public sealed class LoadRowException(string column, object? value, string reason) : Exception(reason)
{
    /// <summary>The column at fault.</summary>
    public string Column { get; } = column;

    /// <summary>Its value.</summary>
    public object? Value { get; } = value;
}
