namespace RedisLoad.Torture.Fuzz;

/// <summary>The inputs that a parser has in the repository: real ones, and those that were once too much for it.</summary>
internal static class Corpus
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "corpus");

    /// <summary>The inputs of a parser, in the order of their names.</summary>
    public static IReadOnlyList<byte[]> Of(string target) =>
        [.. Directory.GetFiles(Path.Combine(s_folder, target)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
}
