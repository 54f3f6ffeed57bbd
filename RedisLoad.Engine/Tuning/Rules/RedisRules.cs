using System.Collections.Immutable;
using static RedisLoad.Tuning.Rules.Findings;

namespace RedisLoad.Tuning.Rules;

/// <summary>What the Redis server itself has to allow. Read over the wire; set with CONFIG SET or in redis.conf, not here.</summary>
internal static class RedisRules
{
    public const string MaxClientsName = "redis.maxclients";
    public const string BacklogName = "redis.tcp-backlog";
    public const string TimeoutName = "redis.timeout";
    public const string KeepAliveName = "redis.tcp-keepalive";
    public const string FilesName = "redis.nofile";

    /// <summary>The files that Redis keeps beside its clients: CONFIG_MIN_RESERVED_FDS of its source.</summary>
    private const long FilesBeside = 32;

    private const string RedisConf = "https://github.com/redis/redis/blob/7.0/redis.conf";

    private static readonly SettingForm s_number = SettingForm.Number(0, long.MaxValue);

    public static ImmutableArray<TuningRule> All { get; } =
    [
        new()
        {
            Name = MaxClientsName,
            Side = Of(TuningSide.Server),
            Place = SettingPlace.Redis,
            Form = s_number,
            Judge = (plan, facts, value) =>
                AtLeast(
                    value, plan.Open + (facts.RedisClients ?? 0),
                    Text($"{plan.Open:N0} connections open at once + {Others(facts)}; beyond it, they are refused.")),
            Source = RedisConf,
            Risk = "Redis lowers it by itself when its open file limit is too low.",
        },
        new()
        {
            Name = BacklogName,
            Side = Of(TuningSide.Server),
            Place = SettingPlace.Redis,
            Form = s_number,
            Judge = (plan, _, value) =>
                AtLeast(
                    value, ListenRules.BacklogNeeded(plan),
                    ListenRules.Formula(plan) + " The smaller of this and net.core.somaxconn applies."),
            Source = RedisConf,
            NeedsRestart = true,
        },
        new()
        {
            Name = TimeoutName,
            Side = Of(TuningSide.Server),
            Place = SettingPlace.Redis,
            Form = s_number,
            Judge = (plan, _, value) => TryNumber(value, out long seconds) && (seconds == 0 || seconds > plan.Life)
                ? Right(null, "0 never closes idle clients; any other value must be longer than a connection lasts.")
                : new Finding(
                    TuningVerdict.TooLow, "0",
                    Text($"Redis closes a client that is idle for this many seconds, and connections last {plan.Life} s.")),
            Source = RedisConf,
        },
        new()
        {
            Name = KeepAliveName,
            Side = Of(TuningSide.Server),
            Place = SettingPlace.Redis,
            Form = s_number,
            Judge = (_, _, value) => value == "0"
                ? new Finding(
                    TuningVerdict.Advised, "300", "Without keepalive, clients that disappeared count towards maxclients forever.")
                : Right(null, "Clients that disappeared are detected and closed."),
            Source = RedisConf,
        },
        new()
        {
            Name = FilesName,
            Side = Of(TuningSide.Server),
            Place = SettingPlace.Redis,
            Form = s_number,
            Judge = (_, facts, value) => facts.NumberOf(MaxClientsName) is { } clients
                ? AtLeast(value, clients + FilesBeside, Text($"{clients:N0} clients + {FilesBeside} files of its own."))
                : new Finding(
                    TuningVerdict.Unknown, null,
                    Text($"It must be maxclients + {FilesBeside}, and maxclients is not known: {facts.ReasonWithout(MaxClientsName)}")),
            Source = RedisConf + ", /proc/PID/limits",
            NeedsRestart = true,
        },
    ];

    private static string Others(TuningFacts facts) =>
        facts.RedisClients is { } clients ? Text($"{clients:N0} other clients now") : "other clients, whose number is unknown";
}
