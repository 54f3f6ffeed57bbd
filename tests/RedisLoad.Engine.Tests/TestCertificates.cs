using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RedisLoad.Tests;

/// <summary>Certificates with their keys, made for a test.</summary>
internal static class TestCertificates
{
    public static X509Certificate2 Authority(string name)
    {
        CertificateRequest request = Request(name, ECDsa.Create(ECCurve.NamedCurves.nistP256));
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.Now.AddDays(-10), DateTimeOffset.Now.AddDays(10));
    }

    /// <summary>An authority that another has signed.</summary>
    public static X509Certificate2 Intermediate(string name, X509Certificate2 authority)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = Request(name, key);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.Create(authority, DateTimeOffset.Now.AddDays(-5), DateTimeOffset.Now.AddDays(5), RandomNumberGenerator.GetBytes(8))
            .CopyWithPrivateKey(key);
    }

    /// <summary>A certificate; without an authority it is signed by itself.</summary>
    public static X509Certificate2 For(string[] names, X509Certificate2? authority = null, int fromDay = -1, int toDay = 1)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = Request("server", key);
        var alternativeNames = new SubjectAlternativeNameBuilder();
        foreach (string name in names)
        {
            if (System.Net.IPAddress.TryParse(name, out System.Net.IPAddress? address))
                alternativeNames.AddIpAddress(address);
            else
                alternativeNames.AddDnsName(name);
        }
        if (names.Length > 0)
            request.CertificateExtensions.Add(alternativeNames.Build());
        (DateTimeOffset from, DateTimeOffset to) = (DateTimeOffset.Now.AddDays(fromDay), DateTimeOffset.Now.AddDays(toDay));
        return authority is null
            ? request.CreateSelfSigned(from, to)
            : request.Create(authority, from, to, RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
    }

    private static CertificateRequest Request(string name, ECDsa key) => new($"CN={name}", key, HashAlgorithmName.SHA256);
}
