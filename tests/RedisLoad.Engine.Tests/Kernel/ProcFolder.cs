using RedisLoad.Kernel;
using RedisLoad.Watch;

namespace RedisLoad.Tests.Kernel;

/// <summary>A folder that stands for /proc.</summary>
internal sealed class ProcFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("redisload-proc-").FullName;

    public void Write(string name, string text)
    {
        string path = Path.Combine(_path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.Write(System.Text.Encoding.ASCII.GetBytes(text));
    }

    public NetStatistics Open() => new(Path.Combine(_path, "net"), Path.Combine(_path, "sys"), SnapshotSource.SysctlFiles);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
