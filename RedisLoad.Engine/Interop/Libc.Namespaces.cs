using Microsoft.Win32.SafeHandles;
using System.Runtime.InteropServices;

namespace RedisLoad.Interop;

/// <summary>Namespaces of threads.</summary>
internal static unsafe partial class Libc
{
    private const int CLONE_NEWNET = 0x40000000;

    /// <summary>Puts the calling thread into a network namespace.</summary>
    /// <param name="file">A namespace's file, opened.</param>
    /// <exception cref="LinuxException">EPERM: it takes CAP_SYS_ADMIN, here and in the namespace's owner. EINVAL: the file is no network
    /// namespace.</exception>
    public static void EnterNetworkNamespace(SafeFileHandle file) =>
        LinuxException.Check(setns((int)file.DangerousGetHandle(), CLONE_NEWNET), "setns");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setns(int fd, int kind);
}
