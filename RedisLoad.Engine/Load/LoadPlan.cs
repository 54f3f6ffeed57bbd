using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using RedisLoad.Metrics;
using RedisLoad.Pacing;
using RedisLoad.Resp;

namespace RedisLoad.Load;

/// <summary>What to load, how hard and for how long. Immutable; <see cref="Validate"/> is the one place of its rules.</summary>
public sealed record LoadPlan
{
    /// <summary>The port a Redis listens at by default.</summary>
    public const int DefaultPort = 6379;

    /// <summary>The most connections that are open at once when the plan leaves it open: what the original client's pool kept at most.</summary>
    public const int DefaultMaxOpenLimit = 9_000;

    /// <summary>The rate from which one worker is not enough: one worker does twice as much on a processor of its own.</summary>
    public const int CpsPerWorker = 10_000;

    /// <summary>The connections kept going by a saturating plan that leaves it open: as many as redis-benchmark has clients.</summary>
    public const int DefaultMaxOpenWhenSaturating = 50;

    private const string CommandParameter = "Command";
    private const int DefaultCps = 5;
    private const int MaxCps = 1_000_000;
    private const int MaxDatabase = 1_000_000;

    private static readonly TimeSpan s_longestRun = TimeSpan.FromDays(30);
    private static readonly TimeSpan s_shortestTime = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_shortestInterval = TimeSpan.FromMilliseconds(100);

    private readonly int? _cps;
    private readonly int? _maxOpen;
    private readonly int? _workers;

    /// <summary>The server's name or address.</summary>
    public string ComputerName { get; init; } = "localhost";

    /// <summary>The server's port.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>The user and password of each connection; null sends no AUTH. The user <c>default</c> stands for a password alone.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>The database that each connection selects.</summary>
    public int Database { get; init; }

    /// <summary>New connections a second, evenly spaced.</summary>
    public int Cps
    {
        get => _cps ?? DefaultCps;
        init => _cps = value;
    }

    /// <summary>Whether there is no schedule: <see cref="MaxOpen"/> connections are kept going, each new one started when another has ended.</summary>
    public bool Saturate { get; init; }

    /// <summary>What each connection sends, each command after the reply to the one before: quoted as in redis-cli, with <c>{burst}</c> and <c>{client}</c>
    /// standing for the second of the run and the connection's place in it. Left open: what the original client sent.</summary>
    public ImmutableArray<string> Commands { get; init; } = ["PING", "GET foo", "SET foo {burst}:{client}"];

    /// <summary>How long connections fall due, after the warm-up.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long connections fall due before the first that counts.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>The time that one sample covers.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a connection may take to be established.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long each reply may take.</summary>
    public TimeSpan ReplyTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many connections may be open at once; one that falls due beyond that is dropped.</summary>
    /// <remarks>
    /// Left open: as many as there can be at this rate in the time-outs, or in the whole run, at most <see cref="DefaultMaxOpenLimit"/>;
    /// <see cref="DefaultMaxOpenWhenSaturating"/> without a schedule.
    /// </remarks>
    public int MaxOpen
    {
        get => _maxOpen ?? DefaultMaxOpen;
        init => _maxOpen = value;
    }

    /// <summary>How many threads share the schedule. Left open: one for every <see cref="CpsPerWorker"/>, at most one a processor; one without a schedule.</summary>
    public int Workers
    {
        get => _workers ?? (Saturate ? 1 : Math.Clamp((Cps + CpsPerWorker - 1) / CpsPerWorker, 1, Environment.ProcessorCount));
        init => _workers = value;
    }

    /// <summary>How many connections fall due in all, those of the warm-up among them; null without a schedule.</summary>
    public long? Count => Saturate ? null : new ConstantRate(Cps, WarmUp + Duration).Count;

    /// <summary>How long after the last due time a connection may still end by itself; what is open then counts as timed out.</summary>
    public TimeSpan DrainTimeout => ConnectTimeout > ReplyTimeout ? ConnectTimeout : ReplyTimeout;

    /// <summary>The server as it is written in messages: <c>host:port</c>, an IPv6 address in brackets.</summary>
    public string Server => ComputerName.Contains(':', StringComparison.Ordinal) ? $"[{ComputerName}]:{Port}" : $"{ComputerName}:{Port}";

