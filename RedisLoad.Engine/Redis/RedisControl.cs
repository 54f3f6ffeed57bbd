using System.Collections.Immutable;
using RedisLoad.Resp;

namespace RedisLoad.Redis;

/// <summary>A connection to a Redis that asks it about itself, with no other commands than the questions. One that breaks is opened again
/// for the next question.</summary>
/// <remarks>
/// Not a client library: those send commands of their own when they connect (of StackExchange.Redis at least one of ECHO, PING, TIME and
/// EXISTS), which a user or a proxy may not allow, and do not say which of them failed. </remarks>
public sealed class RedisControl : IDisposable
{
    private readonly RedisEndPoint _endPoint;
    private readonly TimeSpan _timeout;
    private readonly CancellationTokenSource _closing = new();
    private ControlConnection? _connection;

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
            control._connection = await control.OpenAsync(cancellationToken).ConfigureAwait(false);
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
        catch (FormatException exception)
        {
            throw new RedisControlException(_endPoint, new ServerException(
                ServerProblem.UnexpectedReply, $"{_endPoint} answered CLUSTER SLOTS with {exception.Message}, which is not a valid reply of Redis."));
        }
        catch (RedisControlException exception) when (exception.Problem == ServerProblem.NotACluster)
        {
            return [];
        }
    }

    /// <summary>Where the master is that a sentinel watches under a name, by SENTINEL GET-MASTER-ADDR-BY-NAME; null where it watches none
    /// of the name.</summary>
    /// <exception cref="RedisControlException">The server does not answer, or is not a sentinel.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal async Task<RedisEndPoint?> SentinelMasterAsync(string name, CancellationToken cancellationToken)
    {
        RespValue reply = await AskAsync(["SENTINEL", "GET-MASTER-ADDR-BY-NAME", name], cancellationToken).ConfigureAwait(false);
        return reply.At(0)?.Text is { Length: > 0 } host && reply.At(1)?.Number is { } port and > 0 and <= ushort.MaxValue
            ? new RedisEndPoint(host, port, Credential: null)
            : null;
    }

    /// <summary>Which commands are of the ACL categories @admin or @dangerous, by COMMAND INFO.</summary>
    /// <param name="names">The commands, with their subcommands.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether each is; those that the server does not know are not in it.</returns>
    /// <exception cref="RedisControlException">The server does not answer, or does not allow this user to ask.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<IReadOnlyDictionary<string, bool>> DangerousCommandsAsync(IReadOnlyCollection<string> names,
        CancellationToken cancellationToken) =>
        CommandInfo.Dangerous(
            names,
            await AskAsync(["COMMAND", "INFO", .. names.Select(name => name.Replace(' ', '|'))], cancellationToken).ConfigureAwait(false));

    /// <summary>Sends a command that has no answer worth reading.</summary>
    /// <exception cref="RedisControlException">The server does not answer, or does not allow it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal Task CommandAsync(string[] command, CancellationToken cancellationToken) => AskAsync(command, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing.Cancel();
        Close();
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private async Task<RespValue> AskAsync(string[] question, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            _connection ??= await OpenAsync(either.Token).ConfigureAwait(false);
            return await _connection.AskAsync(question, either.Token).ConfigureAwait(false);
        }
        catch (ServerException exception)
        {
            throw new RedisControlException(_endPoint, exception);
        }
        finally
        {
            if (_connection?.IsBroken == true)
                Close();
        }
    }

    private async Task<ControlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        ControlConnection connection = await ControlConnection.OpenAsync(_endPoint, _timeout, cancellationToken).ConfigureAwait(false);
        try
        {
            await connection.AuthenticateAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}

/// <summary>A Redis could not be asked about itself.</summary>
public sealed class RedisControlException : Exception
{
    internal RedisControlException(RedisEndPoint server, ServerException cause)
        : base(ServerTls.IsProblem(cause.Problem) ? $"The TLS handshake with {server} failed. {cause.Message}" : cause.Message, cause)
    {
        Server = $"{server}";
        Problem = cause.Problem;
        IsRefusal = cause.IsRefusal;
    }

    /// <summary>The server, without its password.</summary>
    public string Server { get; }

    /// <summary>Why it could not be asked.</summary>
    public ServerProblem Problem { get; }

    /// <inheritdoc cref="ServerException.IsRefusal"/>
    public bool IsRefusal { get; }
}
