using RedisLoad.Cmdlets.Commands;

namespace RedisLoad.Cmdlets.Generators;

/// <summary>A part of Start-RedisLoad that runs in another process, and follows the orders of its coordinator.</summary>
/// <remarks>It is no command of the module: <see cref="GeneratorScripts"/> find it by its type.</remarks>
internal abstract class CoordinatedCommand : StartRedisLoadCommand
{
    /// <summary>How often it asks for orders.</summary>
    private protected virtual TimeSpan OrderInterval => TimeSpan.FromSeconds(1);

    private protected sealed override void Load()
    {
        using var orders = new CoordinatorOrders(Host.UI.ReadLine, OrderInterval, StopProcessing);
        try
        {
            Follow(orders);
        }
        catch (OperationCanceledException) when (orders.IsSilent)
        {
            throw new GeneratorRefusedException($"it heard nothing from its coordinator for {CoordinatorOrders.Patience} s");
        }
    }

    /// <summary>Does its part.</summary>
    private protected virtual void Follow(CoordinatorOrders orders) => base.Load();
}
