using System.Runtime.InteropServices;

namespace RedisLoad.Interop;

/// <summary>OpenSSL 3: libssl. Calls on the hot path answer as OpenSSL does; of its objects, SSL is a plain pointer, for a transport holds
/// thousands of them in one table.</summary>
internal static unsafe partial class OpenSsl
{
    public const int Tls12 = 0x0303;
    public const int Tls13 = 0x0304;

    public const int ErrorSsl = 1;
    public const int ErrorWantRead = 2;
    public const int ErrorWantWrite = 3;
    public const int ErrorSyscall = 5;
    public const int ErrorZeroReturn = 6;

    /// <summary>The state of a handshake whose ClientHello is out, and which has not heard of the server.</summary>
    public const int StateClientHelloSent = 12;

    /// <summary>What <see cref="SSL_want"/> answers where bytes wait to be sent.</summary>
    public const int WantsToWrite = 2;

    public const int SentShutdown = 1;
    public const int ReceivedShutdown = 2;

    /// <summary>Reasons from this one on are alerts of the other side: SSL_AD_REASON_OFFSET.</summary>
    public const int FirstAlert = 1000;

    /// <summary>The server's certificate was not accepted: SSL_R_CERTIFICATE_VERIFY_FAILED.</summary>
    public const int CertificateVerifyFailed = 134;

    private const string Ssl = "libssl.so.3";

    private const ulong OPENSSL_INIT_NO_ATEXIT = 0x0008_0000;
    private const int SSL_CTRL_MODE = 33;
    private const int SSL_CTRL_SET_READ_AHEAD = 41;
    private const int SSL_CTRL_SET_SESS_CACHE_MODE = 44;
    private const int SSL_CTRL_SET_TLSEXT_HOSTNAME = 55;
    private const int SSL_CTRL_CHAIN_CERT = 89;
    private const int SSL_CTRL_SET_MIN_PROTO_VERSION = 123;
    private const int SSL_CTRL_SET_MAX_PROTO_VERSION = 124;
    private const int SSL_MODE_ENABLE_PARTIAL_WRITE = 0x01;
    private const int SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER = 0x02;
    private const int SSL_MODE_RELEASE_BUFFERS = 0x10;
    private const ulong SSL_OP_IGNORE_UNEXPECTED_EOF = 1ul << 7;
    private const ulong SSL_OP_NO_RENEGOTIATION = 1ul << 30;
    private const int SSL_VERIFY_NONE = 0;
    private const int SSL_VERIFY_PEER = 1;

    /// <summary>Loads the library, if this host has it.</summary>
    /// <exception cref="DllNotFoundException">It has not.</exception>
    public static void EnsureLoaded() =>
        // What OpenSSL would do when the process exits would meet threads that still use it.
        _ = OPENSSL_init_ssl(OPENSSL_INIT_NO_ATEXIT, 0);

