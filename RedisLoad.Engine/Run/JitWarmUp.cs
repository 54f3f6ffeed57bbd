using System.Net;
using RedisLoad.Interop;
using RedisLoad.Plan;
using RedisLoad.Target;
using RedisLoad.Transport;

namespace RedisLoad.Run;

/// <summary>A short load on the built-in target, before the first real one of the process.</summary>
/// <remarks>
/// The runtime compiles a method when it is first called, and again, better, when it has been called often, on a thread that
/// takes its processor from the load. Without a rehearsal that happens in the first seconds of the load: measured on two
/// processors, the first second's p99 was 70 ms where that of a later one was 3 ms.
/// </remarks>
internal static class JitWarmUp
{
    /// <summary>By then the runtime has compiled nearly all that it will compile twice: measured by
    /// JitInfo.GetCompiledMethodCount.</summary>
    private static readonly TimeSpan s_length = TimeSpan.FromSeconds(1.2);

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private static bool s_isDone;

    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the next load tries again.</exception>
    public static void EnsureDone(CancellationToken cancellationToken)
    {
        if (s_isDone)
            return;
        s_isDone = true;
        try
        {
            Run(cancellationToken);
        }
        catch (LinuxException)
        {
            // What keeps a rehearsal from going on need not keep the load from it; if it does, the load says so.
        }
        catch (OperationCanceledException)
        {
            s_isDone = false;
            throw;
        }
    }

    private static void Run(CancellationToken cancellationToken)
    {
        using var target = TargetServer.Start(new TargetOptions());
        var plan = new LoadPlan
        {
            Cps = 3000,
            MaxOpen = 100,
            Duration = s_length,
            Interval = s_interval,
        };
        using LoadRun run = LoadRun.StartUnrehearsed(
            plan, [LoadTarget.Of(new IPEndPoint(IPAddress.Loopback, target.Port))], progress: null, cancellationToken);
        while (!run.IsOver)
            run.TryTake(s_interval, out _, cancellationToken);
    }
}
