using Microsoft.Win32.SafeHandles;
using RedisLoad.Interop;
using RedisLoad.Tuning.Files;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace RedisLoad.Tuning.Changes;

/// <summary>The files of a host that tuning writes. Each step that a crash could come before is announced.</summary>
/// <remarks>
/// Each folder on the way is opened before what is in it, and an open folder is what is written to: no link leads out of another host's
/// root. No link is followed at the end, either, and no file is believed or replaced that others can write.
/// </remarks>
/// <param name="root">The host's file system; it is closed with this.</param>
/// <param name="announce">Is told each step by name before it is done; a test can end there, as kill -9 would.</param>
internal sealed partial class HostFiles(HostRoot root, Action<string>? announce = null) : IDisposable
{
    /// <summary>The folder of what is stored, and of the lock, which any reader could hold for ever: for root alone.</summary>
    public const string PrivateFolder = "var/lib/redisload";

    /// <summary>What is to become a file ends so until it is one: nothing reads it, and the next write removes it.</summary>
    private const string Unfinished = ".redisload-tmp";

    private const uint PrivateMode = 0x180; // 0600
    private const uint PublicMode = 0x1A4; // 0644
    private const uint PrivateFolderMode = 0x1C0; // 0700
    private const uint PublicFolderMode = 0x1ED; // 0755

    public HostRoot Root => root;

    /// <summary>A file's content; null where there is no such file.</summary>
    /// <exception cref="IOException">It is not a regular file, or others than root can write it.</exception>
    /// <exception cref="LinuxException">It cannot be opened.</exception>
    public byte[]? TryRead(string relative)
    {
        using SafeFileHandle? folder = OpenFolder(FolderOf(relative), isMade: false);
        if (folder is null || StatusOf(folder, relative) is null)
            return null;
        using SafeFileHandle file = Libc.OpenAt(folder, NameOf(relative), OpenFlags.PathOnly | OpenFlags.NoFollow);
        return ConfigurationFile.Read(file);
    }

    /// <summary>Writes a file whole or not at all: beside it, to the disk, and then in its place. Owner and permissions of a file that is
    /// there stay.</summary>
    /// <exception cref="IOException">What is there is not a regular file, or others than root can write it.</exception>
    /// <exception cref="LinuxException">It cannot be written.</exception>
    public void Write(string relative, byte[] content)
    {
        using SafeFileHandle folder = OpenFolder(FolderOf(relative), isMade: true)!;
        string name = NameOf(relative);
        RemoveUnfinished(folder, name);
        FileStatus? before = StatusOf(folder, relative);

        string temporary = $"{name}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}{Unfinished}";
        Announce($"begin {relative}");
        const OpenFlags NewFile = OpenFlags.Write | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow;
        using (SafeFileHandle file = Libc.OpenAt(folder, temporary, NewFile, PrivateMode))
        {
            Announce($"write {relative}");
            RandomAccess.Write(file, content, 0);
            KeepOwner(file, before);
            Libc.SetMode(file, IsPrivate(relative) ? PrivateMode : before?.Permissions ?? PublicMode);
            Announce($"flush {relative}");
            Libc.Flush(file);
        }
        Announce($"rename {relative}");
        Libc.Rename(folder, temporary, name);
        Announce($"flush the folder of {relative}");
        Libc.Flush(folder);
    }

    /// <summary>Removes what a crash left of a file that was being written.</summary>
    /// <exception cref="LinuxException">It cannot be removed.</exception>
    public void RemoveUnfinished(string relative)
    {
        using SafeFileHandle? folder = OpenFolder(FolderOf(relative), isMade: false);
        if (folder is not null)
            RemoveUnfinished(folder, NameOf(relative));
    }

    /// <summary>Removes a file, and what a crash left of it.</summary>
    /// <exception cref="IOException">It is not a regular file, or others than root can write it.</exception>
    /// <exception cref="LinuxException">It cannot be removed.</exception>
    public void Delete(string relative)
    {
        using SafeFileHandle? folder = OpenFolder(FolderOf(relative), isMade: false);
        if (folder is null)
            return;
        RemoveUnfinished(folder, NameOf(relative));
        if (StatusOf(folder, relative) is null)
            return;
        Announce($"delete {relative}");
        Libc.Remove(folder, NameOf(relative));
        Libc.Flush(folder);
    }

    /// <summary>Removes a folder if nothing is in it.</summary>
    /// <exception cref="LinuxException">It cannot be removed.</exception>
    public void DeleteIfEmpty(string relative)
    {
        Announce($"delete {relative}");
        using SafeFileHandle? parent = OpenFolder(FolderOf(relative), isMade: false);
        if (parent is not null && Libc.StatusOf(parent, NameOf(relative)) is not null)
            Libc.RemoveFolder(parent, NameOf(relative));
    }

