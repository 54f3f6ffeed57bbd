using System.Collections.Immutable;
using System.Globalization;
using RedisLoad.Kernel;
using RedisLoad.Parameters;
using RedisLoad.Redis;

namespace RedisLoad.Watch;

/// <summary>What to watch, how often and for how long. Immutable; <see cref="Validate"/> is the one place of its rules.</summary>
public sealed record WatchPlan
{
    private const int MostPorts = 100;
    private const int MostPeers = 100;

    /// <summary>The ports of the servers.</summary>
    public ImmutableArray<int> Ports { get; init; } = [6379];

    /// <summary>Names or addresses of the only hosts at the other end that count; none for any.</summary>
    public ImmutableArray<string> Peers { get; init; } = [];

    /// <summary>Which ends of connections count.</summary>
    public ConnectionSide Side { get; init; } = ConnectionSide.Both;

    /// <summary>The time from row to row.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to watch; null for until it is stopped.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How many rows to take; null for any number.</summary>
    public int? Count { get; init; }

    /// <summary>The network namespace to look into: a name of <c>ip netns</c>, or the id of a process that is in it; null for that of this
    /// process.</summary>
    public string? Namespace { get; init; }

    /// <summary>The plan for these servers alone: hosts, each with its port or without, or ports after a colon.</summary>
    /// <exception cref="PlanException">One of them is not a server.</exception>
    public WatchPlan For(IEnumerable<string> servers)
    {
        (string Host, int? Port)[] read = [.. servers.Select(ReadServer)];
        IEnumerable<int> ports = read.SelectMany(server => server.Port is { } port ? [port] : (IEnumerable<int>)Ports);
        return this with
        {
            Ports = [.. ports.Distinct()],
            Peers = [.. read.Select(server => server.Host).Where(host => host.Length > 0).Distinct()],
        };
    }

    /// <summary>Checks every value, before anything is opened.</summary>
    /// <exception cref="PlanException">A value is out of its range.</exception>
    public void Validate()
    {
        Bounds.RequireCount("Port", Ports.IsDefaultOrEmpty ? 0 : Ports.Length, 1, MostPorts, "ports");
        foreach (int port in Ports)
            Bounds.Require("Port", port, 1, ushort.MaxValue);
        Bounds.RequireCount("ComputerName", Peers.Length, 0, MostPeers, "names");
        if (Peers.Any(string.IsNullOrWhiteSpace))
            throw new PlanException(
                PlanProblem.ValueOutOfRange, "ComputerName", null, "a name is empty. Use host names or addresses, or omit it for any.");
        foreach (string peer in Peers)
            CheckPeer(peer);
        if (!Enum.IsDefined(Side))
            throw new PlanException(PlanProblem.ValueOutOfRange, nameof(Side), Side, $"{Side} must be Client, Server, or Both.");
        Bounds.Require(nameof(Interval), Interval, Bounds.ShortestInterval, Bounds.LongestRun);
        if (Duration is { } duration)
        {
            Bounds.Require(nameof(Duration), duration, Bounds.ShortestInterval, Bounds.LongestRun);
            if (duration < Interval)
            {
                throw new PlanException(PlanProblem.ValuesConflict, nameof(Duration), duration, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{duration.TotalSeconds} s is shorter than -Interval ({Interval.TotalSeconds} s), so there would be no row. Use a longer -Duration or a shorter -Interval."));
            }
        }
        if (Count is { } count)
            Bounds.Require(nameof(Count), count, 1, int.MaxValue);
        if (Namespace is not null && (string.IsNullOrWhiteSpace(Namespace) || Namespace.Contains('/', StringComparison.Ordinal)))
        {
            throw new PlanException(
                PlanProblem.InvalidValue, nameof(Namespace), Namespace, $"{UserText.Show(Namespace)} is neither the name of a network namespace ('ip netns' lists them) nor the ID of a process.");
        }
    }

    private static void CheckPeer(string peer)
    {
        if (ReadServer(peer).Port is not null)
            throw NotAHost(peer, "it has a port");
    }

    private static (string Host, int? Port) ReadServer(string server)
    {
        try
        {
            bool isPort = server.StartsWith(':') && !server.StartsWith("::", StringComparison.Ordinal);
            HostAndPort read = HostAndPort.Parse(isPort ? $"port{server}" : server);
            return (isPort ? string.Empty : read.Host, read.Port);
        }
        catch (FormatException exception)
        {
            throw NotAHost(server, exception.Message);
        }
    }

    private static PlanException NotAHost(string peer, string reason) => new(
        PlanProblem.ValueOutOfRange,
        "ComputerName",
        peer,
        $"{UserText.Show(peer)} is not a host: {reason}. Use names or addresses of remote hosts; the port is -Port, and the server to query is -Redis.");
}
