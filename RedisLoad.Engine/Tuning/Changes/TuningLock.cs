namespace RedisLoad.Tuning.Changes;

/// <summary>Lets one process change settings at a time; the kernel frees it when the process ends, however it ends.</summary>
internal static class TuningLock
{
    private const string File = "var/lib/redisload/lock";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for its turn, some seconds at most.</summary>
    /// <exception cref="TuningException">Another process goes on changing settings, or the lock's file cannot be had.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static FileStream Take(HostFiles files, CancellationToken cancellationToken)
    {
        long end = Clock.Now + s_patience.ToNanoseconds();
        string path = "/" + File;
        try
        {
            path = files.PathOf(File);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TuningException(TuningProblem.PermissionDenied, path, $"it cannot be made: {exception.Message} Nothing was changed.", exception);
        }
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                // FileShare.None is flock(LOCK_EX) on Linux.
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (UnauthorizedAccessException exception)
            {
                throw new TuningException(TuningProblem.PermissionDenied, path, $"it cannot be opened: {exception.Message} Nothing was changed.", exception);
            }
            catch (IOException exception) when (Clock.Now >= end)
            {
                throw new TuningException(TuningProblem.Busy, path, $"another process is changing settings, and is not done after {s_patience.TotalSeconds} s. Try again when it is.", exception);
            }
            catch (IOException)
            {
                cancellationToken.WaitHandle.WaitOne(s_pause);
            }
        }
    }
}