    /// <summary>Opens a file of the private folder to write, and makes it where it is not there.</summary>
    /// <exception cref="IOException">What is there is not a regular file, or is not root's.</exception>
    /// <exception cref="LinuxException">It cannot be opened.</exception>
    public SafeFileHandle OpenPrivate(string relative)
    {
        using SafeFileHandle folder = OpenFolder(FolderOf(relative), isMade: true)!;
        _ = StatusOf(folder, relative);
        SafeFileHandle file = Libc.OpenAt(
            folder, NameOf(relative), OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.NoFollow, PrivateMode);
        Libc.SetMode(file, PrivateMode);
        return file;
    }

    /// <summary>Writes a file of the kernel, at once and in one call, as it wants it.</summary>
    public void WriteKernel(string path, string value)
    {
        Announce($"set {path}");
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        stream.Write(Encoding.ASCII.GetBytes(value + "\n"));
    }

    public void Announce(string step) => announce?.Invoke(step);

    public void Dispose() => root.Dispose();

    private static bool IsPrivate(string relative) => FolderOf(relative) == PrivateFolder;

    private static void KeepOwner(SafeFileHandle file, FileStatus? before)
    {
        FileStatus now = Libc.StatusOf(file);
        if (before is { } status && (status.Owner, status.Group) != (now.Owner, now.Group))
            Libc.SetOwner(file, status.Owner, status.Group);
    }

    /// <summary>Opens a folder component by component, and makes what is missing.</summary>
    /// <returns>The folder; null where it is not there, and is not made.</returns>
    private SafeFileHandle? OpenFolder(string relative, bool isMade)
    {
        SafeFileHandle folder = root.Open(".", OpenFlags.Read | OpenFlags.Folder);
        string path = string.Empty;
        foreach (string name in relative.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = path.Length == 0 ? name : $"{path}/{name}";
            using SafeFileHandle parent = folder;
            FileStatus? before = Libc.StatusOf(parent, name);
            uint mode = path == PrivateFolder ? PrivateFolderMode : PublicFolderMode;
            if (before is null)
            {
                if (!isMade)
                    return null;
                Announce($"create {path}");
                Libc.MakeFolder(parent, name, mode);
            }
            folder = OpenStep(path, before);
            if (before is null)
                Libc.SetMode(folder, mode);
            if (path == PrivateFolder)
                RequireOwner("/" + path, Libc.StatusOf(folder));
        }
        return folder;
    }

    /// <summary>Opens a folder by its whole path from the root, so that a link on the way counts as it does on that host.</summary>
    private SafeFileHandle OpenStep(string path, FileStatus? before)
    {
        try
        {
            return root.Open(path, OpenFlags.Read | OpenFlags.Folder);
        }
        catch (LinuxException exception) when (before is { IsLink: true })
        {
            throw new IOException($"/{path} is a link that leads to no folder below {root.Path}.", exception);
        }
    }

    /// <summary>The status of a file that is to be read or replaced; null where there is none.</summary>
    private static FileStatus? StatusOf(SafeFileHandle folder, string relative)
    {
        if (Libc.StatusOf(folder, NameOf(relative)) is not { } status)
            return null;
        if (status.IsLink)
            throw new IOException($"/{relative} is a link, and would lead to another file. Remove the link.");
        if (!status.IsRegular)
            throw new IOException($"/{relative} is not a regular file. Remove it.");
        if (status.Links > 1)
            throw new IOException(
                $"/{relative} has another name (a hard link), and may be another file. Check what it is, and remove this name.");
        RequireOwner("/" + relative, status);
        return status;
    }

    /// <summary>What others can write is not believed, and not made root's.</summary>
    private static void RequireOwner(string path, FileStatus status)
    {
        if (status.Owner != 0 && status.Owner != Libc.UserId())
            throw new IOException(
                $"{path} belongs to the user {status.Owner}, not to root. Check it, and remove it or change its owner.");
        bool isGroupTrusted = status.Group == 0 || status.Group == status.Owner;
        if (status.IsWritableByAll || (status.IsWritableByGroup && !isGroupTrusted))
            throw new IOException(
                $"{path} can be written by other users. Check it, and remove it or change its permissions (chmod go-w).");
    }

    private static void RemoveUnfinished(SafeFileHandle folder, string name)
    {
        foreach (string entry in HostRoot.EntriesOf(folder).Where(entry => entry.StartsWith(name + ".", StringComparison.Ordinal)))
        {
            // What else has such a name, a folder say, was not left here, and is not read.
            if (UnfinishedName().IsMatch(entry) && Libc.StatusOf(folder, entry) is { IsRegular: true } or { IsLink: true })
                Libc.Remove(folder, entry);
        }
    }

    private static string FolderOf(string relative) => relative[..Math.Max(0, relative.LastIndexOf('/'))];

    private static string NameOf(string relative) => relative[(relative.LastIndexOf('/') + 1)..];

    [GeneratedRegex(@"\.[0-9a-f]{16}\.redisload-tmp$")]
    private static partial Regex UnfinishedName();
}
