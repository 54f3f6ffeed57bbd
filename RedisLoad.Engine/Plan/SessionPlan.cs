using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using RedisLoad.Parameters;
using RedisLoad.Resp;
using RedisLoad.Rows;
using static RedisLoad.Plan.Combinations;

namespace RedisLoad.Plan;

/// <summary>What a connection says, and how long the server may take to answer.</summary>
public sealed record SessionPlan
{
    /// <summary>The key that connections read and write when the plan names no commands: one that nobody else has.</summary>
    public const string DefaultKey = "redisload:foo";

    private const string CommandParameter = "Command";
    private const int MaxCommands = 10_000;
    private const int MaxRequests = 1_000_000_000;
    private const int MaxDatabase = 1_000_000;

    private readonly ImmutableArray<string>? _commands;
    private readonly Lazy<ImmutableArray<CommandTemplate>>? _templates;

    /// <summary>What each connection sends, each command after the reply to the one before: quoted as in redis-cli, with placeholders. None
    /// connects only. Left open: what the original client sent.</summary>
    public ImmutableArray<string> Commands
    {
        get => _commands ?? DefaultCommands(DefaultKey);
        init => (_commands, _templates) = (value, new Lazy<ImmutableArray<CommandTemplate>>(() => Parse(value)));
    }

    /// <summary>How many bytes the value has that connections write when the plan names no commands; null for a short one.</summary>
    public int? DataSize { get; init; }

    /// <summary>Whether a connection's commands are sent together, and the replies read then.</summary>
    public bool Pipeline { get; init; }

    /// <summary>How often each connection sends its commands.</summary>
    public int Requests { get; init; } = 1;

    /// <summary>The database that each connection selects.</summary>
    public int Database { get; init; }

    /// <summary>The version of the protocol: 2, or 3, for which each connection says HELLO.</summary>
    public int Resp { get; init; } = 2;

    /// <summary>What CLIENT LIST shall call each connection; null for nothing.</summary>
    public string? ClientName { get; init; }

    /// <summary>How long a connection may take to be established.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long each reply may take.</summary>
    public TimeSpan ReplyTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether the plan names no commands, and so writes <see cref="DefaultKey"/>.</summary>
    public bool WritesDefaultKey => _commands is null;

    /// <summary>How long after the last due time and the longest hold a connection may still end by itself; what is open then counts as
    /// timed out.</summary>
    internal TimeSpan DrainTimeout => ConnectTimeout > ReplyTimeout ? ConnectTimeout : ReplyTimeout;

    /// <summary>How long the server may take to answer a question about itself.</summary>
    internal TimeSpan AskTimeout => ConnectTimeout + ReplyTimeout;

    /// <summary>The commands by their names, with their subcommands: all of them that may be shown, for the rest can be a secret.</summary>
    internal IEnumerable<string> CommandNames => TemplatesOn(isCluster: false).Select(command => command.FullName);

    /// <summary>What was given, by the names of the parameters; null is not given.</summary>
    internal IEnumerable<(string Name, object? Value)> Given =>
    [
        (CommandParameter, _commands is null ? null : true),
        ("Command @()", Unless(Commands.IsDefaultOrEmpty, false)),
        ("Command with MULTI", Unless(HasTransaction, false)),
        (nameof(DataSize), DataSize),
        (nameof(Pipeline), Unless(Pipeline, false)),
        (nameof(Requests), Unless(Requests, 1)),
        (nameof(Database), Unless(Database, 0)),
        (nameof(Resp), Unless(Resp, 2)),
        (nameof(ClientName), ClientName),
    ];

    /// <remarks>A command that cannot be read is an error of its own.</remarks>
    private bool HasTransaction =>
        !Commands.IsDefault && Commands.Any(command => command.Trim().Equals("MULTI", StringComparison.OrdinalIgnoreCase));

    /// <summary>Checks the values.</summary>
    /// <param name="isCluster">Whether the servers are a cluster.</param>
    /// <exception cref="PlanException">One is out of its range, or a command cannot be sent.</exception>
    internal void Check(bool isCluster)
    {
        if (DataSize is { } size)
            Bounds.Require(nameof(DataSize), size, 1, Placeholder.LongestText);
        if (TemplatesOn(isCluster).Index().FirstOrDefault(one => one.Item.NeedsCluster && !isCluster) is { Item: not null } misplaced)
            throw Unsendable(misplaced.Index, "{hash-tag} stands for a node of a cluster; give -Cluster");
        Bounds.Require(nameof(Requests), Requests, 1, MaxRequests);
        Bounds.Require(nameof(Database), Database, 0, MaxDatabase);
        Bounds.Require(nameof(Resp), Resp, 2, 3);
        if (ClientName is { } name && (name.Length == 0 || name.Any(letter => letter is < '!' or > '~')))
            throw new PlanException(
                PlanProblem.ValueOutOfRange, nameof(ClientName), name,
                $"{UserText.Show(name)} is not a client name. Use printable ASCII characters without spaces.");
        Bounds.Require(nameof(ConnectTimeout), ConnectTimeout, Bounds.ShortestTime, LatencyHistogram.Longest);
        Bounds.Require(nameof(ReplyTimeout), ReplyTimeout, Bounds.ShortestTime, LatencyHistogram.Longest);
    }

    /// <summary>What each connection says.</summary>
    /// <param name="credential">Who it is.</param>
    /// <param name="isCluster">Whether the servers are a cluster, in which keys are the node's own by default.</param>
    internal SessionScript CreateScript(NetworkCredential? credential, bool isCluster) =>
        SessionScript.Create(HandshakeOf(credential), TemplatesOn(isCluster), Pipeline, Requests);

    /// <summary>The most seconds that connecting and all replies may take.</summary>
    internal double LongestSeconds(NetworkCredential? credential) =>
        ConnectTimeout.TotalSeconds
        + (HandshakeOf(credential).Commands().Count() + (double)Commands.Length * Requests) * ReplyTimeout.TotalSeconds;

    private Handshake HandshakeOf(NetworkCredential? credential) =>
        new(Resp, credential?.UserName is "default" ? null : credential?.UserName, credential?.Password, ClientName, Database);

    private ImmutableArray<CommandTemplate> TemplatesOn(bool isCluster) =>
        _templates?.Value ?? Parse(DefaultCommands(isCluster ? $"{DefaultKey}{{hash-tag}}" : DefaultKey));

    private ImmutableArray<string> DefaultCommands(string key) => ["PING", $"GET {key}", $"SET {key} {DefaultValue}"];

    private string DefaultValue =>
        DataSize is { } size ? $"{{random-string:{size.ToString(CultureInfo.InvariantCulture)}}}" : "{burst}:{client}";

    private static ImmutableArray<CommandTemplate> Parse(ImmutableArray<string> commands)
    {
        if (commands.IsDefault || commands.Length > MaxCommands)
            throw new PlanException(
                PlanProblem.InvalidCommand, CommandParameter, null,
                string.Create(CultureInfo.InvariantCulture, $"give at most {MaxCommands:N0} commands; -Requests repeats them."));
        return [.. commands.Select(Parse)];
    }

    private static CommandTemplate Parse(string command, int index)
    {
        try
        {
            return CommandTemplate.Parse(command);
        }
        catch (FormatException exception)
        {
            throw Unsendable(index, exception.Message);
        }
    }

    /// <remarks>Its arguments can be a secret, and are not shown.</remarks>
    private static PlanException Unsendable(int index, string reason) =>
        new(PlanProblem.InvalidCommand, CommandParameter, index + 1, $"command {index + 1} cannot be sent: {reason}.");
}
