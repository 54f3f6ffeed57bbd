using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using RedisLoad.Rows;
using RedisLoad.Session;
using RedisLoad.Transport;

namespace RedisLoad.Run;

/// <summary>Records of connections on their way to the pipeline. Where that is too slow, the newest are dropped and counted, and the load
/// goes on.</summary>
internal sealed class ConnectionLog : IConnectionLog
{
    /// <summary>Room for several seconds of a high rate; 150 bytes each.</summary>
    private const int Capacity = 100_000;

    private readonly ImmutableArray<LoadTarget> _targets;
    private readonly Channel<ConnectionRecord> _records;
    private long _dropped;

    public ConnectionLog(ImmutableArray<LoadTarget> targets)
    {
        _targets = targets;
        _records = Channel.CreateBounded<ConnectionRecord>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>How many records found no room.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Add(in SessionRecord session, long start, int retries) => _records.Writer.TryWrite(
        new ConnectionRecord(session, start, _targets[(int)(session.Session.Number % _targets.Length)].Name, retries));

    public bool TryTake([NotNullWhen(true)] out ConnectionRecord? record) => _records.Reader.TryRead(out record);
}

/// <summary>Where workers leave a record of each connection. It never makes them wait.</summary>
internal interface IConnectionLog
{
    /// <summary>Takes a session that is over.</summary>
    /// <param name="session">The session.</param>
    /// <param name="start">When connections began to count, on <see cref="Clock"/>.</param>
    /// <param name="retries">How often it was tried again.</param>
    void Add(in SessionRecord session, long start, int retries);
}
