using System.Security.Cryptography.X509Certificates;
using RedisLoad.Interop;
using static System.FormattableString;

namespace RedisLoad.Redis;

/// <summary>What is wrong with a server's certificate, in words.</summary>
internal static class ServerCertificate
{
    // X509_V_ERR_... of OpenSSL.
    private const long NoIssuer = 2;
    private const long NotYetValid = 9;
    private const long Expired = 10;
    private const long SelfSigned = 18;
    private const long SelfSignedInChain = 19;
    private const long NoIssuerHere = 20;
    private const long NoLeafSignature = 21;
    private const long HostnameMismatch = 62;
    private const long AddressMismatch = 64;

    private const string OrSkip = "or use -SkipCertificateCheck, which accepts any certificate";

    /// <summary>Judges a certificate that was not accepted.</summary>
    /// <param name="server">The server, for messages.</param>
    /// <param name="expectedName">The name that it had to be for.</param>
    /// <param name="certificate">The certificate.</param>
    /// <param name="verification">What the check found: X509_V_ERR_... of OpenSSL.</param>
    /// <param name="now">The time.</param>
    /// <param name="hasAuthorities">Whether the user has said who is trusted.</param>
    public static ServerException Judge(
        string server, string expectedName, X509Certificate2 certificate, long verification, DateTime now, bool hasAuthorities)
    {
        if (now > certificate.NotAfter)
            return new(
                ServerProblem.CertificateExpired,
                Invariant($"The certificate of {server} has expired, on {certificate.NotAfter:yyyy-MM-dd HH:mm:ss}. Renew it, {OrSkip}."));
        if (now < certificate.NotBefore)
            return new(ServerProblem.CertificateNotYetValid, Invariant($"The certificate of {server} is not valid before {certificate.NotBefore:yyyy-MM-dd HH:mm:ss}. Check the clocks of this host and of its issuer, {OrSkip}."));

        bool isTrusted = verification is not (NoIssuer or SelfSigned or SelfSignedInChain or NoIssuerHere or NoLeafSignature);
        if (!isTrusted && certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData))
        {
            return new(
                ServerProblem.CertificateSelfSigned,
                $"The certificate of {server} ({NameOf(certificate)}) is self-signed and not trusted. If it is the right one, pass it with -CaCertificate, {OrSkip}.");
        }
        if (!isTrusted)
        {
            string trusted = hasAuthorities ? "those in -CaCertificate" : "the authorities that this host trusts";
            return new(
                ServerProblem.CertificateUntrusted,
                $"The certificate of {server} is signed by '{certificate.Issuer}', which is not one of {trusted}. Pass the certificate of that authority with -CaCertificate, {OrSkip}.");
        }
        if (verification is HostnameMismatch or AddressMismatch)
        {
            return new(
                ServerProblem.CertificateNameMismatch,
                $"The certificate of {server} is for {string.Join(", ", NamesOf(certificate))}, not for {expectedName}. If it is the right server, pass one of these names with -TlsServerName, {OrSkip}.");
        }
        ServerProblem problem = verification switch
        {
            Expired => ServerProblem.CertificateExpired,
            NotYetValid => ServerProblem.CertificateNotYetValid,
            _ => ServerProblem.CertificateUntrusted,
        };
        return new(problem, $"The certificate of {server} ({NameOf(certificate)}), or one in its chain, cannot be trusted: {OpenSsl.ReasonOfVerification(verification)}. Replace it, {OrSkip}.");
    }

    /// <summary>A certificate's own name.</summary>
    public static string NameOf(X509Certificate2 certificate) =>
        certificate.Subject.Length > 0 ? certificate.Subject : string.Join(", ", NamesOf(certificate));

    /// <summary>The names and addresses that a certificate is for.</summary>
    internal static IReadOnlyList<string> NamesOf(X509Certificate2 certificate)
    {
        string[] names = [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses()
                .Select(address => $"{address}")))];
        return names.Length > 0 ? names : [$"{NameOfSubject(certificate)}, its subject alone"];
    }

    private static string NameOfSubject(X509Certificate2 certificate) => certificate.Subject.Length > 0 ? certificate.Subject : "nobody";
}
