using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.ExceptionServices;
using RedisLoad.Interop;
using RedisLoad.Pacing;
using RedisLoad.Parameters;
using RedisLoad.Plan;
using RedisLoad.Preflight;
using RedisLoad.Resp;
using RedisLoad.Rows;
using RedisLoad.Session;
using RedisLoad.Transport;

namespace RedisLoad.Run;

/// <summary>A load that is running: its threads, and the rows they bring. Disposing it ends it and closes every socket.</summary>
public sealed class LoadRun : IDisposable
{
    /// <summary>Time for the threads to be ready when the first connection is due.</summary>
    private static readonly TimeSpan s_lead = TimeSpan.FromMilliseconds(100);

    /// <summary>The schedule ends this long after it is told to: every worker has looked at it by then, unless it is late anyway.</summary>
    private static readonly TimeSpan s_notice = TimeSpan.FromMilliseconds(50);

    /// <summary>How long to wait for a thread that was told to end. It looks for that after every batch of events, so only one that hangs
    /// takes longer.</summary>
    private static readonly TimeSpan s_joinLimit = TimeSpan.FromSeconds(5);

    /// <summary>Rows that may wait for a slow pipeline: ten minutes of them at one a second, some megabytes.</summary>
    private const int MostRowsWaiting = 600;

    private readonly LoadPlan _plan;
    private readonly ImmutableArray<LoadTarget> _targets;
    private readonly TargetBook _book;
    private readonly TopologyWatch? _topology;
    private readonly string _asked;
    private readonly string _target;
    private readonly int _groups;
    private readonly LoadTimeline _timeline;
    private readonly Exchange _exchange;
    private readonly RowAssembler _assembler;
    private readonly RowQueue _rows;
    private readonly ConnectionLog? _log;
    private readonly TlsContext? _tls;
    private readonly ClientPopulation? _clients;
    private readonly LoadWorker[] _workers;
    private readonly Thread[] _threads;
    private readonly SampleSum _total = new();
    private readonly ConcurrentQueue<(long Time, string Name)> _marks = [];
    private readonly ConcurrentQueue<long> _lookups = [];
    private readonly long[] _overdue;
    private readonly long _start;
    private readonly DateTimeOffset _startTime;
    private readonly string _id = RunMark.Create();
    private int _running;
    private bool _isFaultThrown;
    private bool _isDisposed;
    private ExceptionDispatchInfo? _fault;

    private LoadRun(
        LoadPlan plan,
        ImmutableArray<LoadTarget> targets,
        TransportFactory createTransport,
        Action<int>? progress,
        TimeSpan lead,
        CancellationToken cancellationToken)
    {
        _targets = targets;
        _book = new TargetBook(targets);
        _target = plan.Targets.Cluster ? $"{plan.Targets}" : string.Join(", ", targets.Select(target => target.Name));
        _asked = $"{_target}: {PlanText.Describe(plan)}";
        _plan = plan.Divide();
        _groups = plan.Rows.PerTarget ? targets.Length : 1;
        _overdue = new long[_groups];
        _timeline = new LoadTimeline(plan, _groups);
        _exchange = new Exchange(_groups);
        _assembler = new RowAssembler(plan.Workers + (plan.Clients.Count > 0 ? 1 : 0), _timeline.Intervals, _exchange.GiveBack);
        _rows = new RowQueue(Math.Max(2, MostRowsWaiting / _groups));
        _log = plan.Rows.PerConnection ? new ConnectionLog(targets) : null;
        _tls = plan.Security.Tls is { } tls ? new TlsContext(tls) : null;
        _workers = new LoadWorker[plan.Workers];
        try
        {
            if (plan.Targets.CanFailOver)
                _topology = new TopologyWatch(_book, (before, token) => TargetFinder.FindAgainAsync(plan, before, token), MarkLookup, Mark);
            _clients = plan.Clients.Count > 0 ? CreateClients(plan.CreateClientRequests()) : null;
            _clients?.Connect(plan.Clients.Ramp, progress, cancellationToken);
            for (int i = 0; i < _workers.Length; i++)
                _workers[i] = CreateWorker(createTransport, i);
            DateTimeOffset now = DateTimeOffset.Now;
            lead = plan.Schedule.LeadAt(now, lead > s_lead ? lead : s_lead);
            _start = Clock.Now + lead.ToNanoseconds();
            _startTime = now + lead;
        }
        catch
        {
            DisposeWorkers();
            throw;
        }

        List<Thread> threads = [.. _workers.Select((worker, i) => CreateThread($"RedisLoad worker {i}", () => worker.Run(_start)))];
        if (_clients is not null)
            threads.Add(CreateThread("RedisLoad clients", () => _clients.Run(_start)));
        _running = threads.Count;
        threads.Add(new Thread(() => Run(FinishRows, _rows.Complete)) { IsBackground = true, Name = "RedisLoad rows" });
        _threads = [.. threads];
        threads.ForEach(thread => thread.Start());
    }

