using System.Collections.Immutable;
using System.Net.Sockets;
using System.Net;
using RedisLoad.Resp;

namespace RedisLoad.Redis;

/// <summary>A connection to a Redis that asks it about itself, with no other commands than the questions. One that breaks is opened again
/// for the next question.</summary>
/// <remarks>
/// Not a client library: those send commands of their own when they connect (of StackExchange.Redis at least one of ECHO, PING, TIME and
/// EXISTS), which a user or a proxy may not
/// allow, and do not say which of them failed.
/// </remarks>
public sealed class RedisControl : IDisposable
{
    private readonly RedisEndPoint _endPoint;
    private readonly TimeSpan _timeout;
    private readonly CancellationTokenSource _closing = new();
    private Opened? _opened;

    private RedisControl(RedisEndPoint endPoint, TimeSpan timeout)
    {
        _endPoint = endPoint;
        _timeout = timeout;
    }

    /// <summary>Connects.</summary>
    /// <param name="endPoint">The server.</param>
    /// <param name="timeout">How long connecting and each answer may take.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RedisControlException">The server cannot be reached, or does not accept the credential.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<RedisControl> ConnectAsync(RedisEndPoint endPoint, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        var control = new RedisControl(endPoint, timeout);
        try
        {
            control._opened = await control.OpenAsync(cancellationToken).ConfigureAwait(false);
            return control;
        }
        catch (ServerException exception)
        {
            control.Dispose();
            throw new RedisControlException(endPoint, exception);
        }
        catch
        {
            control.Dispose();
            throw;
        }
    }

    /// <summary>What INFO says, by its field names.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RedisControlException">The server does not answer, or does not allow this user to ask.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<IReadOnlyDictionary<string, string>> InfoAsync(CancellationToken cancellationToken) =>
        RedisInfo.Parse((await AskAsync(["INFO"], cancellationToken).ConfigureAwait(false)).Text ?? string.Empty);

    /// <summary>A setting of the server, by CONFIG GET.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its value; null where the server does not have it.</returns>
    /// <exception cref="RedisControlException">The server does not answer, or refuses
    /// (<see cref="RedisControlException.IsRefusal"/>).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<string?> ConfigAsync(string name, CancellationToken cancellationToken) =>
        (await AskAsync(["CONFIG", "GET", name], cancellationToken).ConfigureAwait(false)).At(1)?.Text;

    /// <summary>The masters of the cluster that the server is a node of, by CLUSTER SLOTS; none where it is not a node, or where no slot is
    /// assigned.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RedisControlException">The server does not answer, or does not allow this user to ask.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<ImmutableArray<ClusterMaster>> ClusterMastersAsync(CancellationToken cancellationToken)
    {
        try
        {
            return ClusterSlots.Masters(await AskAsync(["CLUSTER", "SLOTS"], cancellationToken).ConfigureAwait(false), _endPoint.Host);
        }
        catch (RedisControlException exception) when (exception.Problem == ServerProblem.NotACluster)
        {
            return [];
        }
    }

    /// <summary>Which commands are of the ACL categories @admin or @dangerous, by COMMAND INFO.</summary>
    /// <param name="names">The commands, with their subcommands.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether each is; those that the server does not know are not in it.</returns>
    /// <exception cref="RedisControlException">The server does not answer, or does not allow this user to ask.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<IReadOnlyDictionary<string, bool>> DangerousCommandsAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        CommandInfo.Dangerous(
            names,
            await AskAsync(["COMMAND", "INFO", .. names.Select(name => name.Replace(' ', '|'))], cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing.Cancel();
        Close();
    }

    private void Close()
    {
        _opened?.Connection.Dispose();
        _opened = null;
    }

    private async Task<RespValue> AskAsync(string[] question, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            _opened ??= await OpenAsync(either.Token).ConfigureAwait(false);
            return await AskAsync(_opened, question, either.Token).ConfigureAwait(false);
        }
        catch (ServerException exception)
        {
            throw new RedisControlException(_endPoint, exception);
        }
    }

    private async Task<RespValue> AskAsync(Opened opened, string[] question, CancellationToken cancellationToken)
    {
        var command = CommandTemplate.Literal(ReplyExpectation.NoError, question[0], question[1..]);
        RespValue reply;
        try
        {
            reply = await opened.Connection.AskAsync(command, command.Encode(default), opened.Reader.ReadAsync, _timeout, cancellationToken)
                .ConfigureAwait(false);
        }
        catch
        {
            // An answer that comes late would be taken for that to the next question.
            Close();
            throw;
        }
        return reply.IsError
            ? throw ServerReply.OfError($"{_endPoint}", command, System.Text.Encoding.UTF8.GetBytes(reply.Text ?? string.Empty))
            : reply;
    }

    /// <summary>Connects to the first address that accepts, and authenticates.</summary>
    private async Task<Opened> OpenAsync(CancellationToken cancellationToken)
    {
        ServerException? failure = null;
        foreach (EndPoint address in await AddressesAsync(cancellationToken).ConfigureAwait(false))
        {
            var server = new ServerAddress($"{_endPoint}", address, _endPoint.CertificateName);
            try
            {
                ServerConnection connection = await ServerConnection.OpenAsync(server, _endPoint.Tls, source: null, _timeout, cancellationToken).ConfigureAwait(false);
                return await AuthenticateAsync(new Opened(connection, new RespReader(connection.Stream)), cancellationToken).ConfigureAwait(
                    false);
            }
            catch (ServerException exception) when (ServerUnreachable.IsProblem(exception.Problem))
            {
                failure ??= exception;
            }
        }
        throw failure!;
    }

    private async Task<Opened> AuthenticateAsync(Opened opened, CancellationToken cancellationToken)
    {
        try
        {
            if (_endPoint.Credential is { UserName: var user, Password: var password })
                await AskAsync(opened, user == "default" ? ["AUTH", password] : ["AUTH", user, password], cancellationToken).ConfigureAwait(
                    false);
            return opened;
        }
        catch
        {
            opened.Connection.Dispose();
            throw;
        }
    }

    private async Task<IReadOnlyList<EndPoint>> AddressesAsync(CancellationToken cancellationToken)
    {
        if (_endPoint.Port is not { } port)
            return [new UnixDomainSocketEndPoint(_endPoint.Host)];
        IPAddress[] addresses = await HostNames.ResolveAsync(_endPoint.Host, cancellationToken).ConfigureAwait(false);
        return [.. addresses.Select(address => new IPEndPoint(address, port))];
    }

    private sealed record Opened(ServerConnection Connection, RespReader Reader);
}

/// <summary>A Redis could not be asked about itself.</summary>
public sealed class RedisControlException : Exception
{
    internal RedisControlException(RedisEndPoint server, ServerException cause)
        : base(ServerTls.IsProblem(cause.Problem) ? $"The TLS handshake with {server} failed. {cause.Message}" : cause.Message, cause)
    {
        Server = $"{server}";
        Problem = cause.Problem;
    }

    /// <summary>The server, without its password.</summary>
    public string Server { get; }

    /// <summary>Why it could not be asked.</summary>
    public ServerProblem Problem { get; }

    /// <summary>Whether the server answered with an error, because the user may not ask, or the command was renamed: it may well answer
    /// other questions.</summary>
    public bool IsRefusal => Problem is ServerProblem.PermissionDenied or ServerProblem.CommandRefused or ServerProblem.ErrorReply;
}
