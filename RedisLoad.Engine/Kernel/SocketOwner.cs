using System.Globalization;

namespace RedisLoad.Kernel;

/// <summary>Finds the process that has a socket open: among the files of all processes, those of others only for root.</summary>
internal static class SocketOwner
{
    /// <param name="inode">The socket.</param>
    /// <param name="procFolder">/proc, but in tests.</param>
    /// <returns>The process's number; null where none is found.</returns>
    public static int? Find(ulong inode, string procFolder = "/proc")
    {
        string link = string.Create(CultureInfo.InvariantCulture, $"socket:[{inode}]");
        foreach (string folder in Directory.EnumerateDirectories(procFolder))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                && Has(Path.Combine(folder, "fd"), link))
                return id;
        }
        return null;
    }

    private static bool Has(string folder, string link)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(folder).Any(file => new FileInfo(file).LinkTarget == link);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or is somebody else's.
            return false;
        }
    }
}
