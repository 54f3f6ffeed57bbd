using System.Management.Automation;
using RedisLoad.Rows;

namespace RedisLoad.Cmdlets.Generators;

/// <summary>Start-RedisLoad as a load generator runs it: writes packed rows.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "RedisLoadGenerator", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(byte[]))]
internal sealed class GeneratorCommand : CoordinatedCommand
{
    private CoordinatorOrders? _orders;

    private protected override bool IsOrderedToEnd => _orders!.EndsSchedule;

    private protected override void Follow(CoordinatorOrders orders)
    {
        _orders = orders;
        base.Follow(orders);
    }

    private protected override object Shown(LoadSample row) => PackedRow.Of(row);
}
