using System.ComponentModel;
using System.Runtime.InteropServices;

namespace RedisLoad.Interop;

/// <summary>A system call failed in a way that the caller did not provide for.</summary>
/// <param name="call">The call, by its Linux name.</param>
/// <param name="errno">The error number it gave.</param>
public sealed class LinuxException(string call, int errno)
    : Win32Exception(errno, $"{call}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})")
{
    /// <summary>The call that failed, by its Linux name.</summary>
    public string Call { get; } = call;

    /// <summary>The error number of Linux.</summary>
    public int Errno { get; } = errno;

    /// <summary>Passes a result through, or throws what the last call left in errno.</summary>
    internal static int Check(int result, string call) =>
        result >= 0 ? result : throw new LinuxException(call, Marshal.GetLastPInvokeError());
}
