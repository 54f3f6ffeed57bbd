using System.Collections.Immutable;
using System.Globalization;
using RedisLoad.Kernel;
using RedisLoad.Session;
using static RedisLoad.Tuning.Rules.Findings;

namespace RedisLoad.Tuning.Rules;

/// <summary>Local ports: how many connections one address can have, and how soon a port is free again.</summary>
internal static class PortRules
{
    public const string RangeName = "net.ipv4.ip_local_port_range";
    public const string ReservedName = "net.ipv4.ip_local_reserved_ports";
    public const string ReuseName = PortDemand.ReuseName;
    public const string TimestampsName = PortDemand.TimestampsName;

    /// <summary>Ports below are for servers with privileges, and the kernel takes no range that reaches there.</summary>
    public const string LowestPortName = "net.ipv4.ip_unprivileged_port_start";

    private const int LowestPortDefault = 1024;
    private const int HighestPort = ushort.MaxValue;
    private const string RangeDefault = "32768 60999";
    private const string IpSysctl = "https://docs.kernel.org/networking/ip-sysctl.html";

    public static ImmutableArray<TuningRule> All { get; } =
    [
        new()
        {
            Name = RangeName,
            Side = Of(TuningSide.Client),
            Form = new PortRangeForm(),
            Conflicts = RangeConflicts,
            Judge = JudgeRange,
            Source = IpSysctl + " (connect() slows down beyond half of the range: the kernel's inet_hash_connect)",
            Risk = "An outgoing connection can take the port of a server that starts later: see ip_local_reserved_ports.",
        },
        new()
        {
            Name = ReservedName,
            Side = Of(TuningSide.Both),
            Form = new ReservedPortsForm(),
            Conflicts = (value, valueOf) =>
                PortRange.TryParse(valueOf(RangeName) ?? RangeDefault, out PortRange range) ? NoneLeft(range, value) : null,
            Judge = JudgeReserved,
            Source = IpSysctl,
            Risk = "Each reserved port is one fewer for outgoing connections. Writing replaces the whole list.",
        },
        new()
        {
            Name = ReuseName,
            Side = Of(TuningSide.Client),
            Form = SettingForm.Switch(2, 2),
            Judge = (plan, _, value) => plan.Close == CloseMode.Fin
                ? OneOf(value, ["1"], "The client closes with FIN, and each connection holds its port for 60 s of TIME_WAIT; with 1, a new outgoing connection may take it after 1 s. 2 applies to loopback only.", TuningVerdict.TooLow)
                : NotNeeded(plan.Close == CloseMode.Reset ? "Connections end with a reset, which leaves no TIME_WAIT."
                    : "The server closes first, and the client has no TIME_WAIT."),
            Source = IpSysctl,
            Risk = "It affects outgoing connections only, and requires tcp_timestamps.",
        },
        new()
        {
            Name = TimestampsName,
            Side = Of(TuningSide.Both),
            Form = SettingForm.Switch(2, byte.MaxValue),
            Judge = (plan, _, value) => plan.Close == CloseMode.Fin
                ? OneOf(
                    value, ["1", "2"], "tcp_tw_reuse distinguishes old segments from new ones by their timestamps.", TuningVerdict.TooLow)
                : NotNeeded("Only tcp_tw_reuse requires it, and this plan does not use that."),
            Source = IpSysctl,
        },
        new()
        {
            Name = "net.ipv4.tcp_tw_recycle",
            IsRemoved = true,
            Side = Of(TuningSide.Both),
            Form = SettingForm.Number(0),
            Judge = (_, _, _) =>
                new Finding(
                    TuningVerdict.Obsolete, null,
                    "Removed in Linux 4.12, because it dropped connections of clients behind NAT. Remove the line."),
            Source = "https://git.kernel.org/torvalds/c/4396e46187ca5070219b81773c4e65088dac50cc",
        },
    ];

    /// <summary>W: for how long a closed connection keeps its port from a new one, in seconds.</summary>
    public static double SecondsInTimeWait(TuningPlan plan, TuningFacts facts)
    {
        // Where the plan does not say whether the server is on this host, it may be on another.
        return plan.Close == CloseMode.Fin
            ? PortDemand.SecondsKept(facts.ValueOf(ReuseName), facts.ValueOf(TimestampsName), isLoopback: false)
            : 0;
    }

    private static Conflict? RangeConflicts(string value, Func<string, string?> valueOf)
    {
        if (!PortRange.TryParse(value, out PortRange range))
            return null;
        int lowest = LowestPort(valueOf);
        return range.First < lowest
            ? new Conflict(
                TuningVerdict.Invalid, Text($"The kernel rejects {value}: a range cannot begin below {LowestPortName}, which is {lowest}."))
            : NoneLeft(range, valueOf(ReservedName));
    }

    private static Conflict? NoneLeft(PortRange range, string? reserved) => Free(range, ReservedIn(reserved)) > 0
        ? null
        : new Conflict(
            TuningVerdict.Harmful,
            Text($"No outgoing connection would get a port: {ReservedName} reserves all of {range.First}-{range.Last} ({RangeName})."));

    private static int LowestPort(Func<string, string?> valueOf) =>
        valueOf(LowestPortName) is { } text && KernelNumbers.Read(text, 1) is [var port] ? (int)Math.Max(1, port) : LowestPortDefault;

