using System.Management.Automation;

namespace RedisLoad.Cmdlets.Commands;

public sealed partial class StartRedisLoadCommand
{
    /// <summary>Writes a row per server and interval, with the server in the column Target, instead of one row for all.</summary>
    [Parameter]
    public SwitchParameter PerTarget
    {
        get => Plan.Rows.PerTarget;
        set => With(Plan.Rows with { PerTarget = value });
    }

    /// <summary>Writes a ConnectionRecord per connection instead of rows: when it was due, started, connected, and answered, what its GET
    /// read, and why it failed. If the pipeline is too slow for that, records are dropped and counted, and the load continues.</summary>
    [Parameter]
    public SwitchParameter PerConnection
    {
        get => Plan.Rows.PerConnection;
        set => With(Plan.Rows with { PerConnection = value });
    }
}
