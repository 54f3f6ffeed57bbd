using System.Net;
using RedisLoad.Failures;
using RedisLoad.Interop;
using RedisLoad.Resp;
using RedisLoad.Session;

namespace RedisLoad.Transport;

/// <summary>Executes what <see cref="SessionFlow"/> decides: one epoll, sockets that are used again, no allocation per session.</summary>
/// <remarks>
/// A session that ends with a reset does so by connect(AF_UNSPEC): to the server a reset like any other, to this host a socket
/// that can connect again from a new port, still registered with epoll. The reset makes epoll report the socket once more.
/// Events carry a socket's state as of <see cref="EpollSet.Wait"/>, and sessions start only between two batches; so what is
/// reported of an idle slot is such an echo, and what is reported of a busy one is of its present connection.
/// </remarks>
internal sealed partial class EpollTransport : ITransport, IReplyListener
{
    /// <summary>Enough to share the cost of a wait, few enough that a batch delays no due connection by a millisecond.</summary>
    private const int BatchSize = 64;

    private const uint Interest = EpollSet.In | EpollSet.Out | EpollSet.PeerClosed;
    private const uint Broken = EpollSet.PeerClosed | EpollSet.HangUp | EpollSet.Error;

    private readonly TransportSettings _settings;
    private readonly SessionScript _script;
    private readonly ConnectionLife _life;
    private readonly SessionFlow _flow;
    private readonly ReplyReader _replies;
    private readonly ISessionSink _sink;
    private readonly SocketOpener _sockets;
    private TargetBook.Page _page;
    private Dictionary<EndPoint, KernelAddress> _addresses = [];
    private KernelAddress? _onlyAddress;
    private readonly bool _sendsAtOnce;
    private readonly Slot[] _slots;
    private readonly SlotDetails[] _details;
    private readonly int[] _families;
    private readonly FreeSlots _free;
    private readonly DeadlineQueue _connectDeadlines;
    private readonly DeadlineQueue _replyDeadlines;
    private readonly DeadlineQueue _poolDeadlines;
    private readonly WakeQueue<int> _wakes = new();
    private readonly Queue<int> _unread = new(BatchSize);
    private readonly TlsChannels? _tls;
    private readonly bool _resumes;
    private readonly EpollSet _epoll;
    private long _now;

    /// <exception cref="LinuxException">No descriptor or memory is left.</exception>
    public EpollTransport(TransportSettings settings, ISessionSink sink)
    {
        _settings = settings;
        _script = settings.Script;
        _life = settings.Life;
        _flow = new SessionFlow(_script, _life, isSecured: settings.Tls is not null);
        _replies = new ReplyReader(_script, settings.Capacity, settings.KeepsValues ? this : null);
        _sink = sink;
        _sockets = new SocketOpener(settings.Sockets, _life.Close);
        _page = settings.Book?.Current ?? new TargetBook.Page(settings.Targets);
        TakeAddresses();
        _sendsAtOnce = settings.SendsAtOnce && (_flow.Speaks || settings.Tls is not null);
        _sendBuffer = new byte[_script.MaxLength];
        _connectDeadlines = new DeadlineQueue(settings.Capacity, settings.ConnectTimeout.ToNanoseconds());
        _replyDeadlines = new DeadlineQueue(settings.Capacity, settings.ReplyTimeout.ToNanoseconds());
        _poolDeadlines = new DeadlineQueue(settings.Capacity, _life.PoolIdleTimeout.ToNanoseconds());
        _slots = new Slot[settings.Capacity];
        _details = new SlotDetails[settings.Capacity];
        _families = new int[settings.Capacity];
        _free = new FreeSlots(settings.Capacity, settings.Targets.Length);
        foreach (ref Slot slot in _slots.AsSpan())
            slot.Socket = Slot.NoSocket;
        _tls = settings.CreateTls();
        _resumes = settings.Tls?.Settings.Resumes ?? false;
        _epoll = new EpollSet(BatchSize);
    }

    public int Open => Capacity - _free.Count;

    public int Capacity => _settings.Capacity;

    public int Pooled { get; private set; }

    public long CpuNanoseconds => Libc.ThreadCpuNanoseconds();

    public void Start(SessionNumber session, long due, long now)
    {
        int target = _settings.TargetOf(session);
        int number = _free.Take(target);
        ref Slot slot = ref _slots[number];
        _now = now;
        bool isKept = slot.State.Phase == SessionPhase.Pooled;
        bool isBorrowed = isKept && TargetOf(number) == target;
        if (isBorrowed)
            Pooled--;
        else if (isKept)
            Discard(number, ref slot);
        slot.BeginSession(session, due, now);
        if (_settings.Targets.Length > 1)
            _details[number].Target = target;
        if (_settings.KeepsValues)
            (_details[number].FirstReply, _details[number].Value) = (0, null);
        Advance(number, ref slot, isBorrowed ? SessionEvent.Borrowed : SessionEvent.Started);
    }

    public void Say(int slot, int step, SessionNumber request, long now)
    {
        ref Slot talking = ref _slots[slot];
        _now = now;
        (talking.Number, talking.Burst, talking.Client) = request;
        SessionPhase before = talking.State.Phase;
        Execute(slot, ref talking, before, SessionFlow.Say(ref talking.State, step));
    }

