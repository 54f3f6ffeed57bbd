using System.Runtime.InteropServices;

namespace RedisLoad.Interop;

/// <summary>Files, where the base library does not reach.</summary>
internal static unsafe partial class Libc
{
    private const int O_CLOEXEC = 0x80000;
    private const int FNM_PATHNAME = 1;
    private const int FNM_PERIOD = 4;

    /// <summary>Brings a folder's entries to the disk, so that a rename in it outlasts a power failure.</summary>
    /// <exception cref="LinuxException">It is gone, or the disk failed.</exception>
    public static void FlushFolder(string folder)
    {
        using var handle = new DescriptorHandle(LinuxException.Check(open(folder, O_CLOEXEC, 0), "open"));
        LinuxException.Check(fsync(handle), "fsync");
    }

    /// <summary>Whether a pattern matches a path, part by part, as glob(3) has it.</summary>
    public static bool MatchesPath(string pattern, string path) => fnmatch(pattern, path, FNM_PATHNAME | FNM_PERIOD) == 0;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int fnmatch(string pattern, string path, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(DescriptorHandle fd);
}
