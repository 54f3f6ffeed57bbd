using System.Management.Automation;
using RedisLoad.Cmdlets.Commands;
using RedisLoad.Rows;

namespace RedisLoad.Cmdlets.Generators;

/// <summary>Start-RedisLoad as a load generator runs it: writes packed rows, and follows the orders of its coordinator.</summary>
/// <remarks>It is no command of the module: <see cref="GeneratorScripts.Load"/> finds it by its type.</remarks>
[Cmdlet(VerbsLifecycle.Invoke, "RedisLoadGenerator", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(byte[]))]
internal sealed class GeneratorCommand : StartRedisLoadCommand
{
    private CoordinatorOrders? _orders;

    private protected override void Load()
    {
        using (_orders = new CoordinatorOrders(Host.UI.ReadLine, StopProcessing))
        {
            try
            {
                base.Load();
            }
            catch (OperationCanceledException) when (_orders.IsSilent)
            {
                throw new GeneratorRefusedException(
                    $"it heard nothing from its coordinator for {CoordinatorOrders.Patience} s");
            }
        }
    }

    private protected override bool IsOrderedToEnd => _orders!.EndsSchedule;

    private protected override object Shown(LoadSample row) => PackedRow.Of(row);
}
