namespace RedisLoad.Cmdlets.Generators;

/// <summary>A load by several load generators that was not started, or of which a part is missing.</summary>
internal sealed class GeneratorException : Exception
{
    private GeneratorException(string errorId, IEnumerable<string> names, string message)
        : base(message) => (ErrorId, Names) = (errorId, [.. names]);

    /// <summary>What PowerShell calls the error.</summary>
    public string ErrorId { get; }

    /// <summary>The names of the load generators that were in the way.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Load generators cannot take part, so that none of them was started.</summary>
    /// <param name="refusals">Each with its reason.</param>
    /// <param name="count">How many load generators there are.</param>
    public static GeneratorException Refused(IReadOnlyList<(string Name, string Reason)> refusals, int count) => new(
        "GeneratorRefused",
        refusals.Select(refusal => refusal.Name),
        $"{refusals.Count} of {count} load generators cannot take part, and none was started. {Text(refusals)}");

    /// <summary>Hosts of servers cannot be watched, so that nothing was started.</summary>
    /// <param name="refusals">Each with its reason.</param>
    public static GeneratorException Unwatched(IReadOnlyList<(string Name, string Reason)> refusals) =>
        new("HostRefused", refusals.Select(refusal => refusal.Name), $"-ServerSession: {Text(refusals)}");

    /// <summary>Load generators were lost while they loaded.</summary>
    public static GeneratorException Lost(IReadOnlyList<GeneratorLoss> losses) =>
        new("GeneratorLost", losses.Select(loss => loss.Name), string.Join(' ', losses.Select(loss => loss.Text)));

    private static string Text(IEnumerable<(string Name, string Reason)> refusals) =>
        string.Join(' ', refusals.Select(refusal => $"{refusal.Name}: {refusal.Reason}"));
}
