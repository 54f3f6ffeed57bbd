using Microsoft.Win32.SafeHandles;
using System.Runtime.InteropServices;

namespace RedisLoad.Interop;

/// <summary>How a file is opened, by the numbers of asm-generic/fcntl.h.</summary>
[Flags]
internal enum OpenFlags
{
    Read = 0,
    Write = 0x1,
    ReadWrite = 0x2,
    Create = 0x40,

    /// <summary>With <see cref="Create"/>: it must not be there, not even as a link.</summary>
    Exclusive = 0x80,

    Truncate = 0x200,

    /// <summary>What has nothing to give or nobody to take, is an error, and does not wait.</summary>
    NonBlocking = 0x800,

    Folder = 0x10000,
    NoFollow = 0x20000,

    /// <summary>Always: no program that is started gets it.</summary>
    CloseOnExec = 0x80000,

    /// <summary>For a look at it alone: a FIFO does not wait, and a device does nothing.</summary>
    PathOnly = 0x200000,
}

/// <summary>Files by their folders, where the base library does not reach: it knows paths alone, and follows every link.</summary>
internal static unsafe partial class Libc
{
    private const int FNM_PATHNAME = 1;
    private const int FNM_PERIOD = 4;
    private const int AT_REMOVEDIR = 0x200;
    private const int LOCK_EX = 2;
    private const int LOCK_NB = 4;

    /// <summary>One number on all architectures; glibc has no function for it.</summary>
    private const long SYS_openat2 = 437;

    private const ulong RESOLVE_IN_ROOT = 0x10;

    /// <summary>Opens a file below a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="path">The path from there.</param>
    /// <param name="flags">How.</param>
    /// <param name="mode">The permissions of a file that is made, less the umask.</param>
    /// <param name="isRoot">Whether the folder is a root that no link and no .. leaves; that takes Linux 5.6.</param>
    /// <exception cref="LinuxException">It cannot be opened.</exception>
    public static SafeFileHandle OpenAt(SafeFileHandle folder, string path, OpenFlags flags, uint mode = 0, bool isRoot = false)
    {
        int fd = isRoot ? OpenInRoot(folder, path, flags, mode) : openat(folder, path, ToKernel(flags), mode);
        return new SafeFileHandle(LinuxException.Check(fd, "open"), ownsHandle: true);
    }

    /// <summary>Opens a file by its path, which links may be on.</summary>
    /// <exception cref="LinuxException">It cannot be opened.</exception>
    public static SafeFileHandle Open(string path, OpenFlags flags, uint mode = 0) =>
        new(LinuxException.Check(open(path, ToKernel(flags), mode), "open"), ownsHandle: true);

    /// <summary>Opens what was opened with <see cref="OpenFlags.PathOnly"/>.</summary>
    /// <exception cref="LinuxException">It may not be opened.</exception>
    public static SafeFileHandle Reopen(SafeFileHandle file, OpenFlags flags) => Open($"/proc/self/fd/{file.DangerousGetHandle()}", flags);

    /// <summary>Makes a folder.</summary>
    /// <returns>Whether it was not there.</returns>
    /// <exception cref="LinuxException">It cannot be made.</exception>
    public static bool MakeFolder(SafeFileHandle folder, string name, uint mode) =>
        Succeeds(mkdirat(folder, name, mode), Errno.EEXIST, "mkdir");

    /// <summary>Renames an entry of a folder, in place of another one.</summary>
    /// <exception cref="LinuxException">It cannot be renamed.</exception>
    public static void Rename(SafeFileHandle folder, string from, string to) =>
        LinuxException.Check(renameat(folder, from, folder, to), "rename");

    /// <summary>Removes a file, or a link and not what it leads to.</summary>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="LinuxException">It cannot be removed.</exception>
    public static bool Remove(SafeFileHandle folder, string name) => Succeeds(unlinkat(folder, name, 0), Errno.ENOENT, "unlink");

    /// <summary>Removes a folder that nothing is in.</summary>
    /// <returns>Whether it was empty.</returns>
    /// <exception cref="LinuxException">It cannot be removed.</exception>
    public static bool RemoveFolder(SafeFileHandle folder, string name) =>
        Succeeds(unlinkat(folder, name, AT_REMOVEDIR), Errno.ENOTEMPTY, "rmdir");

    /// <summary>Sets a file's permissions, whatever the umask.</summary>
    /// <exception cref="LinuxException">They cannot be set.</exception>
    public static void SetMode(SafeFileHandle file, uint mode) => LinuxException.Check(fchmod(file, mode), "fchmod");

    /// <summary>Gives a file to a user and a group.</summary>
    /// <exception cref="LinuxException">EPERM: that takes root.</exception>
    public static void SetOwner(SafeFileHandle file, uint owner, uint group) => LinuxException.Check(fchown(file, owner, group), "fchown");

    /// <summary>Brings a file, or a folder's entries, to the disk.</summary>
    /// <exception cref="LinuxException">The disk failed.</exception>
    public static void Flush(SafeFileHandle file) => LinuxException.Check(fsync(file), "fsync");

    /// <summary>Takes a file's lock, if nobody has it. It is free again when the file is closed.</summary>
    /// <exception cref="LinuxException">The file system has no locks.</exception>
    public static bool TryLock(SafeFileHandle file) => Succeeds(flock(file, LOCK_EX | LOCK_NB), Errno.EAGAIN, "flock");

    /// <summary>Whether a pattern matches a path, part by part, as glob(3) has it.</summary>
    public static bool MatchesPath(string pattern, string path) => fnmatch(pattern, path, FNM_PATHNAME | FNM_PERIOD) == 0;

    private static bool Succeeds(int result, int otherwise, string call)
    {
        int errno = result == 0 ? 0 : Marshal.GetLastPInvokeError();
        return errno == 0 || (errno == otherwise ? false : throw new LinuxException(call, errno));
    }

    private static int OpenInRoot(SafeFileHandle folder, string path, OpenFlags flags, uint mode)
    {
        // The kernel takes a mode only where a file may be made.
        ulong* how = stackalloc ulong[3] { (ulong)ToKernel(flags), flags.HasFlag(OpenFlags.Create) ? mode : 0, RESOLVE_IN_ROOT };
        return (int)syscall(SYS_openat2, folder, path, how, 3 * sizeof(ulong));
    }

    /// <summary>The numbers of this architecture: on ARM, two are other ones.</summary>
    private static int ToKernel(OpenFlags flags)
    {
        const OpenFlags Differing = OpenFlags.Folder | OpenFlags.NoFollow;
        flags |= OpenFlags.CloseOnExec;
        return RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64
            ? (int)(flags & ~Differing) | ((int)(flags & Differing) >> 2)
            : (int)flags;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int fnmatch(string pattern, string path, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long syscall(long number, SafeFileHandle folder, string path, ulong* how, nint size);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int openat(SafeFileHandle folder, string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkdirat(SafeFileHandle folder, string name, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int renameat(SafeFileHandle folder, string from, SafeFileHandle newFolder, string to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unlinkat(SafeFileHandle folder, string name, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchmod(SafeFileHandle file, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchown(SafeFileHandle file, uint owner, uint group);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);
}
