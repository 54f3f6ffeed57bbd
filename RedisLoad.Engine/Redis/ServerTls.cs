using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using RedisLoad.Interop;
using RedisLoad.Transport;

namespace RedisLoad.Redis;

/// <summary>The TLS handshake before the load: made as the load's own, and asked why where it fails.</summary>
/// <param name="server">The server, for messages.</param>
/// <param name="tls">How connections are encrypted.</param>
/// <param name="host">The name or address of the server that is connected to.</param>
internal sealed class ServerTls(string server, TlsSettings tls, string host)
{
    private readonly string _expectedName = tls.ServerName ?? host;
    private bool _wasAskedForCertificate;

    /// <summary>Whether a problem is one of the handshake.</summary>
    public static bool IsProblem(ServerProblem problem) => problem
        is ServerProblem.TlsHandshakeFailed
        or ServerProblem.CertificateUntrusted
        or ServerProblem.CertificateSelfSigned
        or ServerProblem.CertificateExpired
        or ServerProblem.CertificateNotYetValid
        or ServerProblem.CertificateNameMismatch
        or ServerProblem.ClientCertificateRequired
        or ServerProblem.ClientCertificateRefused;

    /// <summary>Goes through the handshake.</summary>
    /// <exception cref="TlsException">It fails: <see cref="Explain"/> has the words.</exception>
    public async Task<Stream> SecureAsync(Socket socket, CancellationToken cancellationToken)
    {
        var stream = new TlsStream(tls, socket, new TlsPeer(_expectedName));
        try
        {
            await stream.ShakeHandsAsync(cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            _wasAskedForCertificate = stream.WasAskedForCertificate;
        }
    }

    /// <summary>Says what a handshake that failed, or a connection that ended after it, means.</summary>
    /// <remarks>From TLS 1.3 on, a client learns only after its handshake that the server does not take its certificate.</remarks>
    public ServerException Explain(TlsException failure) => failure switch
    {
        { Reason: OpenSsl.CertificateVerifyFailed, Certificate: { } certificate } => ServerCertificate.Judge(
            server, _expectedName, X509CertificateLoader.LoadCertificate(certificate), failure.Verification, DateTime.Now,
            tls.Authorities is not null),
        { IsNotTls: true } => PlainText(server, answer: string.Empty),
        { Reason: 0, HasHeard: false } => new(
            ServerProblem.MaxClientsReached,
            $"{server} closed the connection at the start of the TLS handshake, without a TLS alert. A Redis does that when maxclients is reached: raise it (CONFIG SET maxclients), or close other clients. If not, check that the port is the server's TLS port (tls-port)."),
        _ when _wasAskedForCertificate => new(
            ServerProblem.ClientCertificateRequired, $"{server} requires a client certificate, and ended the TLS handshake without one ({failure.Message}). Give -ClientCertificate and -ClientKey (PEM), or a PFX."),
        { HasHeard: true } when tls.ClientCertificate is { } certificate => new(
            ServerProblem.ClientCertificateRefused,
            $"{server} ended the TLS handshake, and may not accept the client certificate ({ServerCertificate.NameOf(certificate)}): {failure.Message}. Use one that is valid and signed by an authority of the server (tls-ca-cert-file)."),
        _ => new(
            ServerProblem.TlsHandshakeFailed,
            $"{server} ended the TLS handshake: {failure.Message}. It may have no version or cipher in common with this load. Check the port, -TlsVersion and -TlsCipher, and the server's tls-protocols and tls-ciphers."),
    };

    /// <summary>Says what a port means that answers in plain text.</summary>
    /// <param name="server">The server.</param>
    /// <param name="answer">The first line of what it says.</param>
    public static ServerException PlainText(string server, string answer) => new(
        ServerProblem.NotTls,
        answer switch
        {
            "" => $"{server} does not speak TLS. Use the server's TLS port (tls-port), or remove -UseTls or rediss://.",
            ['+' or '-', ..] => $"{server} answers in plain text, and this connection is over TLS. Use the server's TLS port (tls-port), or remove -UseTls or rediss://.",
            _ =>
                $"{server} does not speak TLS, and is not a Redis server: it answered \"{answer}\" in plain text. Check the host and port.",
        });

    public static ServerException TimedOut(string server, TimeSpan timeout) => new(
        ServerProblem.ConnectionTimedOut, $"{server} accepted the connection, but the TLS handshake did not complete within {timeout.TotalSeconds} s. It may not speak TLS, or be stopped or busy. Check the port, or use a longer timeout.");
}
