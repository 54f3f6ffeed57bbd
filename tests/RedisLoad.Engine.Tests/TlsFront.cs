using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace RedisLoad.Tests;

/// <summary>Speaks TLS in front of a server that does not, and passes everything on: bytes, closes and resets.</summary>
internal sealed class TlsFront : IDisposable
{
    private readonly ScriptedServer _server;

    /// <param name="behind">The server.</param>
    /// <param name="options">How it speaks TLS.</param>
    public TlsFront(EndPoint behind, SslServerAuthenticationOptions options) =>
        _server = new ScriptedServer((client, testOver) => PassOnAsync(client, behind, options, testOver));

    public IPEndPoint EndPoint => _server.EndPoint;

    public void Dispose() => _server.Dispose();

    private static async Task PassOnAsync(
        Socket client, EndPoint behind, SslServerAuthenticationOptions options, CancellationToken testOver)
    {
        client.NoDelay = true;
        using var secured = new SslStream(new NetworkStream(client));
        using var server = new Socket(behind.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await secured.AuthenticateAsServerAsync(options, testOver);
            await server.ConnectAsync(behind, testOver);
            using var plain = new NetworkStream(server);
            await Task.WhenAll(ToServerAsync(secured, plain, server, testOver), ToClientAsync(plain, secured, client, testOver));
        }
        catch (Exception exception) when (
            exception is IOException or AuthenticationException or OperationCanceledException or SocketException)
        {
            // One of the two has gone, or the client does not take the certificate.
        }
    }

    private static async Task ToServerAsync(SslStream client, NetworkStream plain, Socket server, CancellationToken testOver)
    {
        try
        {
            await client.CopyToAsync(plain, testOver);
            server.Shutdown(SocketShutdown.Send);
        }
        catch (IOException)
        {
            server.LingerState = new LingerOption(true, 0);
            server.Close();
        }
    }

    private static async Task ToClientAsync(NetworkStream plain, SslStream secured, Socket client, CancellationToken testOver)
    {
        try
        {
            await plain.CopyToAsync(secured, testOver);
            await secured.ShutdownAsync();
            client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            client.LingerState = new LingerOption(true, 0);
            client.Close();
        }
    }
}
