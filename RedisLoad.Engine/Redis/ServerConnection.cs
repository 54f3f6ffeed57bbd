using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RedisLoad.Resp;
using RedisLoad.Transport;

namespace RedisLoad.Redis;

/// <summary>A server at one of its addresses.</summary>
/// <param name="Name">The server, for messages.</param>
/// <param name="EndPoint">The address.</param>
/// <param name="Host">The name or address that its certificate has to be for.</param>
internal sealed record ServerAddress(string Name, EndPoint EndPoint, string Host);

/// <summary>One connection outside the load, opened as the load's own are, with words for everything that goes wrong with it.</summary>
internal sealed class ServerConnection : IDisposable
{
    private readonly ServerAddress _server;
    private readonly Socket _socket;
    private readonly ServerTls? _tls;

    private ServerConnection(ServerAddress server, Socket socket, Stream stream, ServerTls? tls)
    {
        _server = server;
        _socket = socket;
        Stream = stream;
        _tls = tls;
    }

    /// <summary>What the server sends, and what is sent to it.</summary>
    public Stream Stream { get; }

    /// <summary>The address that took the connection.</summary>
    public EndPoint Address => _server.EndPoint;

    /// <summary>How long connecting took.</summary>
    public TimeSpan ConnectTime { get; private init; }

    /// <summary>How long the TLS handshake took; null without TLS.</summary>
    public TimeSpan? HandshakeTime { get; private init; }

    /// <summary>Whether the server has answered a command.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>Whether the server has closed the connection instead of answering.</summary>
    public bool HasHungUp { get; private set; }

    /// <summary>Connects, and goes through the TLS handshake where there is one.</summary>
    /// <param name="server">The server.</param>
    /// <param name="tls">How the connection is encrypted; null for not at all.</param>
    /// <param name="source">The address of this host that it comes from; null for the kernel's choice.</param>
    /// <param name="timeout">How long connecting may take, and the handshake.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServerException">The server cannot be reached, or the handshake fails.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<ServerConnection> OpenAsync(
        ServerAddress server, TlsSettings? tls, IPAddress? source, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        Socket socket = await ConnectAsync(server, source, timeout, cancellationToken).ConfigureAwait(false);
        long connected = Stopwatch.GetTimestamp();
        TimeSpan connectTime = Stopwatch.GetElapsedTime(start, connected);
        try
        {
            if (tls is null)
                return new ServerConnection(server, socket, new NetworkStream(socket, ownsSocket: false),
                    null) { ConnectTime = connectTime };
            var handshake = new ServerTls(server.Name, tls, server.Host);
            Stream stream = await SecureAsync(server, source, socket, handshake, timeout, cancellationToken).ConfigureAwait(false);
            return new ServerConnection(server, socket, stream, handshake)
            {
                ConnectTime = connectTime,
                HandshakeTime = Stopwatch.GetElapsedTime(connected),
            };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a command, and reads its reply.</summary>
    /// <param name="command">The command, for messages.</param>
    /// <param name="bytes">The command as it is sent.</param>
    /// <param name="read">Reads the reply.</param>
    /// <param name="timeout">How long the reply may take.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServerException">No reply comes, or something that is not one.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<T> AskAsync<T>(
        CommandTemplate command, ReadOnlyMemory<byte> bytes, Func<CancellationToken, ValueTask<T>> read, TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            await SendAsync(bytes, limit.Token).ConfigureAwait(false);
            T reply = await read(limit.Token).ConfigureAwait(false);
            HasAnswered = true;
            return reply;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw ReplyExplanation.Silent(_server.Name, command, timeout);
        }
        catch (MalformedReplyException exception)
        {
            throw ReplyExplanation.NotRedis(_server.Name, command, exception.Bytes.Span);
        }
        catch (EndOfStreamException)
        {
            throw HungUp(command);
        }
        catch (IOException exception)
        {
            throw _tls is not null && exception is TlsException failure ? _tls.Explain(failure) : HungUp(command);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stream.Dispose();
        _socket.Dispose();
    }

    private ServerException HungUp(CommandTemplate command)
    {
        HasHungUp = true;
        return HasAnswered ? ReplyExplanation.Closed(_server.Name, command) : ReplyExplanation.HungUp(_server.Name, command);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await Stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // What the server said before it hung up, at maxclients say, can still be read.
        }
    }

    private static async Task<Stream> SecureAsync(
        ServerAddress server, IPAddress? source, Socket socket, ServerTls tls, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        ServerException problem;
        try
        {
            return await tls.SecureAsync(socket, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            problem = ServerTls.TimedOut(server.Name, timeout);
        }
        catch (TlsException failure) when (failure.IsAlert || failure.Certificate is not null)
        {
            throw tls.Explain(failure);
        }
        catch (TlsException failure)
        {
            problem = tls.Explain(failure);
        }
        string? answer = await AnswerInPlainTextAsync(server, source, timeout, cancellationToken).ConfigureAwait(false);
        throw answer is null ? problem : ServerTls.PlainText(server.Name, answer);
    }

    /// <summary>What the server answers to PING without TLS: a Redis that is spoken to in TLS on a plain-text port just waits. Null for
    /// nothing.</summary>
    private static async Task<string?> AnswerInPlainTextAsync(
        ServerAddress server, IPAddress? source, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            using Socket socket = await ConnectAsync(server, source, timeout, limit.Token).ConfigureAwait(false);
            // An empty line is where a request of HTTP ends, and nothing to a Redis.
            await socket.SendAsync("PING\r\n\r\n"u8.ToArray(), limit.Token).ConfigureAwait(false);
            byte[] answer = new byte[128];
            int length = await socket.ReceiveAsync(answer, limit.Token).ConfigureAwait(false);
            return length == 0 || ReplyExplanation.IsTls(answer) ? null : ReplyExplanation.FirstLine(answer.AsSpan(0, length));
        }
        catch (Exception exception) when (exception is SocketException or ServerException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static async Task<Socket> ConnectAsync(
        ServerAddress server, IPAddress? source, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        Socket? socket = null;
        try
        {
            socket = new Socket(server.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
            if (server.EndPoint is IPEndPoint)
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
            if (source is not null)
                SourceBinding.Bind(socket, source);
            await socket.ConnectAsync(server.EndPoint, limit.Token).ConfigureAwait(false);
            return socket;
        }
        catch (OperationCanceledException)
        {
            socket?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw ServerUnreachable.TimedOut(server, timeout);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw ServerUnreachable.Explain(server, exception, timeout);
        }
    }
}

/// <summary>Gives a socket a source address and leaves its port to connect(), so that it takes none away from others.</summary>
internal static class SourceBinding
{
    private const int IPPROTO_IP = 0;
    private const int IP_BIND_ADDRESS_NO_PORT = 24;

    /// <exception cref="SocketException">The address is not one of this host's.</exception>
    public static void Bind(Socket socket, IPAddress source)
    {
        socket.SetRawSocketOption(IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, BitConverter.GetBytes(1));
        socket.Bind(new IPEndPoint(source, 0));
    }
}
