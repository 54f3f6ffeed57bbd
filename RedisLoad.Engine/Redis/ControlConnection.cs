using System.Net;
using System.Net.Sockets;
using System.Text;
using RedisLoad.Resp;

namespace RedisLoad.Redis;

/// <summary>One connection to a Redis that is asked about itself: it sends AUTH and the questions, and nothing else.</summary>
internal sealed class ControlConnection : IDisposable
{
    private readonly RedisEndPoint _server;
    private readonly ServerConnection _connection;
    private readonly RespReader _reader;
    private readonly TimeSpan _timeout;

    private ControlConnection(RedisEndPoint server, ServerConnection connection, TimeSpan timeout)
    {
        _server = server;
        _connection = connection;
        _reader = new RespReader(connection.Stream);
        _timeout = timeout;
    }

    /// <summary>The address that took the connection.</summary>
    public EndPoint Address => _connection.Address;

    /// <summary>How long connecting took.</summary>
    public TimeSpan ConnectTime => _connection.ConnectTime;

    /// <summary>How long the TLS handshake took; null without TLS.</summary>
    public TimeSpan? HandshakeTime => _connection.HandshakeTime;

    /// <summary>Whether a question was left without an answer, so that no other can be asked.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Connects to the first address that accepts, and goes through the TLS handshake where there is one.</summary>
    /// <param name="server">The server.</param>
    /// <param name="timeout">How long connecting, the handshake, and each answer may take.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServerException">The server cannot be reached, or the handshake fails.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<ControlConnection> OpenAsync(RedisEndPoint server, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ServerException? failure = null;
        foreach (EndPoint address in await AddressesAsync(server, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                var at = new ServerAddress($"{server}", address, server.CertificateName);
                ServerConnection connection = await ServerConnection.OpenAsync(at, server.Tls, source: null, timeout, cancellationToken)
                    .ConfigureAwait(false);
                return new ControlConnection(server, connection, timeout);
            }
            catch (ServerException exception) when (ServerUnreachable.IsProblem(exception.Problem))
            {
                failure ??= exception;
            }
        }
        throw failure!;
    }

    /// <summary>Sends the user name and password, where there are any.</summary>
    /// <exception cref="ServerException">The server does not accept them.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task AuthenticateAsync(CancellationToken cancellationToken)
    {
        if (_server.Credential is { UserName: var user, Password: var password })
            await AskAsync(user == "default" ? ["AUTH", password] : ["AUTH", user, password], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends PING, and waits for its reply.</summary>
    /// <exception cref="ServerException">The server answers otherwise, or not at all.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        RespValue reply = await AskAsync(["PING"], cancellationToken).ConfigureAwait(false);
        if (reply.Text != "PONG")
            throw ReplyExplanation.Unexpected($"{_server}", "PING", reply.Type);
    }

    /// <summary>Asks a question.</summary>
    /// <exception cref="ServerException">The server answers with an error, or not at all.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<RespValue> AskAsync(string[] question, CancellationToken cancellationToken)
    {
        var command = CommandTemplate.Literal(ReplyExpectation.NoError, question[0], question[1..]);
        RespValue reply;
        try
        {
            reply = await _connection.AskAsync(command, command.Encode(default), _reader.ReadAsync, _timeout, cancellationToken)
                .ConfigureAwait(false);
        }
        catch
        {
            // An answer that comes late would be taken for that to the next question.
            IsBroken = true;
            throw;
        }
        return reply.IsError
            ? throw ReplyExplanation.OfError($"{_server}", command, Encoding.UTF8.GetBytes(reply.Text ?? string.Empty))
            : reply;
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static async Task<IReadOnlyList<EndPoint>> AddressesAsync(RedisEndPoint server, CancellationToken cancellationToken)
    {
        if (server.Port is not { } port)
            return [new UnixDomainSocketEndPoint(server.Host)];
        IPAddress[] addresses = await HostNames.ResolveAsync(server.Host, cancellationToken).ConfigureAwait(false);
        return [.. addresses.Select(address => new IPEndPoint(address, port))];
    }
}
