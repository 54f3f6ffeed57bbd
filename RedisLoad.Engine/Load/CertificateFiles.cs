using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RedisLoad.Load;

/// <summary>Reads the certificates that a plan names, and says clearly what is wrong with a file.</summary>
internal static class CertificateFiles
{
    private const string Authorities = nameof(LoadPlan.CaCertificate);
    private const string Client = nameof(LoadPlan.ClientCertificate);
    private const string Key = nameof(LoadPlan.ClientKey);
    private const string Password = nameof(LoadPlan.ClientCertificatePassword);

    /// <summary>Reads the certificates of authorities: one or more, PEM.</summary>
    /// <exception cref="PlanException">The file cannot be read, or holds none.</exception>
    public static X509Certificate2Collection LoadAuthorities(string path)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(ReadText(Authorities, path));
        }
        catch (CryptographicException exception)
        {
            throw Unusable(Authorities, path, $"a certificate in '{path}' cannot be read: {exception.Message}");
        }
        return authorities.Count > 0 ? authorities : throw Unusable(Authorities, path, $"'{path}' holds no certificate. Give a PEM file: it begins with -----BEGIN CERTIFICATE-----.");
    }

    /// <summary>Reads the certificate of a client with its key: PEM, or PFX.</summary>
    /// <param name="path">The file of the certificate.</param>
    /// <param name="keyPath">The file of the key, PEM; null where it is in the certificate's.</param>
    /// <param name="password">The password of the key, or of the PFX; null for none.</param>
    /// <exception cref="PlanException">A file cannot be read, or does not hold what it should.</exception>
    public static X509Certificate2 LoadClient(string path, string? keyPath, SecureString? password)
    {
        string text = ReadText(Client, path);
        // What a PFX is made of is no text; a PEM file may begin with a comment.
        if (text.Contains("-----BEGIN", StringComparison.Ordinal))
            return LoadPem(path, text, keyPath, password);
        return keyPath is null
            ? LoadPfx(path, password)
            : throw new PlanException(PlanProblem.ValuesConflict, Key, keyPath, $"'{keyPath}' does not go together with -{Client}, a PFX file, which has the key in it. Leave -{Key} out.");
    }

    private static X509Certificate2 LoadPem(string path, string text, string? keyPath, SecureString? password)
    {
        if (!text.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
            throw Unusable(Client, path, $"'{path}' holds no certificate. Give the file of the certificate, and that of its key with -{Key}.");

        (string keyParameter, string keyFile, string keyText) = keyPath is null ? (Client, path, text) : (Key, keyPath, ReadText(Key, keyPath));
        if (!keyText.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw Unusable(keyParameter, keyFile, keyPath is null ? $"'{path}' holds no key. Give its file with -{Key}." : $"'{keyPath}' holds no key. Give a PEM file: it begins with -----BEGIN PRIVATE KEY-----.");
        bool isEncrypted = keyText.Contains("ENCRYPTED", StringComparison.Ordinal);
        if (isEncrypted && password is null)
            throw Unusable(keyParameter, keyFile, $"the key in '{keyFile}' is encrypted. Give -{Password}.");
        try
        {
            X509Certificate2 certificate = isEncrypted
                ? X509Certificate2.CreateFromEncryptedPem(text, keyText, Reveal(password))
                : X509Certificate2.CreateFromPem(text, keyText);
            return ForHandshakes(certificate);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            string wrong = isEncrypted ? $"or -{Password} is wrong" : "or is none that can be read";
            throw Unusable(keyParameter, keyFile, $"the key in '{keyFile}' is not that of the certificate in '{path}', {wrong}.");
        }
    }

    private static X509Certificate2 LoadPfx(string path, SecureString? password)
    {
        X509Certificate2 certificate;
        try
        {
            certificate = X509CertificateLoader.LoadPkcs12FromFile(path, password is null ? null : Reveal(password));
        }
        catch (CryptographicException)
        {
            string wrong = password is null ? $"it wants a password: give -{Password}" : $"-{Password} is wrong";
            throw Unusable(Client, path, $"'{path}' is neither PEM nor a PFX that can be opened, or {wrong}.");
        }
        return certificate.HasPrivateKey ? certificate : throw Unusable(Client, path, $"'{path}' holds no key to its certificate. Give a PFX with the key.");
    }

    /// <summary>A certificate with its key in the form that the system's TLS takes: Windows wants keys that are kept.</summary>
    private static X509Certificate2 ForHandshakes(X509Certificate2 certificate) =>
        OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null) : certificate;

    private static string ReadText(string parameter, string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new PlanException(PlanProblem.CertificateNotFound, parameter, path, $"there is no file '{path}'. Check the path.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unusable(parameter, path, $"'{path}' cannot be read: {exception.Message}");
        }
    }

    private static string Reveal(SecureString? password) => new NetworkCredential(string.Empty, password).Password;

    private static PlanException Unusable(string parameter, string path, string reason) => new(PlanProblem.CertificateUnusable, parameter, path, reason);
}
