using System.Globalization;
using System.Management.Automation;

namespace RedisLoad.Cmdlets.Generators;

/// <summary>Asks the coordinator of a load for its orders, on the side of a load generator.</summary>
/// <remarks>A network that is cut tells neither side. So a load generator that gets no answer ends by itself: nobody is there whom its rows
/// reach, and who could end it.</remarks>
internal sealed class CoordinatorOrders : IDisposable
{
    /// <summary>So many seconds without an answer, and the coordinator counts as lost. Those are counted in which this process ran: one
    /// that was stopped has not asked.</summary>
    public const int Patience = 10;

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly Func<string> _ask;
    private readonly TimeSpan _interval;
    private readonly Action _onSilence;
    private readonly Thread _asking;
    private readonly ManualResetEventSlim _end = new();
    private readonly ManualResetEventSlim _endsSchedule = new();
    private readonly TaskCompletionSource<DateTimeOffset> _countsFrom = new();
    private readonly Timer _timer;
    private int _silentSeconds;
    private volatile bool _isSilent;

    /// <summary>Begins to ask.</summary>
    /// <param name="ask">Asks for the order.</param>
    /// <param name="interval">How often.</param>
    /// <param name="onSilence">Is called if there is no answer.</param>
    public CoordinatorOrders(Func<string> ask, TimeSpan interval, Action onSilence)
    {
        _ask = ask;
        _interval = interval;
        _onSilence = onSilence;
        _asking = new Thread(Ask) { IsBackground = true, Name = "RedisLoad orders" };
        _asking.Start();
        _timer = new Timer(_ => Count(), null, s_second, s_second);
    }

    /// <summary>Whether the schedule is to end.</summary>
    public bool EndsSchedule => _endsSchedule.IsSet;

    /// <summary>From when on connections count, by the clock of this host, once the coordinator has said so.</summary>
    public Task<DateTimeOffset> CountsFrom => _countsFrom.Task;

    /// <summary>Whether the coordinator is lost.</summary>
    public bool IsSilent => _isSilent;

    /// <summary>A time as it stands in an order.</summary>
    public static string Format(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Waits until the schedule is to end.</summary>
    /// <param name="limit">How long at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it is to.</returns>
    public bool WaitForEnd(TimeSpan limit, CancellationToken cancellationToken) =>
        _endsSchedule.Wait((int)Math.Min(limit.TotalMilliseconds, int.MaxValue), cancellationToken);

    public void Dispose()
    {
        _end.Set();
        _timer.Dispose();
        // An answer that finds no pipeline any more would be an error on the other side.
        _asking.Join(s_second);
    }

    private void Ask()
    {
        try
        {
            do
            {
                Follow(_ask());
                Interlocked.Exchange(ref _silentSeconds, 0);
            }
            while (!_end.Wait(_interval));
        }
        catch (RuntimeException)
        {
            // The pipeline is being stopped, and with it what it has asked.
        }
    }

    private void Follow(string order)
    {
        string[] parts = order.Split(' ');
        if (DateTimeOffset.TryParse(parts[^1], CultureInfo.InvariantCulture, out DateTimeOffset countsFrom))
            _countsFrom.TrySetResult(countsFrom);
        if (parts[0] == nameof(CoordinatorOrder.EndSchedule))
            _endsSchedule.Set();
    }

    private void Count()
    {
        if (Interlocked.Increment(ref _silentSeconds) != Patience)
            return;
        _isSilent = true;
        _onSilence();
    }
}