    private static PortList ReservedIn(string? text) => PortList.TryParse(text ?? string.Empty, out PortList? list) ? list : PortList.Empty;

    /// <summary>The ports of a range that outgoing connections can get.</summary>
    private static int Free(PortRange range, PortList reserved) => range.Count - reserved.CountWithin(range.First, range.Last);

    private static Finding JudgeRange(TuningPlan plan, TuningFacts facts, string value)
    {
        double wait = SecondsInTimeWait(plan, facts);
        double inUse = Math.Max(plan.Open, plan.Rate * (plan.Life + wait));
        double needed = PortDemand.Needed(inUse, plan.Pairs);
        string formula = Text($"2 x max({plan.Open:N0} open, {plan.Rate:#,0.######}/s x ({plan.Life} s + {wait} s of TIME_WAIT)) / {Plural.Of(plan.Pairs, "address", "addresses")} = {needed:N0} ports");

        PortList reserved = ReservedIn(facts.ValueOf(ReservedName));
        var widest = new PortRange(Math.Max(LowestPortDefault, LowestPort(facts.ValueOf)), HighestPort);
        int most = Free(widest, reserved);
        if (needed > most)
            return new Finding(
                TuningVerdict.Impossible, null, $"Impossible: {formula}, and there are {most:N0}. {WaysOut(plan, wait, needed, most)}");
        _ = PortRange.TryParse(value, out PortRange range);
        int free = Free(range, reserved);
        string without = free < range.Count ? Text($" {range.Count - free:N0} of the range are reserved.") : string.Empty;
        string reason = $"At least {formula}; beyond half of the range, connect() slows down.{without}";
        if (free < needed)
            return new Finding(TuningVerdict.TooLow, Widen(range, widest, reserved, needed), reason);
        return range.First % 2 != range.Last % 2
            ? Right(Text($"{range.First} {range.Last}"), reason)
            : new Finding(
                TuningVerdict.Advised, Widen(range, widest, reserved, needed),
                $"{reason} The kernel prefers one even and one odd end.");
    }

    private static string WaysOut(TuningPlan plan, double wait, double needed, int most)
    {
        double perConnection = 2 * (
            plan.MaxOpen is null ? Math.Max(Math.Max(plan.Life, plan.ConnectTimeout.TotalSeconds), plan.Life + wait) : plan.Life + wait);
        double largest = Math.Floor(most * (double)plan.Pairs / perConnection);
        double addresses = Math.Ceiling(plan.Pairs * needed / most);
        long mostOpen = most / 2 * (long)plan.Pairs;
        string fewer = plan.MaxOpen > mostOpen ? Text($"-MaxOpen {mostOpen} or less; ") : string.Empty;
        string reset = wait > 0 ? "ending connections with a reset (-Close Reset); " : string.Empty;
        string reuse = wait > 1 ? "net.ipv4.tcp_tw_reuse = 1; " : string.Empty;
        return Text($"Alternatives: {fewer}{reset}{reuse}{addresses:N0} source addresses; or at most {largest:N0} connections per second.");
    }

    /// <summary>The range made as wide as it must be, never narrower: first upwards, then downwards; its ends of different parity, which
    /// the kernel prefers.</summary>
    private static string Widen(PortRange range, PortRange widest, PortList reserved, double needed)
    {
        int last = Free(range, reserved) < needed ? widest.Last : range.Last;
        int first = range.First;
        for (int free = Free(new PortRange(first, last), reserved); first > widest.First && free < needed; free += reserved.Contains(first)
            ? 0 : 1)
            first--;
        if (first % 2 == last % 2 && last < widest.Last)
            last++;
        else if (first % 2 == last % 2 && first > 1)
            first--;
        return Text($"{first} {last}");
    }

    private static Finding JudgeReserved(TuningPlan plan, TuningFacts facts, string value)
    {
        if (!PortRange.TryParse(facts.ValueOf(RangeName), out PortRange range))
            return new Finding(TuningVerdict.Unknown, null, $"{RangeName} cannot be read.");
        PortList reserved = ReservedIn(value);
        bool isExposed = range.Contains(plan.Port) && !reserved.Contains(plan.Port);
        // Of a listener, the kernel does not say whether its port is its own or was the next one free: to reserve the latter is to lose it
        // for good.
        int[] others = [.. facts.ListeningPorts.Where(port => port != plan.Port && range.Contains(port) && !reserved.Contains(port))];
        string note = others.Length == 0
            ? string.Empty
            : $" Also listening in the range now: {Join(others)}. To reserve those that are permanent: Set-KernelTuning -Name {ReservedName} -Value '{reserved.With(others)}'.";
        if (isExposed)
        {
            return new Finding(
                TuningVerdict.TooLow,
                reserved.With([plan.Port]).ToString(),
                $"{plan.Port} is inside the port range ({range.First}-{range.Last}), so an outgoing connection can take it before its server starts again.{note}");
        }
        return new Finding(
            others.Length == 0 ? TuningVerdict.Right : TuningVerdict.Advised, null, $"No outgoing connection can take {plan.Port}.{note}");
    }

    private static string Join(int[] ports) => string.Join(", ", ports.Select(port => port.ToString(CultureInfo.InvariantCulture)));
}
