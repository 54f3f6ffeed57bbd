using System.Runtime.InteropServices;

namespace RedisLoad.Interop;

/// <summary>What the kernel says of a file: statx(2), whose layout is one on all architectures.</summary>
internal static unsafe partial class Libc
{
    private const int AT_FDCWD = -100;
    private const uint STATX_SIZE = 0x200;
    private const int StatxLength = 256;
    private const int StatxSizeOffset = 40;

    /// <summary>The size of a file or folder; null where it cannot be had.</summary>
    public static long? SizeOf(string path)
    {
        byte* status = stackalloc byte[StatxLength];
        return statx(AT_FDCWD, path, 0, STATX_SIZE, status) == 0 ? *(long*)(status + StatxSizeOffset) : null;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int statx(int folder, string path, int flags, uint mask, byte* status);
}