    public void Serve(long until)
    {
        long wake = Math.Min(
            Math.Min(until, _wakes.Earliest),
            Math.Min(_connectDeadlines.Earliest, Math.Min(_replyDeadlines.Earliest, _poolDeadlines.Earliest)));
        int unread = Math.Min(_unread.Count, BatchSize);
        foreach (EpollEvent ready in _epoll.Wait(unread > 0 ? 0 : Math.Max(0, wake - Clock.Now)))
            OnEvent(ready.Number, ready.Flags);
        _now = Clock.Now;
        for (; unread > 0; unread--)
            ReadOn(_unread.Dequeue());
        WakeHeld(_now);
        TimeOut(_connectDeadlines);
        TimeOut(_replyDeadlines);
        while (_poolDeadlines.TryPeek(_now, out int number))
            Discard(number, ref _slots[number]);
    }

    public void TimeOutAll()
    {
        _now = Clock.Now;
        for (int number = 0; number < _slots.Length; number++)
        {
            ref Slot slot = ref _slots[number];
            if (slot.State.Phase is not (SessionPhase.Idle or SessionPhase.Pooled))
                Drain(number, ref slot);
            if (slot.State.Phase is not (SessionPhase.Idle or SessionPhase.Pooled))
                Advance(number, ref slot, SessionEvent.RunOver);
        }
    }

    public void Wake() => _epoll.Wake();

    public void Dispose()
    {
        foreach (ref Slot slot in _slots.AsSpan())
            CloseSocket(ref slot);
        _tls?.Dispose();
        _epoll.Dispose();
    }

    private void TakeAddresses()
    {
        _addresses = _page.Targets.SelectMany(target => target.EndPoints).Distinct().ToDictionary(endPoint => endPoint, KernelAddress.Of);
        _onlyAddress = _addresses.Count == 1 ? _addresses.Values.Single() : null;
    }

    private int TargetOf(int number) => _settings.Targets.Length == 1 ? 0 : _details[number].Target;

    private void OnEvent(int number, uint flags)
    {
        ref Slot slot = ref _slots[number];
        _now = Clock.Now;
        bool isBroken = (flags & Broken) != 0;
        bool canRead = isBroken || (flags & EpollSet.In) != 0;
        switch (slot.State.Phase)
        {
            case SessionPhase.Connecting:
                OnConnectEvent(number, ref slot, flags);
                break;
            case SessionPhase.Securing:
                slot.State.Set(SessionFlags.Broken, isBroken);
                ShakeHands(number, ref slot);
                break;
            case SessionPhase.Talking or SessionPhase.Holding or SessionPhase.Closing when canRead:
                slot.State.Set(SessionFlags.Broken, isBroken);
                Receive(number, ref slot, FailureKind.ClosedByServer);
                break;
            // What comes after a TLS handshake, a ticket to resume it by, need not be the server's word.
            case SessionPhase.Pooled when canRead && _tls?.Receive(number, _receiveBuffer) != -Errno.EAGAIN:
                Discard(number, ref slot);
                break;
        }
        if (slot.State.Phase == SessionPhase.Talking && slot.State.Is(SessionFlags.Sending))
            Send(number, ref slot);
    }

    private void OnConnectEvent(int number, ref Slot slot, uint flags)
    {
        var atEnd = FailureKind.ClosedByServer;
        if ((flags & (EpollSet.Error | EpollSet.HangUp)) != 0)
        {
            int error = Libc.TakeError(slot.Socket);
            if (error != 0)
                atEnd = ErrnoFailure.Classify("connect", error, connected: false);
            if (atEnd is not (FailureKind.ClosedByServer or FailureKind.Reset))
            {
                Advance(number, ref slot, SessionEvent.Failed, atEnd);
                return;
            }
        }
        if ((flags & EpollSet.Out) == 0)
            return;

        slot.Connected = _now;
        slot.State.Set(SessionFlags.Broken, (flags & Broken) != 0);
        bool isHailed = (flags & (Broken | EpollSet.In)) != 0;
        Advance(number, ref slot, isHailed ? SessionEvent.Hailed : SessionEvent.Connected);
        // A server that speaks first says why it will not serve: at maxclients, say.
        if (isHailed && _tls is null)
            Receive(number, ref slot, atEnd);
    }

    /// <summary>Ends what is out of time, unless the time was this host's: what has come meanwhile is taken first.</summary>
    private void TimeOut(DeadlineQueue deadlines)
    {
        while (deadlines.TryPeek(_now, out int number))
        {
            ref Slot slot = ref _slots[number];
            Drain(number, ref slot);
            if (deadlines.TryPeek(_now, out int still) && still == number)
                Advance(number, ref slot, SessionEvent.TimedOut);
        }
    }

    /// <summary>Takes what has come for a session and was not reported yet, for there was so much to report.</summary>
    private void Drain(int number, ref Slot slot)
    {
        uint ready = Libc.Poll(slot.Socket, Interest);
        if (ready != 0)
            OnEvent(number, ready);
    }
}
