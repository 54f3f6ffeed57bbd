using Microsoft.Win32.SafeHandles;
using RedisLoad.Interop;

namespace RedisLoad.Tuning.Files;

/// <summary>Reads files whole: regular ones, and no more of them than a configuration can have.</summary>
internal static class ConfigurationFile
{
    /// <exception cref="IOException">It cannot be read, or is not a regular file.</exception>
    /// <exception cref="LinuxException">It cannot be opened.</exception>
    public static byte[] Read(string path)
    {
        using SafeFileHandle file = Libc.Open(path, OpenFlags.PathOnly);
        return Read(file);
    }

    /// <summary>Reads a file that was opened with <see cref="OpenFlags.PathOnly"/>.</summary>
    /// <returns>Its bytes; of a file that is too large, one more than is allowed.</returns>
    /// <exception cref="IOException">It cannot be read, or is not a regular file.</exception>
    /// <exception cref="LinuxException">It may not be opened.</exception>
    public static byte[] Read(SafeFileHandle path)
    {
        if (!Libc.StatusOf(path).IsRegular)
            throw new IOException("it is not a regular file.");
        // A file of /proc can be one that waits for more.
        using SafeFileHandle file = Libc.Reopen(path, OpenFlags.Read | OpenFlags.NonBlocking);
        byte[] buffer = new byte[ConfigurationText.LargestFile + 1];
        int length = 0;
        for (int read = -1; read != 0 && length < buffer.Length; length += read)
            read = RandomAccess.Read(file, buffer.AsSpan(length), length);
        return buffer[..length];
    }
}
