using Microsoft.Win32.SafeHandles;
using RedisLoad.Interop;

namespace RedisLoad.Tuning.Changes;

/// <summary>Lets one process change settings at a time; the kernel frees it when the process ends, however it ends.</summary>
internal static class TuningLock
{
    public const string File = HostFiles.PrivateFolder + "/lock";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for its turn, some seconds at most.</summary>
    /// <exception cref="TuningException">Another process goes on changing settings.</exception>
    /// <exception cref="IOException">The lock's file is not what it must be.</exception>
    /// <exception cref="LinuxException">The lock's file cannot be had.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static SafeFileHandle Take(HostFiles files, CancellationToken cancellationToken)
    {
        long end = Clock.Now + s_patience.ToNanoseconds();
        SafeFileHandle file = files.OpenPrivate(File);
        try
        {
            while (!Libc.TryLock(file))
            {
                if (Clock.Now >= end)
                    throw new TuningException(
                        TuningProblem.Busy, "/" + File,
                        $"another process is changing settings, and has not finished after {s_patience.TotalSeconds} s. Try again later.");
                cancellationToken.WaitHandle.WaitOne(s_pause);
                cancellationToken.ThrowIfCancellationRequested();
            }
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
