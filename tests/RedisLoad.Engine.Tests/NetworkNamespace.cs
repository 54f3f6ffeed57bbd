using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace RedisLoad.Tests;

/// <summary>A network namespace for one test: that of a thread, gone with it.</summary>
internal static partial class NetworkNamespace
{
    private const int CLONE_NEWNET = 0x40000000;

    /// <summary>Runs something on a thread of its own, in a network namespace of its own; skips the test where that cannot be
    /// had.</summary>
    public static void Run(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        bool isRefused = false;
        var thread = new Thread(() =>
        {
            isRefused = unshare(CLONE_NEWNET) != 0;
            if (isRefused)
                return;
            try
            {
                action();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        Assert.SkipWhen(isRefused, "unshare(CLONE_NEWNET) needs root.");
        failure?.Throw();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);
}
