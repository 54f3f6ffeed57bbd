using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RedisLoad.Torture.Lies;

/// <summary>One server for each lie, on loopback, with a port for plain text and one for TLS.</summary>
internal static class LyingServers
{
    /// <summary>Serves, and prints a line for each: its name, the port, and the port for TLS.</summary>
    public static int RunUntilInputEnds()
    {
        using X509Certificate2 certificate = CreateCertificate();
        foreach (Lie lie in Lie.All)
        {
            Console.WriteLine($"{lie.Name} {Serve(lie, null)} {Serve(lie, certificate)}");
        }
        Console.WriteLine();
        Console.In.ReadToEnd();
        return 0;
    }

    private static int Serve(Lie lie, X509Certificate2? certificate)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(lie.Backlog);
        _ = AcceptAsync(listener, lie, certificate);
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }

    private static async Task AcceptAsync(Socket listener, Lie lie, X509Certificate2? certificate)
    {
        while (true)
        {
            _ = TreatAsync(await listener.AcceptAsync(), lie, certificate);
            await Task.Delay(lie.AcceptDelay);
            if (lie.IsGone)
            {
                listener.Dispose();
                return;
            }
        }
    }

    /// <summary>A client that goes away, as they all do in the end, is no matter.</summary>
    private static async Task TreatAsync(Socket socket, Lie lie, X509Certificate2? certificate)
    {
        using (socket)
        {
            socket.NoDelay = true;
            Stream stream = new NetworkStream(socket);
            try
            {
                if (certificate is not null && !lie.BreaksTls)
                {
                    var secured = new SslStream(stream);
                    await secured.AuthenticateAsServerAsync(certificate);
                    stream = secured;
                }
                await lie.TellAsync(new Victim(socket, stream));
            }
            catch (Exception exception) when (
                exception is IOException or SocketException or AuthenticationException or ObjectDisposedException)
            {
            }
        }
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
