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

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly Func<string> _ask;
    private readonly Action _onSilence;
    private readonly Thread _asking;
    private readonly ManualResetEventSlim _end = new();
    private readonly Timer _timer;
    private int _silentSeconds;
    private volatile bool _endsSchedule;
    private volatile bool _isSilent;

    /// <summary>Begins to ask, once per second.</summary>
    /// <param name="ask">Asks for the order.</param>
    /// <param name="onSilence">Is called if there is no answer.</param>
    public CoordinatorOrders(Func<string> ask, Action onSilence)
    {
        _ask = ask;
        _onSilence = onSilence;
        _asking = new Thread(Ask) { IsBackground = true, Name = "RedisLoad orders" };
        _asking.Start();
        _timer = new Timer(_ => Count(), null, s_interval, s_interval);
    }

    /// <summary>Whether the schedule is to end.</summary>
    public bool EndsSchedule => _endsSchedule;

    /// <summary>Whether the coordinator is lost.</summary>
    public bool IsSilent => _isSilent;

    public void Dispose()
    {
        _end.Set();
        _timer.Dispose();
        // An answer that finds no pipeline any more would be an error on the other side.
        _asking.Join(s_interval);
    }

    private void Ask()
    {
        try
        {
            do
            {
                _endsSchedule |= _ask() == nameof(CoordinatorOrder.EndSchedule);
                Interlocked.Exchange(ref _silentSeconds, 0);
            }
            while (!_end.Wait(s_interval));
        }
        catch (RuntimeException)
        {
            // The pipeline is being stopped, and with it what it has asked.
        }
    }

    private void Count()
    {
        if (Interlocked.Increment(ref _silentSeconds) != Patience)
            return;
        _isSilent = true;
        _onSilence();
    }
}
