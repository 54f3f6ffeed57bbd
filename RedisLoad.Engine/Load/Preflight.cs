using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using RedisLoad.Resp;
using RedisLoad.Transport;

namespace RedisLoad.Load;

/// <summary>Goes through one session with the server before the load, to say clearly what is wrong with it.</summary>
/// <remarks>The session is the load's own, with -1 for its numbers: as the original client did, it sets foo to -1:-1.</remarks>
public static class Preflight
{
    /// <summary>Goes through a session with every address of the servers.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="targets">The servers, found.</param>
    /// <param name="warn">Is told of an address that takes no connection, where its server has others.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The servers with the addresses that can be loaded.</returns>
    /// <exception cref="PreflightException">A server cannot be loaded.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<ImmutableArray<LoadTarget>> CheckAsync(LoadPlan plan, ImmutableArray<LoadTarget> targets, Action<string> warn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(warn);
        var checkedTargets = ImmutableArray.CreateBuilder<LoadTarget>();
        foreach (LoadTarget target in targets)
            checkedTargets.Add(await CheckAsync(plan, target, warn, cancellationToken).ConfigureAwait(false));
        return checkedTargets.ToImmutable();
    }

    private static async Task<LoadTarget> CheckAsync(LoadPlan plan, LoadTarget target, Action<string> warn, CancellationToken cancellationToken)
    {
        var good = new List<EndPoint>();
        var failures = new List<PreflightException>();
        // A name of this host stands for 127.0.0.1 and ::1, and few servers listen at both: the first that answers is meant.
        bool isThisHost = TargetFinder.IsThisHost(target);
        foreach (EndPoint endPoint in target.EndPoints)
        {
            if (isThisHost && good.Count > 0)
                break;
            try
            {
                foreach (IPAddress? source in SourcesToTry(plan))
                    await TalkAsync(plan, target, endPoint, source, cancellationToken).ConfigureAwait(false);
                good.Add(endPoint);
            }
            catch (PreflightException failure) when (IsOfConnecting(failure.Problem))
            {
                failures.Add(failure);
                if (!isThisHost && target.EndPoints.Length > 1)
                    warn($"{target.Name} at {endPoint} takes no connection, and is left out: {failure.Message}");
            }
        }
        // The first address is the likeliest, and says best what is wrong.
        return good.Count > 0 ? target with { EndPoints = [.. good] } : throw failures[0];
    }

    /// <summary>The first and the last source address: a server in protected mode takes connections from 127.0.0.1, and not from 127.0.0.2.</summary>
    private static IEnumerable<IPAddress?> SourcesToTry(LoadPlan plan) => plan.CreateSockets().Sources switch
    {
        [IPAddress first, .., IPAddress last] => [first, last],
        [IPAddress only] => [only],
        _ => [null],
    };

    private static async Task TalkAsync(LoadPlan plan, LoadTarget target, EndPoint endPoint, IPAddress? source, CancellationToken cancellationToken)
    {
        using Socket socket = await ConnectAsync(plan, target.Name, endPoint, source, cancellationToken).ConfigureAwait(false);
        PreflightTls? tls = plan.CreateTls() is { } settings ? new PreflightTls(target.Name, settings, target.Host) : null;
        using Stream stream = tls is null ? new NetworkStream(socket, ownsSocket: false) : await SecureAsync(plan, target, endPoint, source, socket, tls, cancellationToken).ConfigureAwait(false);
        foreach (CommandTemplate command in plan.CreateScript().Commands)
            await RunAsync(plan, target, stream, tls, command, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Stream> SecureAsync(LoadPlan plan, LoadTarget target, EndPoint endPoint, IPAddress? source, Socket socket, PreflightTls tls, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(plan.ConnectTimeout);
        PreflightException problem;
        try
        {
            return await tls.SecureAsync(socket, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            problem = PreflightTls.TimedOut(target.Name, plan.ConnectTimeout);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            problem = tls.Explain(exception);
        }
        throw await AnswersInPlainTextAsync(plan, target.Name, endPoint, source, cancellationToken).ConfigureAwait(false) ? PreflightTls.PlainText(target.Name) : problem;
    }

    /// <summary>Whether the server answers to PING without TLS: a Redis that is spoken to in TLS on a plain-text port just waits.</summary>
    private static async Task<bool> AnswersInPlainTextAsync(LoadPlan plan, string server, EndPoint endPoint, IPAddress? source, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(plan.ConnectTimeout);
        try
        {
            using Socket socket = await ConnectAsync(plan, server, endPoint, source, timeout.Token).ConfigureAwait(false);
            await socket.SendAsync("PING\r\n"u8.ToArray(), timeout.Token).ConfigureAwait(false);
            byte[] answer = new byte[1];
            return await socket.ReceiveAsync(answer, timeout.Token).ConfigureAwait(false) == 1 && answer[0] is (byte)'+' or (byte)'-';
        }
        catch (Exception exception) when (exception is SocketException or PreflightException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static bool IsOfConnecting(PreflightProblem problem) =>
        problem is PreflightProblem.ConnectionRefused or PreflightProblem.ConnectionTimedOut or PreflightProblem.HostUnreachable;

    private static async Task<Socket> ConnectAsync(LoadPlan plan, string server, EndPoint endPoint, IPAddress? source, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(plan.ConnectTimeout);
        try
        {
            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
            if (endPoint is IPEndPoint)
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
            if (source is not null)
                SourceBinding.Bind(socket, source);
            await socket.ConnectAsync(endPoint, timeout.Token).ConfigureAwait(false);
            return socket;
        }
        catch (OperationCanceledException)
        {
            socket?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw TimedOut(plan, server);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw exception.SocketErrorCode switch
            {
                // Of a socket in the file system, this is what "no such file" becomes.
                SocketError.ConnectionRefused or SocketError.AddressNotAvailable when endPoint is UnixDomainSocketEndPoint => new(
                    PreflightProblem.ConnectionRefused, $"Nobody listens at {server}. Check the path, and that the server runs and has it as its unixsocket."),
                SocketError.ConnectionRefused => new(
                    PreflightProblem.ConnectionRefused, $"Nobody listens at {server}: the connection was refused. Check -ComputerName and -Port, and that the server runs."),
                SocketError.TimedOut => TimedOut(plan, server),
                _ => new(PreflightProblem.HostUnreachable, $"{server} cannot be reached: {exception.Message}."),
            };
        }
    }

    private static PreflightException TimedOut(LoadPlan plan, string server) => new(
        PreflightProblem.ConnectionTimedOut,
        $"{server} did not take a connection within {plan.ConnectTimeout.TotalSeconds} s. A firewall may drop the packets. Check -ComputerName and -Port, or raise -ConnectTimeout.");

    private static async Task RunAsync(LoadPlan plan, LoadTarget target, Stream stream, PreflightTls? tls, CommandTemplate command, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(plan.ReplyTimeout);
        try
        {
            await SendAsync(target, stream, command, timeout.Token).ConfigureAwait(false);
            await ReadReplyAsync(target.Name, stream, command, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw PreflightReply.Silent(target.Name, command, plan.ReplyTimeout);
        }
        catch (IOException exception)
        {
            bool isOfTls = tls is not null && exception.InnerException is not (null or SocketException);
            throw isOfTls ? tls!.Explain(exception) : PreflightReply.HungUp(target.Name);
        }
    }

    private static async Task SendAsync(LoadTarget target, Stream stream, CommandTemplate command, CancellationToken cancellationToken)
    {
        try
        {
            byte[] bytes = new byte[command.MaxLength];
            int length = command.Encode(TemplateValues.BeforeRun(target.HashTag), bytes);
            await stream.WriteAsync(bytes.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // What the server said before it hung up, at maxclients say, can still be read.
        }
    }

    private static async Task ReadReplyAsync(string server, Stream stream, CommandTemplate command, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[4096];
        var reply = default(ReplyScanner);
        while (true)
        {
            int received = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (received == 0)
                throw PreflightReply.HungUp(server);
            switch (reply.Scan(buffer.AsSpan(0, received), out _))
            {
                case ScanResult.Malformed:
                    throw PreflightReply.NotRedis(server, command, buffer.AsSpan(0, received));
                case ScanResult.Complete when PreflightReply.Judge(server, command, reply) is { } problem:
                    throw problem;
                case ScanResult.Complete:
                    return;
            }
        }
    }
}
