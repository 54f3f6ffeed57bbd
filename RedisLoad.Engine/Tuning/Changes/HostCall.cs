using RedisLoad.Interop;

namespace RedisLoad.Tuning.Changes;

/// <summary>Turns what the system says of a failure into what is to be said of a setting or file.</summary>
internal static class HostCall
{
    private const string NoSetting =
        "the setting does not exist here: the kernel has another version, its module is not loaded, or it belongs to the host and this is a network namespace.";

    public static void Do(string name, Action action) => Do(name, () =>
    {
        action();
        return true;
    });

    public static T Do<T>(string name, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TuningException(TuningProblem.NotFound, name, NoSetting, exception);
        }
        catch (LinuxException exception) when (exception.Errno is Errno.EROFS)
        {
            throw new TuningException(TuningProblem.PermissionDenied, name, "its file system is read-only.", exception);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or LinuxException { Errno: Errno.EACCES or Errno.EPERM })
        {
            throw new TuningException(TuningProblem.PermissionDenied, name, $"access is denied: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or LinuxException)
        {
            // A kernel setting that is mounted read-only, as /proc/sys in most containers, is an IOException too.
            throw new TuningException(TuningProblem.WriteFailed, name, $"it could not be read or written: {exception.Message}", exception);
        }
    }
}