    /// <summary>Whether the run has ended, and all it had to say was taken: every row, and the exception that ended it if one
    /// did.</summary>
    public bool IsOver => _rows.IsCompleted && (_fault is null || _isFaultThrown);

    /// <summary>How much of the schedule has passed.</summary>
    public TimeSpan Elapsed => Clock.ToTimeSpan(Math.Clamp(Clock.Now - _start, 0, _timeline.End));

    /// <summary>How long it is until connections count: the first row begins then. Not positive from then on.</summary>
    public TimeSpan UntilCounting => Clock.ToTimeSpan(_start + _timeline.EndOf(-1) - Clock.Now);

    /// <summary>The calendar time from which on connections count.</summary>
    public DateTimeOffset CountsFrom => _startTime + Clock.ToTimeSpan(_timeline.EndOf(-1));

    /// <summary>All rows taken so far, added up; null before the first.</summary>
    public LoadSample? Total => _total.ToSample();

    /// <summary>Connections that have failed, in all rows taken so far.</summary>
    public long FailedSoFar => _total.Failed;

    /// <summary>The p99 of the response time over all rows taken so far, in milliseconds; null where there is none.</summary>
    public double? ResponseP99MsSoFar => _total.ResponseP99Ms;

    /// <summary>Rows that were merged into longer ones, because nobody took them in time.</summary>
    public int RowsMerged => _rows.Merged;

    /// <summary>Records of connections that were dropped, because nobody took them in time.</summary>
    public long RecordsDropped => _log?.Dropped ?? 0;

    /// <summary>Starts a load, as the other overload does.</summary>
    public static LoadRun Start(LoadPlan plan, ImmutableArray<LoadTarget> targets, CancellationToken cancellationToken) =>
        Start(plan, targets, progress: null, lead: TimeSpan.Zero, cancellationToken);

    /// <summary>Starts a load.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="targets">The servers that the plan names, found: at least one.</param>
    /// <param name="progress">Is told now and then how many of the plan's clients are connected, while they connect.</param>
    /// <param name="lead">How long before its start the time of it is to be known, at least.</param>
    /// <param name="cancellationToken">Ends what comes before the load: a shorter one where it is the first of its process, and clients
    /// connect.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="PlanException">The plan has a value out of its range.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux 5.11 or later.</exception>
    /// <exception cref="LinuxException">This host has no descriptor or memory left.</exception>
    public static LoadRun Start(
        LoadPlan plan, ImmutableArray<LoadTarget> targets, Action<int>? progress, TimeSpan lead, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfZero(targets.Length);
        plan = plan.Resolve();
        EpollSet.EnsureSupported();
        JitWarmUp.EnsureDone((_, _) => { }, cancellationToken);
        return StartCold(plan, targets, progress, lead, cancellationToken);
    }

    internal static LoadRun StartCold(
        LoadPlan plan, ImmutableArray<LoadTarget> targets, Action<int>? progress, TimeSpan lead, CancellationToken cancellationToken) =>
        new(plan, targets, (settings, sink) => new EpollTransport(settings, sink), progress, lead, cancellationToken);

    internal static LoadRun Start(LoadPlan plan, ImmutableArray<LoadTarget> targets, TransportFactory createTransport) =>
        new(plan, targets, createTransport, progress: null, lead: TimeSpan.Zero, CancellationToken.None);

    /// <summary>Waits for the next row.</summary>
    /// <param name="wait">How long to wait at most.</param>
    /// <param name="sample">The row.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether a row came; without one the run may be over.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public bool TryTake(TimeSpan wait, [NotNullWhen(true)] out LoadSample? sample, CancellationToken cancellationToken)
    {
        if (_rows.TryTake(wait, out sample, cancellationToken))
        {
            _total.Add(sample);
            return true;
        }
        if (_fault is not null && _rows.IsCompleted)
        {
            _isFaultThrown = true;
            _fault.Throw();
        }
        return false;
    }

