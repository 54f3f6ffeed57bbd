using System.Globalization;
using System.Runtime.ExceptionServices;
using Microsoft.Win32.SafeHandles;
using RedisLoad.Interop;

namespace RedisLoad.Kernel;

/// <summary>Another network namespace, by the name that <c>ip netns</c> gives it or by a process that is in it.</summary>
internal static class NetworkNamespace
{
    /// <summary>Runs something in the namespace, on a thread that ends with it: sockets and files of /proc/net that it opens stay those of
    /// the namespace.</summary>
    /// <param name="name">A name, or the id of a process; where there is a namespace with a number for its name, it is the name.</param>
    /// <param name="open">What to run.</param>
    /// <exception cref="IOException">There is no such namespace or process.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not look at it.</exception>
    /// <exception cref="LinuxException">This process may not enter it.</exception>
    public static T Run<T>(string name, Func<T> open)
    {
        using SafeFileHandle file = File.OpenHandle(FileOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Libc.EnterNetworkNamespace(file);
                result = open();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    private static string FileOf(string name)
    {
        string named = Path.Combine("/run/netns", name);
        bool isProcess = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int id);
        return isProcess && !File.Exists(named) ? $"/proc/{id}/ns/net" : named;
    }
}
