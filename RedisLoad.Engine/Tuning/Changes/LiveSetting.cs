using System.Globalization;
using RedisLoad.Interop;
using RedisLoad.Kernel;
using RedisLoad.Tuning.Files;
using RedisLoad.Tuning.Rules;

namespace RedisLoad.Tuning.Changes;

/// <summary>A setting in force: how it is read and written.</summary>
internal abstract class LiveSetting
{
    /// <summary>Whose setting it is: a network namespace's, or a process's; null for the host's.</summary>
    public virtual string? Realm => null;

    /// <summary>Whether a realm that a value was stored for is no more, and its value with it.</summary>
    public virtual bool IsGone(string realm) => false;

    /// <summary>Its value, as the kernel writes it.</summary>
    /// <exception cref="FileNotFoundException">There is no such setting here.</exception>
    public abstract string Read();

    /// <summary>Its value, blanks made one; null where there is none.</summary>
    public string? TryRead()
    {
        try
        {
            return SettingText.Normalize(Read());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <exception cref="IOException">The kernel does not take the value.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public abstract void Write(HostFiles files, string value);

    /// <summary>Whether a name is that of a setting, in the form in which it is stored and looked up: the one place where a name becomes a
    /// path.</summary>
    public static bool IsName(string name) =>
        name is FileRules.SoftName or FileRules.HardName or MemoryRules.HugePagesName
            || (SysctlName.TryParse(name, allowGlob: false, out string? parsed) && parsed == name);

    /// <summary>The setting of a name.</summary>
    public static LiveSetting Of(string name) => name switch
    {
        FileRules.SoftName => new SoftLimit(),
        FileRules.HardName => new HardLimit(),
        MemoryRules.HugePagesName => new HugePages(),
        _ when IsName(name) => new Sysctl(name),
        _ => throw new ArgumentException($"'{name}' is not the name of a setting.", nameof(name)),
    };

    private sealed class Sysctl(string name) : LiveSetting
    {
        private readonly string _path = "/proc/sys/" + SysctlName.ToPath(name);

        /// <summary>Most of net.* is a network namespace's own; what is not can only be changed in the first one, and is right there,
        /// too.</summary>
        public override string? Realm =>
            name.StartsWith("net.", StringComparison.Ordinal)
                ? File.ResolveLinkTarget("/proc/thread-self/ns/net", returnFinalTarget: false)?.Name
                : null;

        public override string Read() => File.ReadAllText(_path).TrimEnd('\n');

        public override void Write(HostFiles files, string value) => files.WriteKernel(_path, value);
    }

    /// <summary>The hard limit of this process, which is not changed here.</summary>
    private sealed class HardLimit : LiveSetting
    {
        public override string Read() => Libc.FileLimit().Hard.ToString(CultureInfo.InvariantCulture);

        public override void Write(HostFiles files, string value) => throw new NotSupportedException();
    }

    /// <summary>The soft limit of this process.</summary>
    private sealed class SoftLimit : LiveSetting
    {
        public override string? Realm => ProcessIdentity.Of(Environment.ProcessId)?.ToString();

        public override bool IsGone(string realm) =>
            ProcessIdentity.TryParse(realm, out ProcessIdentity process) && ProcessIdentity.Of(process.Id) != process;

        public override string Read() => Libc.FileLimit().Soft.ToString(CultureInfo.InvariantCulture);

        public override void Write(HostFiles files, string value)
        {
            files.Announce("setrlimit");
            ulong wanted = ulong.Parse(value, CultureInfo.InvariantCulture);
            ulong hard = Libc.FileLimit().Hard;
            if (wanted > hard)
                throw new UnauthorizedAccessException(string.Create(CultureInfo.InvariantCulture, $"the hard limit of this process is {hard}. Log in again after limits.d has the new limit, or start the shell with 'prlimit --nofile={wanted}'."));
            Libc.SetFileLimit(wanted, hard);
        }
    }

    private sealed class HugePages : LiveSetting
    {
        private const string FilePath = "/sys/kernel/mm/transparent_hugepage/enabled";

        public override string Read() =>
            TuningFactsReader.Chosen(File.ReadAllText(FilePath)) ?? throw new IOException($"{FilePath} shows no choice.");

        public override void Write(HostFiles files, string value) => files.WriteKernel(FilePath, value);
    }
}
