namespace RedisLoad.Tests.Tuning;

/// <summary>A folder for one test, gone with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("redisload-").FullName;

    public string FullName(string relative) => System.IO.Path.Combine(Path, relative);

    public void Write(string relative, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(FullName(relative))!);
        File.WriteAllText(FullName(relative), text);
    }

    /// <summary>All folders and files with their bytes, but for those below a folder.</summary>
    public SortedDictionary<string, string> Content(string except)
    {
        var content = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string entry in Directory.EnumerateFileSystemEntries(Path, "*", SearchOption.AllDirectories))
        {
            string name = System.IO.Path.GetRelativePath(Path, entry);
            if (!name.StartsWith(except, StringComparison.Ordinal))
                content[name] = Directory.Exists(entry) ? "folder" : Convert.ToHexString(File.ReadAllBytes(entry));
        }
        return content;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
