using Microsoft.Win32.SafeHandles;
using RedisLoad.Interop;
using System.Text;

namespace RedisLoad.Reporting;

/// <summary>A file that appears whole or not at all, where it is a regular one.</summary>
public sealed class ReportFile
{
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
            throw new IOException($"-Path: '{name}' is a folder. Give the name of a file.");
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"-Path: the folder of '{name}' does not exist. Make it, or give another.");
        if (mustBeNew && File.Exists(path))
            throw new IOException($"-Path: '{name}' is there already. Leave -NoClobber out to replace it.");
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
        FileStatus? before = Status();
        if (IsOfKernel || before is { IsRegular: false } or { Links: > 1 })
            return false;
        bool isLink = new FileInfo(Path).LinkTarget is not null;
        string target = isLink ? File.ResolveLinkTarget(Path, returnFinalTarget: true)!.FullName : Path;
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

    private void WriteThrough(Action<TextWriter> write)
    {
        try
        {
            // Of a FIFO that nobody reads from, opening it to write would wait.
            Libc.Open(Path, OpenFlags.Write | OpenFlags.NonBlocking).Dispose();
            using var output = new StreamWriter(
                new FileStream(Libc.Open(Path, OpenFlags.Write | OpenFlags.Truncate), FileAccess.Write), s_encoding);
            write(output);
        }
        catch (LinuxException exception)
        {
            throw new IOException($"'{Path}' cannot be written: {exception.Message}", exception);
        }
    }

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