    /// <summary>Takes the record of a connection, if there is one. The plan has to ask for them.</summary>
    public bool TryTakeRecord([NotNullWhen(true)] out ConnectionRecord? record)
    {
        record = null;
        return _log?.TryTake(out record) ?? false;
    }

    /// <summary>Notes that something happens to the servers now: it is in the row of the time.</summary>
    /// <param name="name">What.</param>
    public void Mark(string name)
    {
        // While clients connect, there is no row yet.
        if (_start != 0)
            _marks.Enqueue((Clock.Now - _start, name));
    }

    /// <summary>Ends the schedule early. What was started goes on to its end, and the rows that are left come.</summary>
    public void EndSchedule()
    {
        _timeline.EndAt(Clock.Now - _start + s_notice.ToNanoseconds());
        _clients?.Wake();
    }

    /// <summary>Ends the run, if it has not ended, and closes every socket.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        StopAll();
        long limit = Clock.Now + s_joinLimit.ToNanoseconds();
        // What a thread still uses is not taken away from it: it ends with the process.
        if (!Array.TrueForAll(_threads, thread => thread.Join(Clock.ToTimeSpan(Math.Max(0, limit - Clock.Now)))))
            return;
        DisposeWorkers();
        _exchange.Published.Dispose();
        _rows.Dispose();
    }

    private LoadWorker CreateWorker(TransportFactory createTransport, int index)
    {
        EveryNth numbers = _plan.Share.Numbers.Part(index, _plan.Workers);
        int capacity = (int)new EveryNth(index, _plan.Workers).CountBelow(_plan.MaxOpen);
        TransportSettings settings = CreateSettings(_plan.CreateScript(), capacity) with
        {
            Life = _plan.Lifetime.CreateLife(),
            Worker = (int)numbers.First,
            KeepsValues = _plan.Rows.PerConnection,
        };
        return new LoadWorker(
            _timeline, index, numbers, _plan.Session.DrainTimeout, _exchange, _log, CreateRetries(),
            sink => createTransport(settings, _topology?.Beside(sink) ?? sink));
    }

    private RetryQueue? CreateRetries() => _plan.Reconnect is { Retries: > 0 } retry
        ? new RetryQueue(retry.CreatePolicy(), retry.Retries, (ulong)_plan.Schedule.Seed)
        : null;

    private ClientPopulation CreateClients(IArrivals requests)
    {
        // A request is one command, whatever else a connection says that comes and goes.
        SessionScript script = (_plan with { Session = _plan.Session with { Pipeline = false, Requests = 1 } }).CreateScript();
        TransportSettings settings = CreateSettings(script, _plan.Clients.Count) with { Life = ConnectionLife.Background };
        return new ClientPopulation(
            requests,
            _plan.Reconnect.CreatePolicy(),
            _plan.Share.Numbers,
            _timeline,
            _plan.Workers,
            _exchange,
            settings,
            _plan.Session.DrainTimeout,
            (settings, sink) => new EpollTransport(settings, _topology?.Beside(sink) ?? sink));
    }

    private TransportSettings CreateSettings(SessionScript script, int capacity) => new()
    {
        Targets = _targets,
        Book = _topology is null ? null : _book,
        Script = script,
        Capacity = capacity,
        ConnectTimeout = _plan.Session.ConnectTimeout,
        ReplyTimeout = _plan.Session.ReplyTimeout,
        Sockets = _plan.Sockets.CreateSettings(),
        Tls = _tls,
        Seed = (ulong)_plan.Schedule.Seed,
        Generators = _plan.Share.Count,
        SendsAtOnce = _targets.All(TargetFinder.IsThisHost),
    };

    /// <summary>Makes rows of what the threads count, while they run.</summary>
    private void FinishRows()
    {
        foreach (Slice slice in _exchange.Published.GetConsumingEnumerable())
        {
            foreach (AssembledRow row in _assembler.Add(slice))
            {
                SampleSpan span = _timeline.SpanOf(row.First, row.Last, row.End, _startTime);
                long end = row.End is null ? _timeline.EndOf(row.Last) : long.MaxValue;
                string? events = LoadSample.JoinEvents(EventsBefore(end));
                // They are of no server: those of all are in the rows of the first.
                row.Recorders[0].Counters.TopologyLookups = LookupsBefore(end);
                _rows.Add([.. Enumerable.Range(0, _groups).Select(group => Finish(row, group, span, events))]);
                _exchange.GiveBack(row.Recorders);
            }
        }
    }

    /// <summary>The marks up to a time that were in no row yet.</summary>
    private List<string> EventsBefore(long time)
    {
        var events = new List<string>();
        while (_marks.TryPeek(out (long Time, string Name) mark) && mark.Time < time && _marks.TryDequeue(out _))
        {
            double seconds = (mark.Time - _timeline.EndOf(-1)) / (double)Clock.NanosecondsPerSecond;
            events.Add(string.Create(CultureInfo.InvariantCulture, $"{mark.Name} at {seconds:0.0##} s"));
        }
        return events;
    }

    private int LookupsBefore(long time)
    {
        int count = 0;
        while (_lookups.TryPeek(out long at) && at < time && _lookups.TryDequeue(out _))
            count++;
        return count;
    }

    private void MarkLookup()
    {
        if (_start != 0)
            _lookups.Enqueue(Clock.Now - _start);
    }

    private LoadSample Finish(AssembledRow row, int group, SampleSpan span, string? events)
    {
        ref IntervalCounters counters = ref row.Recorders[group].Counters;
        counters.Due = _timeline.Saturates
            ? counters.Started
            : Enumerable.Range(row.First, row.Last - row.First + 1).Sum(interval => _timeline.DueIn(interval, group));
        _overdue[group] += counters.Due - counters.Started - counters.Dropped;
        if (row.End is null)
            counters.Gauges.Overdue = _overdue[group];
        else
            counters.NotStarted = _overdue[group];
        return new LoadSample(span, _plan is { OpensConnections: true, Schedule.Saturate: false }, row.Recorders[group])
        {
            RunId = _id,
            Generator = Environment.MachineName,
            Generators = 1,
            Share = _plan.Share.IsWhole ? null : _plan.Share.ToString(),
            GapSeconds = _plan.Schedule.Gap?.TotalSeconds,
            MaxOpen = _plan.OpensConnections ? _plan.MaxOpen : null,
            Events = events,
            Target = _plan.Rows.PerTarget ? _targets[group].Name : _target,
            Asked = _asked,
        };
    }

    private Thread CreateThread(string name, Action work) => new(() => Run(work, OnThreadEnded)) { IsBackground = true, Name = name };

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a worker dies of is thrown where the rows are taken; the process is the user's shell.")]
    private void Run(Action work, Action afterwards)
    {
        try
        {
            work();
        }
        catch (Exception exception)
        {
            _fault = ExceptionDispatchInfo.Capture(exception);
            StopAll();
        }
        finally
        {
            afterwards();
        }
    }

    private void OnThreadEnded()
    {
        if (Interlocked.Decrement(ref _running) == 0)
            _exchange.Published.CompleteAdding();
    }

    private void StopAll()
    {
        foreach (LoadWorker worker in _workers)
            worker.Stop();
        _clients?.Stop();
    }

    private void DisposeWorkers()
    {
        foreach (LoadWorker? worker in _workers)
            worker?.Dispose();
        _clients?.Dispose();
        _topology?.Dispose();
        _tls?.Dispose();
    }

    /// <summary>Recorders go round: a row a second makes no garbage of half a megabyte.</summary>
    /// <param name="groups">How many recorders a slice has.</param>
    private sealed class Exchange(int groups) : IRecorderExchange
    {
        private readonly ConcurrentBag<IntervalRecorder[]> _empty = [];

        public BlockingCollection<Slice> Published { get; } = [];

        public IntervalRecorder[] Take() =>
            _empty.TryTake(out IntervalRecorder[]? recorders)
                ? recorders
                : [.. Enumerable.Range(0, groups).Select(_ => new IntervalRecorder())];

        public void Publish(Slice slice) => Published.Add(slice);

        public void GiveBack(IntervalRecorder[] recorders)
        {
            foreach (IntervalRecorder recorder in recorders)
                recorder.Reset();
            _empty.Add(recorders);
        }
    }
}
