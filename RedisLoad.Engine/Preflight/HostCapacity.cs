using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RedisLoad.Kernel;
using RedisLoad.Parameters;
using RedisLoad.Plan;
using RedisLoad.Redis;
using RedisLoad.Session;
using static System.FormattableString;

namespace RedisLoad.Preflight;

/// <summary>Whether this host can carry what a plan asks of it.</summary>
public static class HostCapacity
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
        LoadPlan own = plan.Divide();
        CheckSources(own);
        CheckFiles(own, filesPerConnection, FileLimit.Read());
        string?[] warnings = [CheckPorts(plan), CheckHold(plan)];
        return warnings.OfType<string>().ToArray() is { Length: > 0 } texts ? string.Join(' ', texts) : null;
    }

    /// <summary>Checks a plan against the local ports, which all processes of a network namespace share.</summary>
    /// <returns>What is worth a warning; null for nothing.</returns>
    public static string? CheckPorts(LoadPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return PortRange.TryRead(PortRange.Path, out PortRange range)
            ? CheckPorts(plan.Divide(), range, Read(PortDemand.ReuseName), Read(PortDemand.TimestampsName))
            : null;
    }

    internal static void CheckFiles(LoadPlan plan, int filesPerConnection, FileLimit limit)
    {
        long beside = limit.Open + Reserve;
        long needed = ((long)plan.MaxOpen + plan.Clients.Count) * filesPerConnection + beside;
        if (limit.Soft >= (ulong)needed)
            return;

        long most = ((long)Math.Min(limit.Soft, int.MaxValue) - beside) / filesPerConnection;
        string raise = limit.Hard >= (ulong)needed
            ? $"start the shell after 'ulimit -n {needed}'"
            : $"raise the hard limit (limits.conf, or LimitNOFILE of the systemd unit) to {needed} or more";
        string lower = most >= plan.Workers ? $"give -MaxOpen {most * plan.Share.Count} or less, or " : string.Empty;
        throw new PlanException(PlanProblem.FileLimitTooLow, nameof(LoadPlan.MaxOpen), plan.MaxOpen, string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.MaxOpen} concurrent connections require {needed} open files, but this process is limited to {limit.Soft} (hard limit {limit.Hard}). To continue, {lower}{raise}."));
    }

    private static void CheckSources(LoadPlan plan)
    {
        foreach (IPAddress source in plan.Sockets.Sources)
        {
            using var socket = new Socket(source.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                SourceBinding.Bind(socket, source);
            }
            catch (SocketException exception)
            {
                throw new PlanException(
                    PlanProblem.ValueOutOfRange, "SourceAddress", $"{source}", $"cannot connect from {source}: {exception.Message}. Use an address of this host (ip address show), or add it (ip address add).");
            }
        }
    }

    /// <summary>Whether the plan stays within half of the local ports: past that, connect() gets slow, and past all of them it
    /// fails.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="range">net.ipv4.ip_local_port_range.</param>
    /// <param name="reuse">net.ipv4.tcp_tw_reuse; null where it cannot be read.</param>
    /// <param name="timestamps">net.ipv4.tcp_timestamps; null where it cannot be read.</param>
    internal static string? CheckPorts(LoadPlan plan, PortRange range, string? reuse, string? timestamps)
    {
        if (plan.Targets.UnixSocket is not null)
            return null;
        int sources = Math.Max(1, plan.Sockets.Sources.Length);
        int pairs = sources * Math.Max(1, plan.Targets.ComputerNames.Length);
        double waiting = InTimeWait(plan, reuse, timestamps);
        double needed = PortDemand.Needed(Math.Max(plan.MaxOpen, waiting), pairs);
        // Half of an odd number of ports is one fewer.
        if (Math.Max(plan.MaxOpen, waiting) / pairs <= range.Count / 2)
            return null;

        string ports = $"net.ipv4.ip_local_port_range ({range.First}-{range.Last}) has {range.Count}: beyond half of them connect() slows down, and beyond all of them it fails (PortsExhausted)";
        return waiting > plan.MaxOpen
            ? Invariant($"{waiting:N0} closed connections may be in TIME_WAIT at once (-Close Fin), which requires {needed:N0} local ports; {ports}. ")
                + Invariant($"Use -Close Reset, a lower rate, or more -SourceAddress, or set {PortDemand.ReuseName} = 1 (Test-KernelTuning -Close Fin).")
            : Invariant($"{plan.MaxOpen:N0} connections may be open at once, which requires {needed:N0} local ports; {ports}. ")
                + Invariant($"Use -MaxOpen {range.Count / 2 * (long)pairs * plan.Share.Count:N0} or less, or more -SourceAddress, or widen the range.");
    }

    /// <summary>Connections that this host may have in TIME_WAIT at once: those that it closes with FIN, unless they are kept.</summary>
    private static double InTimeWait(LoadPlan plan, string? reuse, string? timestamps)
    {
        if (plan.Lifetime.Close != CloseMode.Fin || plan.Lifetime.PoolSize is not null)
            return 0;
        bool isLoopback = plan.Targets.Servers.All(server => server.Host is "localhost"
            || (IPAddress.TryParse(server.Host, out IPAddress? address) && IPAddress.IsLoopback(address)));
        double seconds = plan.Schedule.Length.TotalSeconds;
        // Without a schedule, what one worker is counted on to do.
        double total = plan.Total / plan.Share.Count ?? seconds * plan.Workers * LoadPlan.CpsPerWorker;
        return Math.Min(total, Math.Ceiling(total / seconds * PortDemand.SecondsKept(reuse, timestamps, isLoopback)));
    }

    /// <summary>Whether the connections that the plan holds have room.</summary>
    internal static string? CheckHold(LoadPlan plan)
    {
        double hold = plan.Lifetime.HoldTime.Min.TotalSeconds;
        if (plan.Total is not { } total || hold <= 0)
            return null;
        double held = Math.Ceiling(total / plan.Schedule.Length.TotalSeconds * Math.Min(hold, plan.Schedule.Duration.TotalSeconds));
        return held > plan.MaxOpen
            ? Invariant($"-HoldTime {plan.Lifetime.HoldTime} s at this rate keeps {held:N0} connections open, but -MaxOpen is {plan.MaxOpen:N0}: the rest will be dropped. Raise -MaxOpen, or lower the rate or the hold time.")
            : null;
    }

    private static string? Read(string setting)
    {
        try
        {
            return File.ReadAllText($"/proc/sys/{setting.Replace('.', '/')}").Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
