using System.Net;
using System.Net.Sockets;
using RedisLoad.Interop;
using RedisLoad.Session;

namespace RedisLoad.Transport;

/// <summary>Opens sockets as the plan wants them, and binds them to the source addresses in turn.</summary>
internal sealed class SocketOpener
{
    private readonly SocketSettings _settings;
    private readonly bool _resetsOnClose;
    private readonly byte[][] _sources;

    public SocketOpener(SocketSettings settings, CloseMode close)
    {
        _settings = settings;
        _resetsOnClose = close == CloseMode.Reset;
        _sources = [.. settings.Sources.Select(source => Libc.SocketAddressOf(new IPEndPoint(source, 0)))];
    }

    /// <returns>The descriptor, or the negated error number.</returns>
    public int Open(int addressFamily)
    {
        int socket = Libc.OpenStreamSocket(addressFamily);
        if (socket < 0 || addressFamily == (int)AddressFamily.Unix)
            return socket;

        if (_resetsOnClose)
            Libc.SetResetOnClose(socket);
        if (_settings.NoDelay)
            Libc.SetNoDelay(socket);
        if (_settings.KeepAlive is { } period)
            Libc.SetKeepAlive(socket, (int)period.TotalSeconds);
        if (_settings.SendBufferSize is { } sendBuffer)
            Libc.SetSendBuffer(socket, sendBuffer);
        if (_settings.ReceiveBufferSize is { } receiveBuffer)
            Libc.SetReceiveBuffer(socket, receiveBuffer);
        if (_sources.Length > 0)
            Libc.SetBindAddressNoPort(socket);
        return socket;
    }

    /// <summary>Binds a socket that is about to connect to the source address whose turn it is.</summary>
    /// <remarks>A socket that was disconnected can be bound again: it has no port then.</remarks>
    /// <returns>0, or the negated error number.</returns>
    public int Bind(int socket, long turn) =>
        _sources.Length == 0 ? 0 : Libc.Bind(socket, _sources[(int)((ulong)turn % (ulong)_sources.Length)]);
}
