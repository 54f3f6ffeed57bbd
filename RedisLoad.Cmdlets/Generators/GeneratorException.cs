namespace RedisLoad.Cmdlets.Generators;

/// <summary>Load generators cannot take part, so that none of them was started.</summary>
/// <param name="refusals">Each with its reason.</param>
/// <param name="count">How many load generators there are.</param>
internal sealed class GeneratorException(IReadOnlyList<(string Name, string Reason)> refusals, int count)
    : Exception($"{refusals.Count} of {count} load generators cannot take part, and none was started. {Text(refusals)}")
{
    /// <summary>The names of those that cannot.</summary>
    public IReadOnlyList<string> Names { get; } = [.. refusals.Select(refusal => refusal.Name)];

    private static string Text(IEnumerable<(string Name, string Reason)> refusals) =>
        string.Join(' ', refusals.Select(refusal => $"{refusal.Name}: {refusal.Reason}"));
}
