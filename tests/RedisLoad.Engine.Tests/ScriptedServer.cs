using System.Net;
using System.Net.Sockets;

namespace RedisLoad.Tests;

/// <summary>A server on loopback that treats every connection as the test says: for what no Redis does on purpose.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<Socket, CancellationToken, Task> _treat;
    private readonly Task _serving;

    /// <param name="treat">What happens to a connection, until the test is over; after it the connection is closed in an orderly
    /// way.</param>
    /// <param name="address">Where it listens; 127.0.0.1 when left out.</param>
    public ScriptedServer(Func<Socket, CancellationToken, Task> treat, IPAddress? address = null)
    {
        _treat = treat;
        address ??= IPAddress.Loopback;
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(address, 0));
        _listener.Listen(512);
        _serving = ServeAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>A server that takes connections and says nothing.</summary>
    public static ScriptedServer Silent() => new((_, testOver) => Task.Delay(Timeout.Infinite, testOver));

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
        _serving.Wait();
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(TreatAsync(await _listener.AcceptAsync(_stopping.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task TreatAsync(Socket connection)
    {
        using (connection)
        {
            try
            {
                await _treat(connection, _stopping.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                // The client has gone, or the test is over.
            }
        }
    }
}
