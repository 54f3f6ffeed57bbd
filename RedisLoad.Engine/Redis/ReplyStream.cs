using RedisLoad.Resp;

namespace RedisLoad.Redis;

/// <summary>Reads the replies of the session before the load with the scanner that judges those of the load; pushes of RESP3 answer nothing
/// and are skipped.</summary>
internal sealed class ReplyStream(Stream stream)
{
    private readonly byte[] _buffer = new byte[4096];
    private ReadOnlyMemory<byte> _rest;

    /// <summary>Reads the next reply.</summary>
    /// <exception cref="MalformedReplyException">The bytes are not a reply.</exception>
    /// <exception cref="EndOfStreamException">The stream ends before the reply does.</exception>
    public async ValueTask<ReplyScanner> ReadAsync(CancellationToken cancellationToken)
    {
        var reply = default(ReplyScanner);
        while (true)
        {
            ScanResult result = reply.Scan(_rest.Span, out int consumed);
            if (result == ScanResult.Malformed)
                throw new MalformedReplyException(_rest.ToArray());
            _rest = _rest[consumed..];
            if (result == ScanResult.Complete && reply.Type != ReplyType.Push)
                return reply;
            if (result == ScanResult.Complete)
                reply = default;
            else
                _rest = _buffer.AsMemory(0, await ReceiveAsync(cancellationToken).ConfigureAwait(false));
        }
    }

    private async ValueTask<int> ReceiveAsync(CancellationToken cancellationToken)
    {
        int received = await stream.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
        return received > 0 ? received : throw new EndOfStreamException();
    }
}