    /// <summary>A context for clients that speak these versions, and how it is set up whatever it is for.</summary>
    public static SslContextHandle CreateContext(int minVersion, int maxVersion, bool verifiesPeer)
    {
        EnsureLoaded();
        SslContextHandle context = SSL_CTX_new(TLS_client_method());
        SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, minVersion, null);
        SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, maxVersion, null);
        // As with plain sockets: a part of the bytes may be taken, and the rest comes from another place. A held connection has no buffers.
        SSL_CTX_ctrl(
            context, SSL_CTRL_MODE, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS, null);
        // One read(2) takes what is there, not the five bytes of a header first.
        SSL_CTX_ctrl(context, SSL_CTRL_SET_READ_AHEAD, 1, null);
        SSL_CTX_ctrl(context, SSL_CTRL_SET_SESS_CACHE_MODE, 0, null);
        SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_RENEGOTIATION);
        SSL_CTX_set_verify(context, verifiesPeer ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, 0);
        return context;
    }

    /// <summary>Adds a certificate of the chain that is sent with the client's own.</summary>
    public static bool TryAddChain(SslContextHandle context, nint certificate) =>
        SSL_CTX_ctrl(context, SSL_CTRL_CHAIN_CERT, 1, (void*)certificate) == 1;

    /// <summary>Says which server is meant (SNI).</summary>
    /// <param name="ssl">The connection.</param>
    /// <param name="name">The name, in UTF-8, with a null at its end.</param>
    public static void SetServerName(nint ssl, ReadOnlySpan<byte> name)
    {
        fixed (byte* pointer = name)
            _ = SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, 0, pointer);
    }

    /// <summary>Says which name the server's certificate has to be for.</summary>
    public static void SetExpectedHost(nint ssl, ReadOnlySpan<byte> name)
    {
        fixed (byte* pointer = name)
            _ = SSL_set1_host(ssl, pointer);
    }

    /// <summary>Says which address the server's certificate has to be for.</summary>
    public static void SetExpectedAddress(nint ssl, ReadOnlySpan<byte> address)
    {
        fixed (byte* pointer = address)
            _ = X509_VERIFY_PARAM_set1_ip(SSL_get0_param(ssl), pointer, (nuint)address.Length);
    }

    public static int Read(nint ssl, Span<byte> buffer, out int errno)
    {
        fixed (byte* pointer = buffer)
        {
            int read = SSL_read(ssl, pointer, buffer.Length);
            errno = Marshal.GetLastPInvokeError();
            return read;
        }
    }

    public static int Write(nint ssl, ReadOnlySpan<byte> bytes, out int errno)
    {
        fixed (byte* pointer = bytes)
        {
            int written = SSL_write(ssl, pointer, bytes.Length);
            errno = Marshal.GetLastPInvokeError();
            return written;
        }
    }

    public static int ShakeHands(nint ssl, out int errno)
    {
        int result = SSL_do_handshake(ssl);
        errno = Marshal.GetLastPInvokeError();
        return result;
    }

    /// <summary>The certificate that the other side has shown, in DER; null for none.</summary>
    public static byte[]? PeerCertificate(nint ssl)
    {
        nint chain = SSL_get_peer_cert_chain(ssl);
        return chain == 0 || OPENSSL_sk_num(chain) == 0 ? null : CertificateBytes(OPENSSL_sk_value(chain, 0));
    }

    [LibraryImport(Ssl)]
    private static partial int OPENSSL_init_ssl(ulong options, nint settings);

    [LibraryImport(Ssl)]
    private static partial nint TLS_client_method();

    [LibraryImport(Ssl)]
    private static partial SslContextHandle SSL_CTX_new(nint method);

    [LibraryImport(Ssl)]
    internal static partial void SSL_CTX_free(nint context);

    [LibraryImport(Ssl)]
    private static partial long SSL_CTX_ctrl(SslContextHandle context, int command, long number, void* pointer);

    [LibraryImport(Ssl)]
    private static partial ulong SSL_CTX_set_options(SslContextHandle context, ulong options);

    [LibraryImport(Ssl)]
    private static partial void SSL_CTX_set_verify(SslContextHandle context, int mode, nint callback);

    [LibraryImport(Ssl)]
    public static partial int SSL_CTX_set_default_verify_paths(SslContextHandle context);

    [LibraryImport(Ssl)]
    public static partial nint SSL_CTX_get_cert_store(SslContextHandle context);

    [LibraryImport(Ssl)]
    public static partial int SSL_CTX_use_certificate(SslContextHandle context, nint certificate);

    [LibraryImport(Ssl)]
    public static partial int SSL_CTX_use_PrivateKey(SslContextHandle context, nint key);

    [LibraryImport(Ssl)]
    public static partial void SSL_CTX_set_client_cert_cb(SslContextHandle context, delegate* unmanaged<nint, nint*, nint*, int> callback);

    [LibraryImport(Ssl, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_set_cipher_list(SslContextHandle context, string ciphers);

    [LibraryImport(Ssl, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_set_ciphersuites(SslContextHandle context, string ciphers);

    [LibraryImport(Ssl)]
    public static partial nint SSL_new(SslContextHandle context);

    [LibraryImport(Ssl)]
    public static partial void SSL_free(nint ssl);

    [LibraryImport(Ssl)]
    public static partial int SSL_set_fd(nint ssl, int fd);

    [LibraryImport(Ssl)]
    public static partial void SSL_set_connect_state(nint ssl);

    [LibraryImport(Ssl)]
    private static partial long SSL_ctrl(nint ssl, int command, long number, void* pointer);

    [LibraryImport(Ssl)]
    private static partial int SSL_set1_host(nint ssl, byte* name);

    [LibraryImport(Ssl)]
    private static partial nint SSL_get0_param(nint ssl);

    [LibraryImport(Ssl, SetLastError = true)]
    private static partial int SSL_do_handshake(nint ssl);

    [LibraryImport(Ssl, SetLastError = true)]
    private static partial int SSL_read(nint ssl, byte* buffer, int length);

    [LibraryImport(Ssl, SetLastError = true)]
    private static partial int SSL_write(nint ssl, byte* buffer, int length);

    [LibraryImport(Ssl)]
    public static partial int SSL_get_error(nint ssl, int result);

    [LibraryImport(Ssl)]
    public static partial int SSL_want(nint ssl);

    [LibraryImport(Ssl)]
    public static partial int SSL_get_state(nint ssl);

    [LibraryImport(Ssl)]
    public static partial int SSL_has_pending(nint ssl);

    [LibraryImport(Ssl)]
    public static partial int SSL_shutdown(nint ssl);

    [LibraryImport(Ssl)]
    public static partial void SSL_set_shutdown(nint ssl, int mode);

    [LibraryImport(Ssl)]
    public static partial long SSL_get_verify_result(nint ssl);

    [LibraryImport(Ssl)]
    private static partial nint SSL_get_peer_cert_chain(nint ssl);

    [LibraryImport(Ssl)]
    public static partial nint SSL_get1_session(nint ssl);

    [LibraryImport(Ssl)]
    public static partial int SSL_set_session(nint ssl, nint session);

    [LibraryImport(Ssl)]
    public static partial int SSL_session_reused(nint ssl);

    [LibraryImport(Ssl)]
    public static partial int SSL_SESSION_is_resumable(nint session);

    [LibraryImport(Ssl)]
    public static partial void SSL_SESSION_free(nint session);
}

/// <summary>Owns an SSL_CTX.</summary>
internal sealed class SslContextHandle() : Microsoft.Win32.SafeHandles.SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        OpenSsl.SSL_CTX_free(handle);
        return true;
    }
}
