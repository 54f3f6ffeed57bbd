using System.Management.Automation;

namespace RedisLoad.Cmdlets.Commands;

public sealed partial class StartRedisLoadCommand
{
    /// <summary>Writes a row a server and interval, with the server in the column Target, in place of one for all.</summary>
    [Parameter]
    public SwitchParameter PerTarget
    {
        get => Plan.PerTarget;
        set => Plan = Plan with { PerTarget = value };
    }

    /// <summary>Writes a ConnectionRecord a connection in place of the samples: when it was due, started, connected and answered, what its GET read, and why it failed.
    /// Where the pipeline behind is too slow for that, records are dropped and counted, and the load goes on.</summary>
    [Parameter]
    public SwitchParameter PerConnection
    {
        get => Plan.PerConnection;
        set => Plan = Plan with { PerConnection = value };
    }
}
