using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using RedisLoad.Transport;

namespace RedisLoad.Load;

/// <summary>The TLS handshake before the load: made as the load's own, and asked why where it fails.</summary>
/// <param name="server">The server, for messages.</param>
/// <param name="tls">How connections are encrypted.</param>
/// <param name="host">The name or address of the server that is connected to.</param>
internal sealed class PreflightTls(string server, TlsSettings tls, string host)
{
    private readonly string _expectedName = tls.ServerName ?? host;
    private PreflightException? _problem;
    private bool _wasAskedForCertificate;

    /// <summary>Whether a problem is one of the handshake.</summary>
    public static bool IsProblem(PreflightProblem problem) => problem
        is PreflightProblem.TlsHandshakeFailed
        or PreflightProblem.CertificateUntrusted
        or PreflightProblem.CertificateSelfSigned
        or PreflightProblem.CertificateExpired
        or PreflightProblem.CertificateNotYetValid
        or PreflightProblem.CertificateNameMismatch
        or PreflightProblem.ClientCertificateRequired
        or PreflightProblem.ClientCertificateRefused;

    /// <summary>Goes through the handshake.</summary>
    /// <exception cref="PreflightException">It fails, for a reason that the server's certificate gives.</exception>
    /// <exception cref="AuthenticationException">It fails for another reason: <see cref="Explain"/> has the words.</exception>
    /// <exception cref="IOException">The connection ends before it is over.</exception>
    public async Task<SslStream> SecureAsync(Socket socket, CancellationToken cancellationToken)
    {
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: false));
        SslClientAuthenticationOptions options = tls.CreateOptions(host);
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Accept(certificate as X509Certificate2, chain, errors);
        if (tls.ClientCertificate is null)
            options.LocalCertificateSelectionCallback = (_, _, _, remoteCertificate, _) => Offer(remoteCertificate);
        try
        {
            await stream.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch (AuthenticationException) when (_problem is not null)
        {
            throw _problem;
        }
    }

    /// <summary>Says what a handshake that failed, or a connection that ended after it, means.</summary>
    /// <remarks>From TLS 1.3 on, a client learns only after its handshake that the server does not take its certificate.</remarks>
    public PreflightException Explain(Exception exception) => this switch
    {
        { _wasAskedForCertificate: true } => new(
            PreflightProblem.ClientCertificateRequired, $"{server} wants to know who its clients are, and ended the TLS handshake without a certificate. Give -ClientCertificate and -ClientKey (PEM), or a PFX."),
        _ when tls.ClientCertificate is { } certificate => new(
            PreflightProblem.ClientCertificateRefused,
            $"{server} ended the TLS handshake, and may not take the client's certificate ({PreflightCertificate.NameOf(certificate)}): {Reason(exception)}. Give one that an authority of the server has signed (tls-ca-cert-file), and that is valid."),
        _ => new(PreflightProblem.TlsHandshakeFailed, $"{server} ended the TLS handshake: {Reason(exception)}. It may speak no TLS 1.2 or 1.3, or no cipher of this host's. Check -Port, and the server's tls-protocols and tls-ciphers."),
    };

    /// <summary>Says what a port means that answers in plain text.</summary>
    public static PreflightException PlainText(string server) => new(
        PreflightProblem.NotTls, $"{server} answers in plain text, and this load is over TLS. Give the server's TLS port (tls-port), or leave out -UseTls.");

    public static PreflightException TimedOut(string server, TimeSpan timeout) => new(
        PreflightProblem.ConnectionTimedOut, $"{server} took the connection, and the TLS handshake was not over within {timeout.TotalSeconds} s. It may speak no TLS, or be stopped or busy. Check -Port, or raise -ConnectTimeout.");

    private bool Accept(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None || tls.SkipsCheck)
            return true;
        _problem = certificate is null
            ? new(PreflightProblem.TlsHandshakeFailed, $"{server} has shown no certificate. Check -Port.")
            : PreflightCertificate.Judge(server, _expectedName, certificate, chain?.ChainStatus ?? [], errors, DateTime.Now, tls.Authorities is not null);
        return false;
    }

    /// <summary>Notes that the server asks for a certificate: it is asked for with the server's own in hand.</summary>
    private X509Certificate Offer(X509Certificate? remoteCertificate)
    {
        _wasAskedForCertificate |= remoteCertificate is not null;
        return null!;
    }

    /// <summary>What the innermost exception says: the system's TLS has the words of the other side.</summary>
    private static string Reason(Exception exception) => exception.GetBaseException().Message.TrimEnd('.');
}
