using System.Text;

namespace RedisLoad.Reports;

/// <summary>A file that appears whole or not at all.</summary>
public sealed class ReportFile
{
    private ReportFile(string path) => Path = path;

    /// <summary>Where it is.</summary>
    public string Path { get; }

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
        if (!replacesReadOnly && File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly))
            throw new UnauthorizedAccessException($"-Path: '{name}' is read-only. Give -Force to replace it.");
        return new ReportFile(path);
    }

    /// <summary>Writes the file beside its place, and then puts it there.</summary>
    /// <param name="write">Writes what is in it.</param>
    public void Write(Action<TextWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string temporary = $"{Path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var output = new StreamWriter(temporary, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
                write(output);
            File.Move(temporary, Path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
