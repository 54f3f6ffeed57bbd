using Microsoft.Win32.SafeHandles;
using RedisLoad.Interop;

namespace RedisLoad.Tuning.Files;

/// <summary>The file system of a host: this one's, or another one's below a folder, which no link and no .. leaves.</summary>
internal sealed class HostRoot : IDisposable
{
    private readonly SafeFileHandle _root;

    private HostRoot(string path, SafeFileHandle root)
    {
        Path = path;
        _root = root;
    }

    /// <summary>Where it is on this host.</summary>
    public string Path { get; }

    /// <summary>Whether it is this host's own file system, whose kernel runs.</summary>
    public bool IsLive => Path == "/";

    /// <exception cref="LinuxException">There is no such folder.</exception>
    public static HostRoot Open(string path) => new(path, Libc.Open(path, OpenFlags.Read | OpenFlags.Folder));

    /// <summary>Opens a file or folder, by its path from the root.</summary>
    /// <exception cref="LinuxException">It cannot be opened.</exception>
    public SafeFileHandle Open(string relative, OpenFlags flags) => Libc.OpenAt(_root, relative, flags, isRoot: !IsLive);

    /// <summary>Reads a regular file; null where there is none that can be read.</summary>
    public byte[]? TryRead(string relative)
    {
        try
        {
            using SafeFileHandle file = Open(relative, OpenFlags.PathOnly);
            return ConfigurationFile.Read(file);
        }
        catch (Exception exception) when (exception is LinuxException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The status of what a path leads to; null where it leads nowhere.</summary>
    public FileStatus? StatusOf(string relative)
    {
        try
        {
            using SafeFileHandle file = Open(relative, OpenFlags.PathOnly);
            return Libc.StatusOf(file);
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    public bool Exists(string relative) => StatusOf(relative) is not null;

    /// <summary>The paths of a folder's *.conf files, hidden ones left out; none where there is no such folder.</summary>
    public IEnumerable<string> ConfigurationsIn(string folder)
    {
        try
        {
            using SafeFileHandle handle = Open(folder, OpenFlags.Read | OpenFlags.Folder);
            return [.. EntriesOf(handle).Where(IsConfiguration).Select(name => $"{folder}/{name}")];
        }
        catch (Exception exception) when (exception is LinuxException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The names in an open folder.</summary>
    public static IEnumerable<string> EntriesOf(SafeFileHandle folder) =>
        Directory.EnumerateFileSystemEntries($"/proc/self/fd/{folder.DangerousGetHandle()}").Select(
            entry => System.IO.Path.GetFileName(entry));

    /// <summary>Whether a file is one that sysctl and pam_limits read in a folder.</summary>
    public static bool IsConfiguration(string name) => name.EndsWith(".conf", StringComparison.Ordinal) && !name.StartsWith('.');

    public void Dispose() => _root.Dispose();
}
