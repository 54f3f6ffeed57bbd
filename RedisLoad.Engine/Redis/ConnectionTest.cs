using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using RedisLoad.Resp;

namespace RedisLoad.Redis;

/// <summary>One try to connect to a Redis, as a client does: what came of it, and how long each step took.</summary>
/// <remarks>Times are milliseconds; null for a step that did not take place, or failed.</remarks>
public sealed class ConnectionTest
{
    private const string Success = "Success";

    /// <summary>The kinds of sessions whose code has been compiled in this process.</summary>
    private static readonly ConcurrentDictionary<(bool OverTls, bool WithAuth), bool> s_compiled = new();

    private ConnectionTest(RedisEndPoint server, int number)
    {
        ComputerName = server.Host;
        Port = server.Port;
        Number = number;
        Timestamp = DateTimeOffset.Now;
    }

    /// <summary>Name or address of the server, as it was given; of a Unix socket, its path.</summary>
    public string ComputerName { get; }

    /// <summary>Port of the server; null for a Unix socket.</summary>
    public int? Port { get; }

    /// <summary>Address that accepted the connection. Null if none did.</summary>
    public string? Address { get; private set; }

    /// <summary>Number of the try, from 1.</summary>
    public int Number { get; }

    /// <summary>Start of the try.</summary>
    public DateTimeOffset Timestamp { get; }

    /// <summary>Success, or what was wrong: the ID of the error, such as ConnectionRefused or AuthenticationFailed.</summary>
    public string Status { get; private set; } = Success;

    /// <summary>Connect time: from the call of connect to the established connection.</summary>
    public double? ConnectMs { get; private set; }

    /// <summary>TLS handshake: from the established connection to the end of the handshake. Null without TLS.</summary>
    public double? TlsMs { get; private set; }

    /// <summary>From AUTH to its reply. Null without a credential.</summary>
    public double? AuthMs { get; private set; }

    /// <summary>From PING to its reply.</summary>
    public double? PingMs { get; private set; }

    /// <summary>What the server is, by INFO: redis, valkey, or another that speaks the same protocol. Null if it does not allow the
    /// question.</summary>
    public string? ServerName { get; private set; }

    /// <summary>Version of the server, by INFO. Null if it does not allow the question.</summary>
    public string? ServerVersion { get; private set; }

    /// <summary>The same in a few words.</summary>
    public override string ToString() => $"{(Port is { } port ? $"{new HostAndPort(ComputerName, port)}" : ComputerName)}: {Status}";

    /// <summary>Tries once.</summary>
    /// <remarks>The first try of its kind that succeeds is made again: its times are those of .NET's compiler, not the server's.</remarks>
    /// <param name="server">The server.</param>
    /// <param name="number">The number of the try, from 1.</param>
    /// <param name="timeout">How long each step may take.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What came of it, and what was wrong; null for nothing.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<(ConnectionTest Test, ServerException? Failure)> RunAsync(
        RedisEndPoint server, int number, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        (ConnectionTest Test, ServerException? Failure) outcome = await TryAsync(server, number, timeout, cancellationToken).ConfigureAwait(
            false);
        bool isCompiled = outcome.Failure is not null
            || !s_compiled.TryAdd((server.Tls is not null, server.Credential is not null), true);
        return isCompiled ? outcome : await TryAsync(server, number, timeout, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<(ConnectionTest Test, ServerException? Failure)> TryAsync(
        RedisEndPoint server, int number, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var test = new ConnectionTest(server, number);
        try
        {
            await test.RunAsync(server, timeout, cancellationToken).ConfigureAwait(false);
            return (test, null);
        }
        catch (ServerException failure)
        {
            test.Status = $"{failure.Problem}";
            return (test, failure);
        }
    }

    private async Task RunAsync(RedisEndPoint server, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using ControlConnection connection = await ControlConnection.OpenAsync(server, timeout, cancellationToken).ConfigureAwait(false);
        Address = (connection.Address as IPEndPoint)?.Address.ToString();
        ConnectMs = Milliseconds(connection.ConnectTime);
        TlsMs = connection.HandshakeTime is { } handshake ? Milliseconds(handshake) : null;
        if (server.Credential is not null)
            AuthMs = await TimeAsync(connection.AuthenticateAsync, cancellationToken).ConfigureAwait(false);
        PingMs = await TimeAsync(connection.PingAsync, cancellationToken).ConfigureAwait(false);
        (ServerName, ServerVersion) = await IdentifyAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the server what it is; a server that does not allow the question is as good as any.</summary>
    private static async Task<(string? Name, string? Version)> IdentifyAsync(
        ControlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            RespValue info = await connection.AskAsync(["INFO", "server"], cancellationToken).ConfigureAwait(false);
            return RedisInfo.SoftwareOf(RedisInfo.Parse(info.Text ?? string.Empty));
        }
        catch (ServerException refusal) when (refusal.IsRefusal)
        {
            return (null, null);
        }
    }

    private static async Task<double> TimeAsync(Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        await step(cancellationToken).ConfigureAwait(false);
        return Milliseconds(Stopwatch.GetElapsedTime(start));
    }

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
