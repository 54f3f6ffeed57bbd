using System.Net;
using System.Net.Sockets;
using RedisLoad.Resp;

namespace RedisLoad.Load;

/// <summary>Goes through one session with the server before the load, to say clearly what is wrong with it.</summary>
/// <remarks>The session is the load's own, with -1 for its numbers: as the original client did, it sets foo to -1:-1.</remarks>
public static class Preflight
{
    /// <summary>Resolves the server's name.</summary>
    /// <returns>Its addresses, IPv4 first: a Redis listens there more often than on IPv6.</returns>
    /// <exception cref="PreflightException">The name has no address.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<IPAddress[]> ResolveAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(plan.ComputerName, cancellationToken).ConfigureAwait(false);
            if (addresses.Length > 0)
                return [.. addresses.OrderBy(address => address.AddressFamily != AddressFamily.InterNetwork)];
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            // Which of its many reasons the resolver gives does not change what to do; a name too long is an argument to it.
        }
        string wayOut = plan.ComputerName.Contains(':', StringComparison.Ordinal) ? "Give a name or an address alone, and the port with -Port." : "Check -ComputerName.";
        throw new PreflightException(PreflightProblem.HostNotFound, $"The name '{plan.ComputerName}' has no address. {wayOut}");
    }

    /// <summary>Goes through a session with the server.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="addresses">The server's addresses, tried in turn until one takes the connection.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The address that took the connection.</returns>
    /// <exception cref="PreflightException">The server cannot be loaded.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<IPAddress> CheckAsync(LoadPlan plan, IReadOnlyList<IPAddress> addresses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(addresses);
        PreflightException? firstFailure = null;
        foreach (IPAddress address in addresses)
        {
            try
            {
                using Socket socket = await ConnectAsync(plan, address, cancellationToken).ConfigureAwait(false);
                foreach (CommandTemplate command in plan.CreateScript().Commands)
                    await RunAsync(plan, socket, command, cancellationToken).ConfigureAwait(false);
                return address;
            }
            catch (PreflightException failure) when (IsOfConnecting(failure.Problem))
            {
                // The first address is the likeliest, and says best what is wrong.
                firstFailure ??= failure;
            }
        }
        throw firstFailure ?? new PreflightException(PreflightProblem.HostNotFound, $"{plan.ComputerName} has no address.");
    }

    private static bool IsOfConnecting(PreflightProblem problem) =>
        problem is PreflightProblem.ConnectionRefused or PreflightProblem.ConnectionTimedOut or PreflightProblem.HostUnreachable;

    private static async Task<Socket> ConnectAsync(LoadPlan plan, IPAddress address, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(plan.ConnectTimeout);
        try
        {
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            {
                LingerState = new LingerOption(enable: true, seconds: 0),
            };
            await socket.ConnectAsync(new IPEndPoint(address, plan.Port), timeout.Token).ConfigureAwait(false);
            return socket;
        }
        catch (OperationCanceledException)
        {
            socket?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw TimedOut(plan);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw exception.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => new(
                    PreflightProblem.ConnectionRefused, $"Nobody listens at {plan.Server}: the connection was refused. Check -ComputerName and -Port, and that the server runs."),
                SocketError.TimedOut => TimedOut(plan),
                _ => new(PreflightProblem.HostUnreachable, $"{plan.Server} cannot be reached: {exception.Message}."),
            };
        }
    }

    private static PreflightException TimedOut(LoadPlan plan) => new(
        PreflightProblem.ConnectionTimedOut,
        $"{plan.Server} did not take a connection within {plan.ConnectTimeout.TotalSeconds} s. A firewall may drop the packets. Check -ComputerName and -Port, or raise -ConnectTimeout.");

    private static async Task RunAsync(LoadPlan plan, Socket socket, CommandTemplate command, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(plan.ReplyTimeout);
        try
        {
            await SendAsync(socket, command, timeout.Token).ConfigureAwait(false);
            await ReadReplyAsync(plan, socket, command, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw PreflightReply.Silent(plan, command);
        }
        catch (SocketException)
        {
            throw PreflightReply.HungUp(plan);
        }
    }

    private static async Task SendAsync(Socket socket, CommandTemplate command, CancellationToken cancellationToken)
    {
        try
        {
            byte[] bytes = command.BytesFor(SessionNumber.BeforeRun, new byte[command.MaxLength]).ToArray();
            await socket.SendAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // What the server said before it hung up, at maxclients say, can still be read.
        }
    }

    private static async Task ReadReplyAsync(LoadPlan plan, Socket socket, CommandTemplate command, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[4096];
        var reply = default(ReplyScanner);
        while (true)
        {
            int received = await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (received == 0)
                throw PreflightReply.HungUp(plan);
            switch (reply.Scan(buffer.AsSpan(0, received), out _))
            {
                case ScanResult.Malformed:
                    throw PreflightReply.NotRedis(plan, command, buffer.AsSpan(0, received));
                case ScanResult.Complete when PreflightReply.Judge(plan, command, reply) is { } problem:
                    throw problem;
                case ScanResult.Complete:
                    return;
            }
        }
    }
}
