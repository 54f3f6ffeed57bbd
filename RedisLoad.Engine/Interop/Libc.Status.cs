using Microsoft.Win32.SafeHandles;
using System.Runtime.InteropServices;

namespace RedisLoad.Interop;

/// <summary>What the kernel says of a file.</summary>
/// <param name="Mode">Its kind and permissions.</param>
/// <param name="Owner">The user that owns it.</param>
/// <param name="Group">The group that owns it.</param>
/// <param name="Links">How many names it has.</param>
/// <param name="Device">The file system that it is on.</param>
/// <param name="Inode">What tells it from others there.</param>
/// <param name="Size">Its size, in bytes.</param>
internal readonly record struct FileStatus(uint Mode, uint Owner, uint Group, uint Links, ulong Device, ulong Inode, long Size)
{
    private const uint KindMask = 0xF000;
    private const uint Regular = 0x8000;
    private const uint Link = 0xA000;
    private const uint PermissionMask = 0x1FF;
    private const uint OwnerWrites = 0x80;
    private const uint GroupWrites = 0x10;
    private const uint AllWrite = 0x2;

    public bool IsRegular => (Mode & KindMask) == Regular;

    public bool IsLink => (Mode & KindMask) == Link;

    /// <summary>What its owner, its group and others may do; that it runs as its owner (setuid) is nothing to pass on.</summary>
    public uint Permissions => Mode & PermissionMask;

    /// <summary>Whether nobody may change it, its owner included.</summary>
    public bool IsReadOnly => (Mode & (OwnerWrites | GroupWrites | AllWrite)) == 0;

    public bool IsWritableByGroup => (Mode & GroupWrites) != 0;

    public bool IsWritableByAll => (Mode & AllWrite) != 0;
}

/// <summary>What the kernel says of a file: statx(2), whose layout is one on all architectures.</summary>
internal static unsafe partial class Libc
{
    private const int AT_FDCWD = -100;
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const int AT_EMPTY_PATH = 0x1000;
    private const uint STATX_SIZE = 0x200;
    private const uint STATX_BASIC_STATS = 0x7FF;
    private const int StatxLength = 256;
    private const int StatxSizeOffset = 40;

    /// <summary>The size of a file or folder; null where it cannot be had.</summary>
    public static long? SizeOf(string path)
    {
        byte* status = stackalloc byte[StatxLength];
        return statx(AT_FDCWD, path, 0, STATX_SIZE, status) == 0 ? *(long*)(status + StatxSizeOffset) : null;
    }

    /// <summary>The status of an open file or folder.</summary>
    /// <exception cref="LinuxException">The disk failed.</exception>
    public static FileStatus StatusOf(SafeHandle handle)
    {
        byte* status = stackalloc byte[StatxLength];
        LinuxException.Check(statx(handle, string.Empty, AT_EMPTY_PATH, STATX_BASIC_STATS, status), "statx");
        return Read(status);
    }

    /// <summary>The status of an entry of a folder; of a link, the link's own. Null where there is none.</summary>
    /// <exception cref="LinuxException">It may not be looked at.</exception>
    public static FileStatus? StatusOf(SafeFileHandle folder, string name)
    {
        byte* status = stackalloc byte[StatxLength];
        if (statx(folder, name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, status) == 0)
            return Read(status);
        int errno = Marshal.GetLastPInvokeError();
        return errno == Errno.ENOENT ? null : throw new LinuxException("statx", errno);
    }

    private static FileStatus Read(byte* status) => new(
        Mode: *(ushort*)(status + 28),
        Owner: *(uint*)(status + 20),
        Group: *(uint*)(status + 24),
        Links: *(uint*)(status + 16),
        Device: ((ulong)*(uint*)(status + 136) << 32) | *(uint*)(status + 140),
        Inode: *(ulong*)(status + 32),
        Size: *(long*)(status + StatxSizeOffset));

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int statx(int folder, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int statx(SafeHandle folder, string path, int flags, uint mask, byte* status);
}