    /// <summary>AUTH and SELECT, where they are sent.</summary>
    private int Handshakes => (Credential is null ? 0 : 1) + (Database == 0 ? 0 : 1);

    private int DefaultMaxOpen
    {
        get
        {
            if (Saturate)
                return Math.Max(Workers, DefaultMaxOpenWhenSaturating);
            TimeSpan longestLife = ConnectTimeout + (Handshakes + Commands.Length) * ReplyTimeout;
            TimeSpan wholeRun = WarmUp + Duration;
            double seconds = Math.Min(longestLife.TotalSeconds, wholeRun.TotalSeconds);
            return (int)Math.Clamp(Math.Ceiling(Cps * seconds), Workers, DefaultMaxOpenLimit);
        }
    }

    /// <summary>Checks every value, before anything is opened.</summary>
    /// <exception cref="PlanException">A value is out of its range, or two do not go together.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(ComputerName))
            throw new PlanException(PlanProblem.ValueOutOfRange, nameof(ComputerName), ComputerName, "The server's name is empty. Give a host name or an address.");
        RequireRange(nameof(Port), Port, 1, ushort.MaxValue);
        RequireRange(nameof(Database), Database, 0, MaxDatabase);
        RequireRange(nameof(Cps), Cps, 1, MaxCps);
        ValidateCommands();
        if (Saturate && _cps is not null)
        {
            throw new PlanException(PlanProblem.ValuesConflict, nameof(Cps), Cps, string.Create(
                CultureInfo.InvariantCulture, $"{Cps:N0} connections a second are a schedule, and -Saturate has none. Leave one of the two out."));
        }
        RequireRange(nameof(Workers), Workers, 1, Environment.ProcessorCount);
        RequireRange(nameof(Duration), Duration, s_shortestTime, s_longestRun);
        RequireRange(nameof(WarmUp), WarmUp, TimeSpan.Zero, s_longestRun);
        RequireRange(nameof(Interval), Interval, s_shortestInterval, s_longestRun);
        RequireRange(nameof(ConnectTimeout), ConnectTimeout, s_shortestTime, LatencyHistogram.Longest);
        RequireRange(nameof(ReplyTimeout), ReplyTimeout, s_shortestTime, LatencyHistogram.Longest);
        // Last, because what it is when left open follows from the others.
        RequireRange(nameof(MaxOpen), MaxOpen, Workers, int.MaxValue / 2);
    }

    /// <summary>The commands by their names: all of them that may be shown, for the rest can be a secret.</summary>
    public IEnumerable<string> CommandNames => Commands.Select(command => CommandTemplate.Parse(command).Name);

    /// <summary>What each connection says.</summary>
    internal SessionScript CreateScript()
    {
        bool isDefaultUser = Credential?.UserName == "default";
        return SessionScript.Create(isDefaultUser ? null : Credential?.UserName, Credential?.Password, Database, Commands);
    }

    private void ValidateCommands()
    {
        if (Commands.IsDefaultOrEmpty)
            throw new PlanException(PlanProblem.InvalidCommand, CommandParameter, null, "there is none. Give at least one: -Command PING");
        for (int i = 0; i < Commands.Length; i++)
        {
            try
            {
                CommandTemplate.Parse(Commands[i]);
            }
            catch (FormatException exception)
            {
                // Its arguments can be a secret, and are not shown.
                throw new PlanException(PlanProblem.InvalidCommand, CommandParameter, i + 1, $"command {i + 1} cannot be sent: {exception.Message}.");
            }
        }
    }

    private static void RequireRange(string parameter, int value, int least, int most)
    {
        if (value < least || value > most)
            throw new PlanException(PlanProblem.ValueOutOfRange, parameter, value, string.Create(CultureInfo.InvariantCulture, $"{value:N0} is not between {least:N0} and {most:N0}."));
    }

    private static void RequireRange(string parameter, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            throw new PlanException(PlanProblem.ValueOutOfRange, parameter, value, string.Create(
                CultureInfo.InvariantCulture,
                $"{value.TotalSeconds} s is not between {least.TotalSeconds} s and {most.TotalSeconds} s."));
        }
    }
}
