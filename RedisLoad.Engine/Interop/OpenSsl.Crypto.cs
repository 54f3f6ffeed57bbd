using System.Runtime.InteropServices;
using System.Text;

namespace RedisLoad.Interop;

/// <summary>OpenSSL 3: libcrypto.</summary>
internal static unsafe partial class OpenSsl
{
    private const string Crypto = "libcrypto.so.3";

    /// <summary>The number of the last error of this thread, and no error any more.</summary>
    public static ulong TakeError()
    {
        nuint error = ERR_peek_last_error();
        ERR_clear_error();
        return error;
    }

    /// <summary>An error's reason within its library: SSL_R_...</summary>
    public static int ReasonNumber(ulong error) => (int)(error & 0x7FFFFF);

    /// <summary>An error's reason, in OpenSSL's words.</summary>
    public static string ReasonOf(ulong error) =>
        Marshal.PtrToStringUTF8(ERR_reason_error_string((nuint)error)) ?? $"OpenSSL error {error:x}";

    /// <summary>Why a certificate was not accepted, in OpenSSL's words.</summary>
    public static string ReasonOfVerification(long result) =>
        Marshal.PtrToStringUTF8(X509_verify_cert_error_string(result)) ?? $"error {result}";

    /// <summary>Reads a certificate (DER), and hands it to whoever keeps a reference of its own.</summary>
    public static bool WithCertificate(ReadOnlySpan<byte> der, Func<nint, bool> use) => With(der, &d2i_X509, &X509_free, use);

    /// <summary>Reads a private key (DER), and hands it to whoever keeps a reference of its own.</summary>
    public static bool WithKey(ReadOnlySpan<byte> der, Func<nint, bool> use) => With(der, &d2i_AutoPrivateKey, &EVP_PKEY_free, use);

    private static bool With(
        ReadOnlySpan<byte> der, delegate*<nint*, byte**, long, nint> read, delegate*<nint, void> free, Func<nint, bool> use)
    {
        nint value;
        fixed (byte* start = der)
        {
            byte* position = start;
            value = read(null, &position, der.Length);
        }
        try
        {
            return value != 0 && use(value);
        }
        finally
        {
            free(value);
        }
    }

    /// <summary>Reads an encrypted private key (PEM) of any form that OpenSSL knows, the traditional one among them.</summary>
    /// <returns>The key as PKCS#8 (DER), not encrypted; null where the password is wrong or the key cannot be read.</returns>
    public static byte[]? DecryptKey(string pem, string password)
    {
        byte[] text = Encoding.UTF8.GetBytes(pem);
        byte[] secret = [.. Encoding.UTF8.GetBytes(password), 0];
        nint key;
        fixed (byte* textPointer = text, secretPointer = secret)
        {
            nint source = BIO_new_mem_buf(textPointer, text.Length);
            // Without a callback, the last argument is the password itself.
            key = PEM_read_bio_PrivateKey(source, null, 0, secretPointer);
            _ = BIO_free(source);
        }
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(secret);
        ERR_clear_error();
        if (key == 0)
            return null;
        nint info = EVP_PKEY2PKCS8(key);
        byte[] der = new byte[i2d_PKCS8_PRIV_KEY_INFO(info, null)];
        fixed (byte* start = der)
        {
            byte* position = start;
            _ = i2d_PKCS8_PRIV_KEY_INFO(info, &position);
        }
        PKCS8_PRIV_KEY_INFO_free(info);
        EVP_PKEY_free(key);
        return der;
    }

    private static byte[] CertificateBytes(nint certificate)
    {
        byte[] der = new byte[i2d_X509(certificate, null)];
        fixed (byte* start = der)
        {
            byte* position = start;
            _ = i2d_X509(certificate, &position);
        }
        return der;
    }

    [LibraryImport(Crypto)]
    public static partial void ERR_clear_error();

    [LibraryImport(Crypto)]
    private static partial nuint ERR_peek_last_error();

    [LibraryImport(Crypto)]
    private static partial nint ERR_reason_error_string(nuint error);

    [LibraryImport(Crypto)]
    private static partial nint X509_verify_cert_error_string(long result);

    [LibraryImport(Crypto)]
    public static partial int X509_STORE_add_cert(nint store, nint certificate);

    [LibraryImport(Crypto)]
    private static partial int X509_VERIFY_PARAM_set1_ip(nint parameters, byte* address, nuint length);

    [LibraryImport(Crypto)]
    private static partial nint d2i_X509(nint* certificate, byte** source, long length);

    [LibraryImport(Crypto)]
    private static partial int i2d_X509(nint certificate, byte** target);

    [LibraryImport(Crypto)]
    private static partial void X509_free(nint certificate);

    [LibraryImport(Crypto)]
    private static partial nint d2i_AutoPrivateKey(nint* key, byte** source, long length);

    [LibraryImport(Crypto)]
    private static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Crypto)]
    private static partial nint EVP_PKEY2PKCS8(nint key);

    [LibraryImport(Crypto)]
    private static partial int i2d_PKCS8_PRIV_KEY_INFO(nint info, byte** target);

    [LibraryImport(Crypto)]
    private static partial void PKCS8_PRIV_KEY_INFO_free(nint info);

    [LibraryImport(Crypto)]
    private static partial nint PEM_read_bio_PrivateKey(nint source, nint* key, nint callback, void* password);

    [LibraryImport(Crypto)]
    private static partial nint BIO_new_mem_buf(byte* buffer, int length);

    [LibraryImport(Crypto)]
    private static partial int BIO_free(nint bio);

    [LibraryImport(Crypto)]
    private static partial int OPENSSL_sk_num(nint stack);

    [LibraryImport(Crypto)]
    private static partial nint OPENSSL_sk_value(nint stack, int index);
}
