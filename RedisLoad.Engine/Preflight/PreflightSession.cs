using System.Net;
using RedisLoad.Plan;
using RedisLoad.Redis;
using RedisLoad.Resp;
using RedisLoad.Transport;

namespace RedisLoad.Preflight;

/// <summary>A session with a server before the load: the load's own, with -1 for its numbers.</summary>
internal sealed class PreflightSession : IDisposable
{
    private readonly LoadPlan _plan;
    private readonly LoadTarget _target;
    private readonly ServerConnection _connection;
    private readonly ReplyStream _replies;

    private PreflightSession(LoadPlan plan, LoadTarget target, ServerConnection connection)
    {
        _plan = plan;
        _target = target;
        _connection = connection;
        _replies = new ReplyStream(connection.Stream);
    }

    /// <summary>Whether the server has closed the connection instead of answering.</summary>
    public bool HasHungUp => _connection.HasHungUp;

    /// <summary>Connects.</summary>
    /// <exception cref="ServerException">The server cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<PreflightSession> OpenAsync(
        LoadPlan plan, LoadTarget target, EndPoint endPoint, IPAddress? source, CancellationToken cancellationToken)
    {
        var server = new ServerAddress(target.Name, endPoint, target.Host);
        return new PreflightSession(plan, target, await ServerConnection.OpenAsync(
            server, plan.Security.Tls, source, plan.Session.ConnectTimeout, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Sends a command, and judges its reply.</summary>
    /// <exception cref="ServerException">The reply is not the expected one, or there is none.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync(CommandTemplate command, CancellationToken cancellationToken)
    {
        ReplyScanner reply = await AskAsync(command, cancellationToken).ConfigureAwait(false);
        if (ReplyExplanation.Judge(_target.Name, command, reply) is { } problem)
            throw problem;
    }

    /// <summary>Sends a command, and reads its reply.</summary>
    /// <exception cref="ServerException">There is none.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<ReplyScanner> AskAsync(CommandTemplate command, CancellationToken cancellationToken) =>
        _connection.AskAsync(
            command, command.Encode(TemplateValues.BeforeRun(_target.HashTag)), _replies.ReadAsync, _plan.Session.ReplyTimeout,
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();
}
