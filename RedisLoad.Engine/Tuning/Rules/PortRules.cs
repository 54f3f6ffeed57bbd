using System.Collections.Immutable;
using System.Globalization;
using RedisLoad.Kernel;
using static RedisLoad.Tuning.Rules.Findings;

namespace RedisLoad.Tuning.Rules;

/// <summary>Local ports: how many connections one address can have, and how soon a port is free again.</summary>
internal static class PortRules
{
    public const string RangeName = "net.ipv4.ip_local_port_range";
    public const string ReservedName = "net.ipv4.ip_local_reserved_ports";
    public const string ReuseName = "net.ipv4.tcp_tw_reuse";
    public const string TimestampsName = "net.ipv4.tcp_timestamps";

    /// <summary>Ports below are for servers, and a process without privileges cannot bind to them.</summary>
    private const int LowestPort = 1024;

    private const int HighestPort = ushort.MaxValue;
    private const int MostPorts = HighestPort - LowestPort + 1;
    private const string IpSysctl = "https://docs.kernel.org/networking/ip-sysctl.html";

    public static ImmutableArray<TuningRule> All { get; } =
    [
        new()
        {
            Name = RangeName,
            Side = Of(TuningSide.Client),
            Judge = JudgeRange,
            Source = IpSysctl + " (connect() grows slow past half of the range: inet_hash_connect of the kernel)",
            Risk = "A server that starts later can find its port taken by an outgoing connection: see ip_local_reserved_ports.",
        },
        new()
        {
            Name = ReservedName,
            Side = Of(TuningSide.Both),
            Judge = JudgeReserved,
            Source = IpSysctl,
            Risk = "Each reserved port is one fewer for connections. A write replaces the whole list.",
        },
        new()
        {
            Name = ReuseName,
            Side = Of(TuningSide.Client),
            Judge = (plan, _, value) => plan.Close == CloseMode.Fin
                ? OneOf(value, ["1"], "The client closes with FIN, and each connection holds its port for 60 s of TIME_WAIT; with 1, a new outgoing connection may take it after 1 s. 2 does so towards loopback alone.", TuningVerdict.TooLow)
                : NotNeeded(plan.Close == CloseMode.Reset ? "Connections end with a reset, which leaves no TIME_WAIT." : "The server closes first, and the client has no TIME_WAIT."),
            Source = IpSysctl,
            Risk = "It acts on outgoing connections alone, and needs tcp_timestamps.",
        },
        new()
        {
            Name = TimestampsName,
            Side = Of(TuningSide.Both),
            Judge = (plan, _, value) => plan.Close == CloseMode.Fin
                ? OneOf(value, ["1", "2"], "tcp_tw_reuse tells old segments from new ones by their timestamps.", TuningVerdict.TooLow)
                : NotNeeded("Only tcp_tw_reuse needs it here, and this plan does not."),
            Source = IpSysctl,
        },
        new()
        {
            Name = "net.ipv4.tcp_tw_recycle",
            IsRemoved = true,
            Side = Of(TuningSide.Both),
            Judge = (_, _, _) => new Finding(TuningVerdict.Obsolete, null, "Linux 4.12 took it away: it dropped the connections of clients behind NAT. Take the line out."),
            Source = "https://git.kernel.org/torvalds/c/4396e46187ca5070219b81773c4e65088dac50cc",
        },
    ];

    /// <summary>W: for how long a closed connection keeps its port from a new one, in seconds.</summary>
    public static double SecondsInTimeWait(TuningPlan plan, TuningFacts facts)
    {
        if (plan.Close != CloseMode.Fin)
            return 0;
        bool isReused = facts.ValueOf(ReuseName) == "1" && facts.ValueOf(TimestampsName) is "1" or "2";
        return isReused ? 1 : 60;
    }

    private static Finding JudgeRange(TuningPlan plan, TuningFacts facts, string value)
    {
        double wait = SecondsInTimeWait(plan, facts);
        double inUse = Math.Max(plan.Open, plan.Rate * (plan.Life + wait));
        double needed = Math.Ceiling(2 * inUse / plan.SourceAddress);
        string formula = Text($"2 x max({plan.Open:N0} open, {plan.Rate:#,0.######}/s x ({plan.Life} s + {wait} s of TIME_WAIT)) / {plan.SourceAddress} address(es) = {needed:N0} ports");

        if (needed > MostPorts)
            return new Finding(TuningVerdict.Impossible, null, $"Impossible: {formula}, and there are {MostPorts:N0}. {WaysOut(plan, wait, needed)}");
        if (!PortRange.TryParse(value, out PortRange range))
            return new Finding(TuningVerdict.TooLow, Widen(new PortRange(HighestPort, HighestPort), needed), $"'{value}' is not a range of two ports.");
        return new Finding(range.Count >= needed ? TuningVerdict.Right : TuningVerdict.TooLow, Widen(range, needed), $"At least {formula}; past half of the range, connect() grows slow.");
    }

    private static string WaysOut(TuningPlan plan, double wait, double needed)
    {
        double perConnection = 2 * (plan.MaxOpen is null ? Math.Max(Math.Max(plan.Life, plan.ConnectTimeout.TotalSeconds), plan.Life + wait) : plan.Life + wait);
        double largest = Math.Floor(MostPorts * (double)plan.SourceAddress / perConnection);
        double addresses = Math.Ceiling(plan.SourceAddress * needed / MostPorts);
        string fewer = plan.MaxOpen > MostPorts / 2 * (long)plan.SourceAddress ? Text($"-MaxOpen {MostPorts / 2 * (long)plan.SourceAddress} or less; ") : string.Empty;
        string reset = wait > 0 ? "ending connections with a reset (-Close Reset); " : string.Empty;
        string reuse = wait > 1 ? "net.ipv4.tcp_tw_reuse = 1; " : string.Empty;
        return Text($"Ways out: {fewer}{reset}{reuse}{addresses:N0} source addresses; or at most {largest:N0} connections a second.");
    }

    /// <summary>The range made as wide as it has to be, never narrower; its ends of different parity, which the kernel wants.</summary>
    private static string Widen(PortRange range, double needed)
    {
        if (range.Count >= needed)
            return Text($"{range.First} {range.Last}");
        int first = Math.Min(range.First, HighestPort + 1 - (int)needed);
        first = Math.Max(LowestPort, first - first % 2);
        return Text($"{Math.Min(first, range.First)} {HighestPort}");
    }

    private static Finding JudgeReserved(TuningPlan plan, TuningFacts facts, string value)
    {
        if (!PortRange.TryParse(facts.ValueOf(RangeName), out PortRange range))
            return new Finding(TuningVerdict.Unknown, null, $"{RangeName} cannot be read.");
        if (!PortList.TryParse(value, out PortList? reserved))
            return new Finding(TuningVerdict.TooLow, null, $"'{value}' is not a list of ports such as 6379,8000-8010.");

        int[] missing = [.. facts.ListeningPorts.Add(plan.Port).Where(port => port >= range.First && port <= range.Last && !reserved.Contains(port))];
        if (missing.Length == 0)
            return Right(null, $"Neither {plan.Port} nor a port that somebody listens at can be taken by an outgoing connection.");
        string ports = string.Join(", ", missing.Select(port => port.ToString(CultureInfo.InvariantCulture)));
        return new Finding(
            TuningVerdict.TooLow,
            reserved.With(missing).ToString(),
            $"{ports}: inside the port range ({range.First}-{range.Last}), so an outgoing connection can take it before its server starts again.");
    }
}
