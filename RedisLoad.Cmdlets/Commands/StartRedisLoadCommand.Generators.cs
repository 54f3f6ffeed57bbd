using System.Management.Automation;
using RedisLoad.Pacing;

namespace RedisLoad.Cmdlets.Commands;

public sealed partial class StartRedisLoadCommand
{
    /// <summary>Part of the load that this load generator has, if several share it: 1/3, 2/3, and 3/3 open together the connections that one
    /// would open alone. All need the same other parameters, and -Seed if connections are random. -MaxOpen, -PoolSize, and -Clients are those
    /// of all load generators together. Default: the whole load.</summary>
    [Parameter]
    [Share]
    public LoadShare Share
    {
        get => Plan.Share;
        set => Plan = Plan with { Share = value };
    }

    /// <summary>Time at which the load begins, by the clock of this host: a date and time (2026-11-25T21:30:00Z), a time of today (21:30), or a
    /// time from now (+10s). Everything before the load is done first. If that takes longer, the error StartMissed ends the command. Default:
    /// as soon as possible.</summary>
    [Parameter]
    [StartTime]
    public DateTimeOffset StartAt
    {
        get => Plan.StartAt ?? default;
        set => Plan = Plan with { StartAt = value };
    }
}
