using RedisLoad.Pacing;
using RedisLoad.Resp;
using RedisLoad.Rows;

namespace RedisLoad.Run;

/// <summary>The requests of clients: when each is due, and whether it was answered or has failed.</summary>
/// <remarks>They are due in turn over the clients, so those that have waited too long are found by walking the schedule, not the
/// clients.</remarks>
/// <param name="schedule">When requests are due, of all clients in turn.</param>
/// <param name="clients">The clients.</param>
/// <param name="timeline">Which requests count.</param>
/// <param name="intervals">Where they are counted.</param>
/// <param name="replyTimeout">How long one may wait for a connection, in nanoseconds.</param>
internal sealed class ClientRequests(
    IArrivals schedule, ClientTable clients, LoadTimeline timeline, ThreadIntervals intervals, long replyTimeout)
{
    private long _start = long.MaxValue;
    private long _next;
    private long _overdue;

    /// <summary>How many are due, and neither answered nor failed.</summary>
    public long Pending { get; private set; }

    /// <summary>When the next one falls due, on <see cref="Clock"/>; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDue => DueAt(_next);

    private IntervalRecorder Recorder => intervals.Recorders[0];

    public void Begin(long start) => _start = start;

    /// <summary>Whether the request that a client has next is due.</summary>
    public bool IsDue(in Client client) => client.Request < _next;

    /// <summary>Takes the next request that falls due by a time.</summary>
    /// <param name="until">The time.</param>
    /// <param name="client">The client whose it is.</param>
    public bool TryTake(long until, out int client)
    {
        client = (int)(_next % clients.Count);
        if (DueAt(_next) > until)
            return false;
        _next++;
        Pending++;
        return true;
    }

    /// <summary>The numbers of the request that a client sends now.</summary>
    public SessionNumber Send(in Client client)
    {
        if (DueAt(client.Request) < client.Connected && Counts(client))
            Recorder.Counters.SteadyWaited++;
        (int second, long place) = schedule.PlaceOf(client.Request);
        return new SessionNumber(client.Request, second, place);
    }

    public void Answer(ref Client client, long at)
    {
        if (Counts(client))
            Recorder.RecordSteadyReply(at - DueAt(client.Request));
        Pass(ref client);
    }

    public void Fail(ref Client client)
    {
        if (Counts(client))
            Recorder.Counters.SteadyFailed++;
        Pass(ref client);
    }

    /// <summary>Fails all that are due of a client: nothing of it will be sent.</summary>
    public void FailDue(ref Client client)
    {
        while (IsDue(client))
            Fail(ref client);
    }

    /// <summary>Fails those of a client that have waited as long as a reply may take.</summary>
    public void FailOverdue(ref Client client, long now)
    {
        while (IsDue(client) && DueAt(client.Request) + replyTimeout <= now)
            Fail(ref client);
    }

    /// <summary>Fails those that have waited as long as a reply may take, of clients that are not connected.</summary>
    public void FailOverdue(long now)
    {
        for (; _overdue < _next && DueAt(_overdue) + replyTimeout <= now; _overdue++)
        {
            ref Client client = ref clients[(int)(_overdue % clients.Count)];
            if (!client.IsConnected)
                FailOverdue(ref client, now);
        }
    }

    private bool Counts(in Client client) => timeline.Counts(schedule.DueAt(client.Request));

    private long DueAt(long request)
    {
        long due = _start == long.MaxValue ? long.MaxValue : schedule.DueAt(request);
        return due > long.MaxValue - _start ? long.MaxValue : _start + due;
    }

    private void Pass(ref Client client)
    {
        client.Request += clients.Count;
        Pending--;
    }
}
