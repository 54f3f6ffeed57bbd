using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RedisLoad.Kernel;

namespace RedisLoad.Load;

/// <summary>Whether this host can hold what a plan has open at once.</summary>
public static class HostFit
{
    /// <summary>Files a process needs beside the connections and those it has open: epolls, assemblies, the pipeline's own.</summary>
    private const int Reserve = 64;

    /// <summary>Checks a plan against the limits of this process and this network namespace.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="filesPerConnection">1, or 2 where this process is the server too.</param>
    /// <returns>What is worth a warning; null for nothing.</returns>
    /// <exception cref="PlanException">The process may not open so many files.</exception>
    public static string? Check(LoadPlan plan, int filesPerConnection)
    {
        ArgumentNullException.ThrowIfNull(plan);
        CheckSources(plan);
        if (!OperatingSystem.IsLinux())
            return null;
        CheckFiles(plan, filesPerConnection, FileLimit.Read());
        return PortRange.TryRead(PortRange.Path, out PortRange range) ? CheckPorts(plan, range) : null;
    }

    internal static void CheckFiles(LoadPlan plan, int filesPerConnection, FileLimit limit)
    {
        long beside = limit.Open + Reserve;
        long needed = ((long)plan.MaxOpen + plan.Steady) * filesPerConnection + beside;
        if (limit.Soft >= (ulong)needed)
            return;

        long most = ((long)Math.Min(limit.Soft, int.MaxValue) - beside) / filesPerConnection;
        string raise = limit.Hard >= (ulong)needed
            ? $"start the shell after 'ulimit -n {needed}'"
            : $"raise the hard limit (limits.conf, or LimitNOFILE of the systemd unit) to {needed} or more";
        string lower = most >= plan.Workers ? $"give -MaxOpen {most} or less, or " : string.Empty;
        throw new PlanException(PlanProblem.FileLimitTooLow, nameof(LoadPlan.MaxOpen), plan.MaxOpen, string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.MaxOpen} connections at once need {needed} open files, and this process may have {limit.Soft} (soft limit; hard limit {limit.Hard}). To go on, {lower}{raise}."));
    }

    private static void CheckSources(LoadPlan plan)
    {
        foreach (IPAddress source in plan.CreateSockets().Sources)
        {
            using var socket = new Socket(source.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                SourceBinding.Bind(socket, source);
            }
            catch (SocketException exception)
            {
                throw new PlanException(
                    PlanProblem.ValueOutOfRange, "SourceAddress", $"{source}", $"connections cannot come from {source}: {exception.Message}. Give addresses that this host has (ip address show), or add it (ip address add).");
            }
        }
    }

    internal static string? CheckPorts(LoadPlan plan, PortRange range)
    {
        // Past half of the range, the kernel's search for a free port grows slow; past the whole there is none. Each source address has the range for itself.
        int sources = Math.Max(1, plan.CreateSockets().Sources.Length);
        if (plan.UnixSocket is not null || plan.MaxOpen / sources <= range.Count / 2)
            return null;

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.MaxOpen} connections may be open at once, and net.ipv4.ip_local_port_range ({range.First}-{range.Last}) has {range.Count} ports: past half of them connect() grows slow, past all of them it fails (PortsExhausted). Give -MaxOpen {range.Count / 2} or less, or widen the range.");
    }
}
