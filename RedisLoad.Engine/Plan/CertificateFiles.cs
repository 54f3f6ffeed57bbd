using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RedisLoad.Interop;
using RedisLoad.Parameters;

namespace RedisLoad.Plan;

/// <summary>Reads the certificates that a plan names, and says clearly what is wrong with a file.</summary>
internal static class CertificateFiles
{
    private const string Authorities = nameof(SecurityPlan.CaCertificate);
    private const string Client = nameof(SecurityPlan.ClientCertificate);
    private const string Key = nameof(SecurityPlan.ClientKey);
    private const string Password = nameof(SecurityPlan.ClientCertificatePassword);

    /// <summary>Reads the certificates of authorities: one or more, PEM, from a file or from all files of a folder.</summary>
    /// <exception cref="PlanException">A file cannot be read, or there is no certificate.</exception>
    public static X509Certificate2Collection LoadAuthorities(string path)
    {
        var authorities = new X509Certificate2Collection();
        foreach (string file in Directory.Exists(path) ? FilesOf(path) : [path])
        {
            try
            {
                authorities.ImportFromPem(ReadText(Authorities, file));
            }
            catch (CryptographicException exception)
            {
                throw Unusable(Authorities, file, $"a certificate in '{file}' cannot be read: {exception.Message}");
            }
        }
        return authorities.Count > 0 ? authorities : throw Unusable(
            Authorities, path, $"'{path}' contains no certificate. Use a PEM file; it begins with -----BEGIN CERTIFICATE-----.");
    }

    /// <summary>Reads the certificate of a client with its key, and those between it and its authority: PEM, or PFX.</summary>
    /// <param name="path">The file of the certificate.</param>
    /// <param name="keyPath">The file of the key, PEM; null where it is in the certificate's.</param>
    /// <param name="password">The password of the key, or of the PFX; null for none.</param>
    /// <returns>The client's own certificate with its key, and then the others, each followed by the one that has signed it.</returns>
    /// <exception cref="PlanException">A file cannot be read, or does not hold what it should.</exception>
    public static X509Certificate2Collection LoadClient(string path, string? keyPath, SecureString? password)
    {
        string text = ReadText(Client, path);
        // What a PFX is made of is no text; a PEM file may begin with a comment.
        if (text.Contains("-----BEGIN", StringComparison.Ordinal))
            return LoadPem(path, text, keyPath, password);
        return keyPath is null
            ? LoadPfx(path, password)
            : throw new PlanException(
                PlanProblem.ValuesConflict, Key, keyPath,
                $"'{keyPath}' cannot be combined with -{Client}, a PFX file, which contains the key. Remove -{Key}.");
    }

    private static X509Certificate2Collection LoadPem(string path, string text, string? keyPath, SecureString? password)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException exception)
        {
            throw Unusable(Client, path, $"a certificate in '{path}' cannot be read: {exception.Message}");
        }
        if (certificates.Count == 0)
            throw Unusable(
                Client, path, $"'{path}' contains no certificate. Use the file of the certificate, and pass the file of its key with -{Key}.");

        (string keyParameter, string keyFile, string keyText) = keyPath is null
            ? (Client, path, text)
            : (Key, keyPath, ReadText(Key, keyPath));
        if (!keyText.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw Unusable(keyParameter, keyFile, keyPath is null ? $"'{path}' contains no key. Pass its file with -{Key}." : $"'{keyPath}' contains no key. Use a PEM file; it begins with -----BEGIN PRIVATE KEY-----.");
        bool isEncrypted = keyText.Contains("ENCRYPTED", StringComparison.Ordinal);
        if (isEncrypted && password is null)
            throw Unusable(keyParameter, keyFile, $"the key in '{keyFile}' is encrypted. It requires -{Password}.");

        string? plainKey = isEncrypted ? Decrypt(keyText, password) : keyText;
        X509Certificate2? own = plainKey is null
            ? null
            : certificates.Select(certificate => WithKey(certificate, plainKey)).FirstOrDefault(certificate => certificate is not null);
        if (own is not null)
            return InOrder(own, certificates);
        string wrong = isEncrypted ? $"or -{Password} is wrong" : "or is none that can be read";
        throw Unusable(keyParameter, keyFile, $"the key in '{keyFile}' does not belong to the certificate in '{path}', {wrong}.");
    }

    /// <summary>A key in plain PEM. OpenSSL reads every form of an encrypted one; .NET does not know the traditional form.</summary>
    private static string? Decrypt(string keyText, SecureString? password) =>
        OpenSsl.DecryptKey(keyText, Reveal(password)) is { } key ? PemEncoding.WriteString("PRIVATE KEY", key) : null;

    /// <summary>A certificate with a key; null where the key is another's.</summary>
    private static X509Certificate2? WithKey(X509Certificate2 certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A certificate, and after each the one that has signed it, which is how TLS wants a chain; what is no part of it comes
    /// last.</summary>
    private static X509Certificate2Collection InOrder(X509Certificate2 own, X509Certificate2Collection certificates)
    {
        var chain = new X509Certificate2Collection(own);
        List<X509Certificate2> rest = [.. certificates.Where(certificate =>
            !certificate.RawDataMemory.Span.SequenceEqual(own.RawDataMemory.Span))];
        while (rest.Count > 0)
        {
            X509Certificate2 next = rest.Find(certificate => certificate.SubjectName.RawData.AsSpan()
                .SequenceEqual(chain[^1].IssuerName.RawData)) ?? rest[0];
            chain.Add(next);
            rest.Remove(next);
        }
        return chain;
    }

    private static X509Certificate2Collection LoadPfx(string path, SecureString? password)
    {
        X509Certificate2Collection certificates;
        try
        {
            certificates = X509CertificateLoader.LoadPkcs12CollectionFromFile(
                path, password is null ? null : Reveal(password), X509KeyStorageFlags.Exportable);
        }
        catch (CryptographicException)
        {
            string wrong = password is null ? $"it requires -{Password}" : $"-{Password} is wrong";
            throw Unusable(Client, path, $"'{path}' is neither PEM nor a PFX that can be opened, or {wrong}.");
        }
        return certificates.FirstOrDefault(certificate => certificate.HasPrivateKey) is { } own
            ? InOrder(own, certificates)
            : throw Unusable(Client, path, $"'{path}' contains no key for its certificate. Use a PFX with the key.");
    }

    private static string[] FilesOf(string folder)
    {
        try
        {
            return Directory.GetFiles(folder);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw Unusable(Authorities, folder, $"'{folder}' cannot be read: {exception.Message}");
        }
    }

    private static string ReadText(string parameter, string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new PlanException(PlanProblem.CertificateNotFound, parameter, path, $"the file '{path}' does not exist. Check the path.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unusable(parameter, path, $"'{path}' cannot be read: {exception.Message}");
        }
    }

    private static string Reveal(SecureString? password) => new NetworkCredential(string.Empty, password).Password;

    private static PlanException Unusable(string parameter, string path, string reason) =>
        new(PlanProblem.CertificateUnusable, parameter, path, reason);
}
