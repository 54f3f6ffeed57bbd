using Microsoft.Win32.SafeHandles;
using RedisLoad.Interop;
using System.Text;

namespace RedisLoad.Reporting;

/// <summary>A file that appears whole or not at all, where it is a regular one.</summary>
public sealed class ReportFile
{
    /// <summary>The permissions of a file that is made, less the umask: 0666.</summary>
    private const uint NewMode = 0x1B6;

    private static readonly UTF8Encoding s_encoding = new(encoderShouldEmitUTF8Identifier: false);

    private ReportFile(string path) => Path = path;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Whether it is a device, or an open file such as /dev/stdout.</summary>
    private bool IsOfKernel => Path.StartsWith("/dev/", StringComparison.Ordinal) || Path.StartsWith("/proc/", StringComparison.Ordinal);

    /// <summary>Looks whether the file can be written, before there is anything to write.</summary>
    /// <param name="path">The whole path.</param>
    /// <param name="name">The path as it was given.</param>
    /// <param name="mustBeNew">Whether a file that is there is an error.</param>
    /// <param name="replacesReadOnly">Whether one that is read-only is none.</param>
    /// <exception cref="IOException">It is there and must not be, or its folder is not there.</exception>
    /// <exception cref="UnauthorizedAccessException">It is read-only.</exception>
    public static ReportFile At(string path, string name, bool mustBeNew, bool replacesReadOnly)
    {
        string folder = System.IO.Path.GetDirectoryName(path) ?? path;
        if (Directory.Exists(path))
            throw new IOException($"-Path: '{name}' is a folder. Use the name of a file.");
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"-Path: the folder of '{name}' does not exist. Create it, or use another folder.");
        if (mustBeNew && File.Exists(path))
            throw new IOException($"-Path: '{name}' already exists. Remove -NoClobber to replace it.");
        var file = new ReportFile(path);
        if (!replacesReadOnly && file.Status() is { IsReadOnly: true })
            throw new UnauthorizedAccessException($"-Path: '{name}' is read-only. Use -Force to replace it.");
        return file;
    }

    /// <summary>Writes the file beside its place, and then puts it there. What cannot be replaced as it is, a device or a file with several
    /// names say, is written to.</summary>
    /// <param name="write">Writes what is in it.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(Action<TextWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (!TryReplace(write))
            WriteThrough(write);
    }

    /// <summary>The file that a link leads to is replaced, and not the link; owner and permissions stay.</summary>
    /// <returns>Whether it could be replaced; else nothing was changed.</returns>
    private bool TryReplace(Action<TextWriter> write)
    {
        (string? target, FileStatus? before) = Find();
        if (target is null || IsOfKernel || before is { IsRegular: false } or { Links: > 1 })
            return false;
        string temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                if (before is { } status && !TryKeep(stream.SafeFileHandle, status))
                    return false;
                using var output = new StreamWriter(stream, s_encoding);
                write(output);
            }
            File.Move(temporary, target, overwrite: true);
            return true;
        }
        catch (UnauthorizedAccessException) when (before is not null)
        {
            // Nothing new may be made in its folder; the file itself can still be writable.
            return false;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Finds the file by letting the kernel follow links, which refuses those that others have laid into a folder like /tmp
    /// (fs.protected_symlinks).</summary>
    /// <returns>Its path and status; no status where there is none yet, and no path where a link leads to none.</returns>
    private (string? Target, FileStatus? Before) Find()
    {
        try
        {
            using SafeFileHandle file = Libc.Open(Path, OpenFlags.PathOnly);
            return (new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget, Libc.StatusOf(file));
        }
        catch (LinuxException exception) when (exception.Errno == Errno.ENOENT)
        {
            return (new FileInfo(Path).LinkTarget is null ? Path : null, null);
        }
        catch (LinuxException exception)
        {
            throw CannotBeWritten(exception);
        }
    }

    private void WriteThrough(Action<TextWriter> write)
    {
        try
        {
            // Of a FIFO that nobody reads from, opening it to write would wait.
            OpenFlags create = Status() is null ? OpenFlags.Create : 0;
            Libc.Open(Path, OpenFlags.Write | OpenFlags.NonBlocking | create, NewMode).Dispose();
            using var output = new StreamWriter(
                new FileStream(Libc.Open(Path, OpenFlags.Write | OpenFlags.Truncate), FileAccess.Write), s_encoding);
            write(output);
        }
        catch (LinuxException exception)
        {
            throw CannotBeWritten(exception);
        }
    }

    private IOException CannotBeWritten(LinuxException exception) => new($"'{Path}' cannot be written: {exception.Message}", exception);

    private FileStatus? Status()
    {
        try
        {
            using SafeFileHandle file = Libc.Open(Path, OpenFlags.PathOnly);
            return Libc.StatusOf(file);
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    private static bool TryKeep(SafeFileHandle file, FileStatus before)
    {
        try
        {
            FileStatus now = Libc.StatusOf(file);
            if ((before.Owner, before.Group) != (now.Owner, now.Group))
                Libc.SetOwner(file, before.Owner, before.Group);
            Libc.SetMode(file, before.Permissions);
            return true;
        }
        catch (LinuxException)
        {
            return false;
        }
    }
}
