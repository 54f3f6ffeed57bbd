using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using RedisLoad.Interop;

namespace RedisLoad.Transport;

/// <summary>What all TLS connections of a run have in common: OpenSSL's context, with certificates, trust, versions and ciphers.</summary>
internal sealed unsafe class TlsContext : IDisposable
{
    /// <summary>Whether the handshake that this thread is in was asked for a certificate that it has not.</summary>
    [ThreadStatic]
    private static bool t_wasAskedForCertificate;

    private readonly SslContextHandle _context;

    /// <exception cref="InvalidOperationException">OpenSSL does not take a certificate that .NET has read, or a cipher.</exception>
    /// <exception cref="DllNotFoundException">This host has no OpenSSL 3.</exception>
    public TlsContext(TlsSettings settings)
    {
        Settings = settings;
        _context = CreateContext(settings);
        try
        {
            Trust(settings);
            if (settings.ClientCertificate is { } certificate)
                Identify(certificate, settings.ClientChain);
            else
                OpenSsl.SSL_CTX_set_client_cert_cb(_context, &OnCertificateRequest);
        }
        catch
        {
            _context.Dispose();
            throw;
        }
    }

    public TlsSettings Settings { get; }

    /// <summary>Whether a handshake that this thread has just gone on with was asked for a certificate that it has not.</summary>
    public static bool WasAskedForCertificate
    {
        get => t_wasAskedForCertificate;
        set => t_wasAskedForCertificate = value;
    }

    /// <summary>A client's end of a connection, about to shake hands.</summary>
    /// <param name="socket">The socket; it may not be connected yet.</param>
    /// <param name="peer">Who the server has to be.</param>
    public nint Open(int socket, TlsPeer peer)
    {
        nint ssl = OpenSsl.SSL_new(_context);
        _ = OpenSsl.SSL_set_fd(ssl, socket);
        OpenSsl.SSL_set_connect_state(ssl);
        if (peer.Address is { } address)
        {
            OpenSsl.SetExpectedAddress(ssl, address);
            return ssl;
        }
        OpenSsl.SetServerName(ssl, peer.Name);
        OpenSsl.SetExpectedHost(ssl, peer.Name);
        return ssl;
    }

    public void Dispose() => _context.Dispose();

    /// <summary>The first of some ciphers that OpenSSL does not know; null for none.</summary>
    public static string? FirstUnknown(IEnumerable<string> ciphers)
    {
        using SslContextHandle context = OpenSsl.CreateContext(OpenSsl.Tls12, OpenSsl.Tls13, verifiesPeer: false);
        return ciphers.FirstOrDefault(cipher => !TrySetCiphers(context, [cipher]));
    }

    private static SslContextHandle CreateContext(TlsSettings settings)
    {
        int least = settings.Versions.HasFlag(SslProtocols.Tls12) ? OpenSsl.Tls12 : OpenSsl.Tls13;
        int most = settings.Versions.HasFlag(SslProtocols.Tls13) ? OpenSsl.Tls13 : OpenSsl.Tls12;
        SslContextHandle context = OpenSsl.CreateContext(least, most, verifiesPeer: !settings.SkipsCheck);
        if (!settings.Ciphers.IsEmpty)
            _ = TrySetCiphers(context, settings.Ciphers);
        return context;
    }

    /// <summary>Sets the ciphers: TLS 1.3 has a list of its own, and a name that OpenSSL does not know is left out of either in
    /// silence.</summary>
    private static bool TrySetCiphers(SslContextHandle context, ImmutableArray<string> ciphers)
    {
        string[] suites = [.. ciphers.Where(TlsSettings.IsOfTls13)];
        string[] others = [.. ciphers.Where(cipher => !TlsSettings.IsOfTls13(cipher))];
        bool isKnown = Array.TrueForAll(suites, suite => Enum.TryParse(suite, out TlsCipherSuite _))
            && (suites.Length == 0 || OpenSsl.SSL_CTX_set_ciphersuites(context, string.Join(':', suites)) == 1)
            && (others.Length == 0 || OpenSsl.SSL_CTX_set_cipher_list(context, string.Join(':', others)) == 1);
        OpenSsl.ERR_clear_error();
        return isKnown;
    }

    private void Trust(TlsSettings settings)
    {
        if (settings.SkipsCheck)
            return;
        if (settings.Authorities is null)
        {
            _ = OpenSsl.SSL_CTX_set_default_verify_paths(_context);
            return;
        }
        nint store = OpenSsl.SSL_CTX_get_cert_store(_context);
        foreach (X509Certificate2 authority in settings.Authorities)
            Require(OpenSsl.WithCertificate(authority.RawDataMemory.Span, certificate =>
                OpenSsl.X509_STORE_add_cert(store, certificate) == 1));
    }

    private void Identify(X509Certificate2 certificate, X509Certificate2Collection chain)
    {
        Require(OpenSsl.WithCertificate(certificate.RawDataMemory.Span, own => OpenSsl.SSL_CTX_use_certificate(_context, own) == 1));
        byte[] key = KeyOf(certificate);
        Require(OpenSsl.WithKey(key, own => OpenSsl.SSL_CTX_use_PrivateKey(_context, own) == 1));
        CryptographicOperations.ZeroMemory(key);
        foreach (X509Certificate2 link in chain)
            Require(OpenSsl.WithCertificate(link.RawDataMemory.Span, above => OpenSsl.TryAddChain(_context, above)));
    }

    private static byte[] KeyOf(X509Certificate2 certificate)
    {
        using AsymmetricAlgorithm? key = certificate.GetRSAPrivateKey()
            ?? certificate.GetECDsaPrivateKey() ?? (AsymmetricAlgorithm?)certificate.GetDSAPrivateKey();
        return key?.ExportPkcs8PrivateKey() ?? throw new InvalidOperationException("The client's certificate has no key.");
    }

    private static void Require(bool hasWorked)
    {
        if (!hasWorked)
            throw new InvalidOperationException($"OpenSSL does not accept a certificate: {OpenSsl.ReasonOf(OpenSsl.TakeError())}.");
    }

    [UnmanagedCallersOnly]
    private static int OnCertificateRequest(nint ssl, nint* certificate, nint* key)
    {
        t_wasAskedForCertificate = true;
        return 0;
    }
}

/// <summary>Who a server has to be.</summary>
internal sealed class TlsPeer
{
    /// <param name="host">Its name, or its address.</param>
    public TlsPeer(string host)
    {
        // A zone is this host's own affair; no certificate has one.
        if (IPAddress.TryParse(host.Split('%')[0], out IPAddress? address))
            Address = address.GetAddressBytes();
        else
            Name = Encoding.ASCII.GetBytes((Ascii.IsValid(host) ? host.TrimEnd('.') : new IdnMapping().GetAscii(host)) + '\0');
    }

    /// <summary>Its name, with a null at its end; empty for an address.</summary>
    public byte[] Name { get; } = [];

    /// <summary>Its address; null for a name.</summary>
    public byte[]? Address { get; }
}
