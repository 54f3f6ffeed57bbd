using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.ExceptionServices;
using RedisLoad.Interop;
using RedisLoad.Metrics;
using RedisLoad.Transport;
using RedisLoad.Transport.Epoll;

namespace RedisLoad.Load;

/// <summary>A load that is running: its threads, and the rows they bring. Disposing it ends it and closes every socket.</summary>
public sealed class LoadRun : IDisposable
{
    /// <summary>Time for the threads to be ready when the first connection is due.</summary>
    private static readonly TimeSpan s_lead = TimeSpan.FromMilliseconds(100);

    private readonly LoadTimeline _timeline;
    private readonly Exchange _exchange = new();
    private readonly LoadWorker[] _workers;
    private readonly Thread[] _threads;
    private readonly IntervalRecorder _total = new();
    private readonly Dictionary<int, (int Parts, IntervalRecorder Sum)> _unfinished = [];
    private readonly long _start;
    private readonly DateTimeOffset _startTime;
    private readonly string _id = Guid.NewGuid().ToString("N")[..12];
    private int _running;
    private bool _isFaultThrown;
    private bool _isDisposed;
    private long? _scheduled = 0;
    private SampleSpan? _span;
    private ExceptionDispatchInfo? _fault;

    private LoadRun(LoadPlan plan, IPAddress server, TransportFactory createTransport)
    {
        _timeline = new LoadTimeline(plan);
        _workers = new LoadWorker[plan.Workers];
        _threads = new Thread[plan.Workers];
        _running = plan.Workers;
        try
        {
            for (int i = 0; i < _workers.Length; i++)
                _workers[i] = CreateWorker(plan, server, createTransport, i);
        }
        catch
        {
            DisposeWorkers();
            throw;
        }

        _start = Clock.Now + s_lead.ToNanoseconds();
        _startTime = DateTimeOffset.Now + s_lead;
        for (int i = 0; i < _threads.Length; i++)
        {
            LoadWorker worker = _workers[i];
            _threads[i] = new Thread(() => Run(worker)) { IsBackground = true, Name = $"RedisLoad worker {i}" };
            _threads[i].Start();
        }
    }

    /// <summary>Whether the run has ended, and all it had to say was taken: every row, and the exception that ended it if one did.</summary>
    public bool IsOver => _exchange.Published.IsCompleted && (_fault is null || _isFaultThrown);

    /// <summary>How much of the schedule has passed.</summary>
    public TimeSpan Elapsed => Clock.ToTimeSpan(Math.Clamp(Clock.Now - _start, 0, _timeline.End));

    /// <summary>How long it is until connections count: the first row begins then. Not positive from then on.</summary>
    public TimeSpan UntilCounting => Clock.ToTimeSpan(_start + _timeline.EndOf(-1) - Clock.Now);

    /// <summary>All rows taken so far, added up; null before the first.</summary>
    public LoadSample? Total => _span is null ? null : new LoadSample(_span, _scheduled, _total) { RunId = _id };

    /// <summary>Starts a load.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="server">The address that the plan's ComputerName stands for.</param>
    /// <param name="cancellationToken">Ends what comes before the load: the first one of a process is rehearsed, for a second or two.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="PlanException">The plan has a value out of its range.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux 5.11 or later.</exception>
    /// <exception cref="LinuxException">This host has no descriptor or memory left.</exception>
    public static LoadRun Start(LoadPlan plan, IPAddress server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(server);
        plan.Validate();
        EpollSet.EnsureSupported();
        Rehearsal.EnsureDone(cancellationToken);
        return StartOnEpoll(plan, server);
    }

    internal static LoadRun StartOnEpoll(LoadPlan plan, IPAddress server) =>
        Start(plan, server, (settings, sink) => new EpollTransport(settings, sink));

    internal static LoadRun Start(LoadPlan plan, IPAddress server, TransportFactory createTransport) => new(plan, server, createTransport);

    /// <summary>Waits for the next row.</summary>
    /// <param name="wait">How long to wait at most.</param>
    /// <param name="sample">The row.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether a row came; without one the run may be over.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public bool TryTake(TimeSpan wait, [NotNullWhen(true)] out LoadSample? sample, CancellationToken cancellationToken)
    {
        sample = null;
        if (!_exchange.Published.TryTake(out Part part, (int)wait.TotalMilliseconds, cancellationToken))
        {
            if (_fault is null)
                return false;
            _isFaultThrown = true;
            _fault.Throw();
        }

        (int parts, IntervalRecorder sum) = _unfinished.TryGetValue(part.Interval, out var begun) ? begun : (0, _exchange.Take());
        sum.Add(part.Recorder);
        _exchange.GiveBack(part.Recorder);
        _unfinished[part.Interval] = (parts + 1, sum);
        if (parts + 1 < _workers.Length)
            return false;

        _unfinished.Remove(part.Interval);
        sample = Finish(part.Interval, sum);
        _exchange.GiveBack(sum);
        return true;
    }

    /// <summary>Ends the run, if it has not ended, and closes every socket.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        foreach (LoadWorker worker in _workers)
            worker.Stop();
        foreach (Thread thread in _threads)
            thread.Join();
        DisposeWorkers();
        _exchange.Published.Dispose();
    }

    private LoadWorker CreateWorker(LoadPlan plan, IPAddress server, TransportFactory createTransport, int index)
    {
        (int share, int rest) = Math.DivRem(plan.MaxOpen, plan.Workers);
        var settings = new TransportSettings(
            new IPEndPoint(server, plan.Port),
            plan.CreateScript(),
            share + (index < rest ? 1 : 0),
            plan.ConnectTimeout,
            plan.ReplyTimeout,
            SendsAtOnce: IPAddress.IsLoopback(server));
        return new LoadWorker(_timeline, index, plan.Workers, plan.DrainTimeout, _exchange, sink => createTransport(settings, sink));
    }

    private LoadSample Finish(int interval, IntervalRecorder sum)
    {
        SampleSpan span = _timeline.SpanOf(interval, _startTime);
        long? scheduled = _timeline.Saturates ? null : _timeline.DueIn(interval);
        _total.Add(sum);
        _total.Counters.Open = sum.Counters.Open;
        _scheduled += scheduled;
        _span = _span?.To(span) ?? span;
        return new LoadSample(span, scheduled, sum) { RunId = _id };
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a worker dies of is thrown where the rows are taken; the process is the user's shell.")]
    private void Run(LoadWorker worker)
    {
        try
        {
            worker.Run(_start);
        }
        catch (Exception exception)
        {
            _fault = ExceptionDispatchInfo.Capture(exception);
            foreach (LoadWorker other in _workers)
                other.Stop();
        }
        finally
        {
            if (Interlocked.Decrement(ref _running) == 0)
                _exchange.Published.CompleteAdding();
        }
    }

    private void DisposeWorkers()
    {
        foreach (LoadWorker? worker in _workers)
            worker?.Dispose();
    }

    private readonly record struct Part(int Interval, IntervalRecorder Recorder);

    /// <summary>Recorders go round: a row a second makes no garbage of half a megabyte.</summary>
    private sealed class Exchange : IRecorderExchange
    {
        private readonly ConcurrentBag<IntervalRecorder> _empty = [];

        public BlockingCollection<Part> Published { get; } = [];

        public IntervalRecorder Take() => _empty.TryTake(out IntervalRecorder? recorder) ? recorder : new IntervalRecorder();

        public void Publish(int interval, IntervalRecorder recorder) => Published.Add(new Part(interval, recorder));

        public void GiveBack(IntervalRecorder recorder)
        {
            recorder.Reset();
            _empty.Add(recorder);
        }
    }
}
