using System.Collections.Immutable;
using System.Globalization;
using RedisLoad.Kernel;
using RedisLoad.Redis;

namespace RedisLoad.Watch;

/// <summary>What to watch, how often and for how long. Immutable; <see cref="Validate"/> is the one place of its rules.</summary>
public sealed record WatchPlan
{
    private const int MostPorts = 100;
    private const int MostPeers = 100;

    private static readonly TimeSpan s_shortestInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestTime = TimeSpan.FromDays(30);

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
    /// <exception cref="WatchException">One of them is not a server.</exception>
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
    /// <exception cref="WatchException">A value is out of its range.</exception>
    public void Validate()
    {
        RequireNumber("Port", Ports.IsDefaultOrEmpty ? 0 : Ports.Length, 1, MostPorts, "ports");
        foreach (int port in Ports)
            RequireRange("Port", port, 1, ushort.MaxValue);
        RequireNumber("ComputerName", Peers.Length, 0, MostPeers, "names");
        if (Peers.Any(string.IsNullOrWhiteSpace))
            throw new WatchException(
                WatchProblem.ValueOutOfRange, "ComputerName", null, "a name is empty. Use host names or addresses, or omit it for any.");
        foreach (string peer in Peers)
            CheckPeer(peer);
        if (!Enum.IsDefined(Side))
            throw new WatchException(WatchProblem.ValueOutOfRange, nameof(Side), Side, $"{Side} must be Client, Server, or Both.");
        RequireRange(nameof(Interval), Interval, s_shortestInterval);
        if (Duration is { } duration)
        {
            RequireRange(nameof(Duration), duration, s_shortestInterval);
            if (duration < Interval)
            {
                throw new WatchException(WatchProblem.ValuesConflict, nameof(Duration), duration, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{duration.TotalSeconds} s is shorter than -Interval ({Interval.TotalSeconds} s), so there would be no row. Use a longer -Duration or a shorter -Interval."));
            }
        }
        if (Count is { } count)
            RequireRange(nameof(Count), count, 1, int.MaxValue);
        if (Namespace is not null && (string.IsNullOrWhiteSpace(Namespace) || Namespace.Contains('/', StringComparison.Ordinal)))
        {
            throw new WatchException(
                WatchProblem.InvalidValue, nameof(Namespace), Namespace, $"{UserText.Show(Namespace)} is neither the name of a network namespace ('ip netns' lists them) nor the ID of a process.");
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

    private static WatchException NotAHost(string peer, string reason) => new(
        WatchProblem.ValueOutOfRange,
        "ComputerName",
        peer,
        $"{UserText.Show(peer)} is not a host: {reason}. Use names or addresses of remote hosts; the port is -Port, and the server to query is -Redis.");

    private static void RequireNumber(string parameter, int number, int least, int most, string what)
    {
        if (number < least || number > most)
            throw new WatchException(
                WatchProblem.ValueOutOfRange, parameter, number,
                string.Create(CultureInfo.InvariantCulture, $"{number:N0} {what} are not between {least:N0} and {most:N0}."));
    }

    private static void RequireRange(string parameter, int value, int least, int most)
    {
        if (value < least || value > most)
            throw new WatchException(
                WatchProblem.ValueOutOfRange, parameter, value,
                string.Create(CultureInfo.InvariantCulture, $"{value:N0} is not between {least:N0} and {most:N0}."));
    }

    private static void RequireRange(string parameter, TimeSpan value, TimeSpan least)
    {
        if (value < least || value > s_longestTime)
        {
            throw new WatchException(WatchProblem.ValueOutOfRange, parameter, value, string.Create(
                CultureInfo.InvariantCulture, $"{value.TotalSeconds} s is not between {least.TotalSeconds} s and {s_longestTime.TotalSeconds} s."));
        }
    }
}
