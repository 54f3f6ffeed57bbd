using System.Runtime.InteropServices;

namespace RedisLoad.Interop;

/// <summary>Files, where the base library does not reach.</summary>
internal static unsafe partial class Libc
{
    private const int O_CLOEXEC = 0x80000;

    /// <summary>Brings a folder's entries to the disk, so that a rename in it outlasts a power failure.</summary>
    /// <exception cref="LinuxException">It is gone, or the disk failed.</exception>
    public static void FlushFolder(string folder)
    {
        using var handle = new DescriptorHandle(LinuxException.Check(open(folder, O_CLOEXEC, 0), "open"));
        LinuxException.Check(fsync(handle), "fsync");
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(DescriptorHandle fd);
}
