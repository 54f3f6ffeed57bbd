namespace RedisLoad.Tuning.Files;

/// <summary>Reads files whole, but no more of them than a configuration can have.</summary>
internal static class ConfigurationFile
{
    /// <exception cref="IOException">It cannot be read, or is no file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] Read(string path)
    {
        // One byte more than is allowed tells a file that is too large.
        byte[] buffer = new byte[ConfigurationText.LargestFile + 1];
        using FileStream stream = File.OpenRead(path);
        return buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
    }

    /// <summary>Reads a file, unless it cannot be read or is gone.</summary>
    public static byte[]? TryRead(string path)
    {
        try
        {
            return Read(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
