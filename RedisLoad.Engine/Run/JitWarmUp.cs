using System.Collections.Immutable;
using System.Net;
using System.Runtime;
using RedisLoad.Interop;
using RedisLoad.Plan;
using RedisLoad.Rows;
using RedisLoad.Target;
using RedisLoad.Transport;

namespace RedisLoad.Run;

/// <summary>A short load on the built-in target, before the first real one of the process.</summary>
/// <remarks>
/// The runtime compiles a method when it is first called, and again, better, when it has been called often, on a thread that
/// takes its processor from the load. Without a warm-up that happens in the first seconds of the load: in the second after the
/// first row 700 methods were compiled, and its p99 was 20 times that of a later one.
/// </remarks>
public static class JitWarmUp
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(25);

    /// <summary>The runtime compiles a method anew when it was called 30 times, and again 30 calls later.</summary>
    private const int MinRows = 62;

    /// <summary>Three seconds: two busy processors have compiled nearly all by then.</summary>
    private const int MaxRows = 120;

    /// <summary>The runtime begins to count calls when it has compiled nothing new for 100 ms. Where three times as long has passed, it
    /// is done.</summary>
    private const int QuietRows = 12;

    /// <summary>What may be compiled in the time of a quiet row: something always is, now and then.</summary>
    private const int QuietMethods = 3;

    /// <summary>Whether this process has had it.</summary>
    public static bool IsDone { get; private set; }

    /// <summary>Runs the load, unless it is done: for one second and a half to three, until nothing is left to compile.</summary>
    /// <param name="show">What is done with each row of a load, on this thread: what that needs is compiled, too.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the next load tries again.</exception>
    public static void EnsureDone(Action<LoadRun, LoadSample> show, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(show);
        if (IsDone)
            return;
        IsDone = true;
        try
        {
            Run(show, cancellationToken);
            // What it has left is collected now, and not in the first seconds of the load.
            GC.Collect();
        }
        catch (LinuxException)
        {
            // What keeps a warm-up from going on need not keep the load from it; if it does, the load says so.
        }
        catch
        {
            IsDone = false;
            throw;
        }
    }

    private static void Run(Action<LoadRun, LoadSample> show, CancellationToken cancellationToken)
    {
        using var target = TargetServer.Start(new TargetOptions());
        // Whatever a load can have is there, and so are two threads whose rows are added up.
        var plan = new LoadPlan
        {
            Schedule = new() { Cps = 3000, Duration = MaxRows * s_interval },
            MaxOpen = 100,
            Rows = new() { Interval = s_interval, PerConnection = true },
            Workers = 2,
            Clients = new() { Count = 2 },
        };
        ImmutableArray<LoadTarget> targets = [LoadTarget.Of(new IPEndPoint(IPAddress.Loopback, target.Port))];
        using LoadRun run = LoadRun.StartCold(plan, targets, progress: null, lead: TimeSpan.Zero, cancellationToken);
        int rows = 0;
        int quiet = 0;
        long compiled = 0;
        while (!run.IsOver)
        {
            if (!run.TryTake(s_interval, out LoadSample? row, cancellationToken))
                continue;
            show(run, row);
            long before = compiled;
            compiled = JitInfo.GetCompiledMethodCount();
            quiet = compiled - before <= QuietMethods ? quiet + 1 : 0;
            if (++rows >= MinRows && quiet >= QuietRows)
                run.EndSchedule();
        }
    }
}
