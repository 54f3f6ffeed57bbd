using System.Text;

namespace RedisLoad.Tuning.Changes;

/// <summary>The files of a host that tuning writes. Each step that a crash could come before is announced.</summary>
/// <param name="root">The root of the host's file system: <c>/</c> for this host.</param>
/// <param name="announce">Is told each step by name before it is done; a test can end there, as kill -9 would.</param>
internal sealed class HostFiles(string root, Action<string>? announce = null)
{
    /// <summary>What a crash leaves of a file that was being written: nothing reads it, and the next write begins anew.</summary>
    private const string Unfinished = ".redisload-tmp";

    public string Root => root;

    /// <summary>Whether it is this host's own file system, whose kernel runs.</summary>
    public bool IsLive => root == "/";

    /// <summary>The file's path on the host that this runs on.</summary>
    /// <exception cref="IOException">A link on the way leads out of the root: what is written there would be another host's.</exception>
    public string PathOf(string relative)
    {
        string path = root;
        foreach (string part in relative.Split('/'))
        {
            path = Path.Combine(path, part);
            if (!IsLive && Path.Exists(path) && Directory.ResolveLinkTarget(path, returnFinalTarget: true) is { } target && !target.FullName.StartsWith(root + "/", StringComparison.Ordinal))
                throw new IOException($"{path} is a link to {target.FullName}, which is outside of {root}.");
        }
        return path;
    }

    /// <summary>A file's content; null where there is no such file.</summary>
    public byte[]? TryRead(string relative)
    {
        string path = PathOf(relative);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    /// <summary>Writes a file whole or not at all: beside it, to the disk, and then in its place.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Write(string relative, byte[] content)
    {
        string path = PathOf(relative);
        string folder = Path.GetDirectoryName(path)!;
        Announce($"create {folder}");
        Directory.CreateDirectory(folder);

        Announce($"begin {path}");
        using (var stream = new FileStream(path + Unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            Announce($"write {path}");
            stream.Write(content);
            Announce($"flush {path}");
            stream.Flush(flushToDisk: true);
        }
        Announce($"rename {path}");
        File.Move(path + Unfinished, path, overwrite: true);
        Announce($"flush {folder}");
        FlushFolder(folder);
    }

    /// <summary>Takes a file away, and what a crash left of it.</summary>
    public void Delete(string relative)
    {
        string path = PathOf(relative);
        Announce($"delete {path}");
        string folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
            return;
        File.Delete(path);
        File.Delete(path + Unfinished);
        FlushFolder(folder);
    }

    /// <summary>Takes a folder away if nothing is in it.</summary>
    public void DeleteIfEmpty(string relative)
    {
        string path = PathOf(relative);
        Announce($"delete {path}");
        if (Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any())
            Directory.Delete(path);
    }

    /// <summary>Writes a file of the kernel, at once and in one call, as it wants it.</summary>
    public void WriteKernel(string path, string value)
    {
        Announce($"set {path}");
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        stream.Write(Encoding.ASCII.GetBytes(value + "\n"));
    }

    public void Announce(string step) => announce?.Invoke(step);

    /// <summary>A renamed file is in its folder after a power failure, too, only when the folder is on the disk.</summary>
    private static void FlushFolder(string folder) => Interop.Libc.FlushFolder(folder);
}
