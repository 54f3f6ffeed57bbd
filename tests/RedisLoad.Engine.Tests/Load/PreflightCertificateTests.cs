using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using RedisLoad.Load;

namespace RedisLoad.Tests.Load;

public class PreflightCertificateTests
{
    private static readonly X509Certificate2 s_authority = TestCertificates.Authority("The authority");

    [Theory]
    [InlineData(-5, -2, X509ChainStatusFlags.NotTimeValid, SslPolicyErrors.RemoteCertificateChainErrors, PreflightProblem.CertificateExpired, "has expired")]
    [InlineData(2, 5, X509ChainStatusFlags.NotTimeValid, SslPolicyErrors.RemoteCertificateChainErrors, PreflightProblem.CertificateNotYetValid, "not valid before")]
    [InlineData(-1, 1, X509ChainStatusFlags.PartialChain, SslPolicyErrors.RemoteCertificateChainErrors, PreflightProblem.CertificateUntrusted, "CN=The authority")]
    [InlineData(-1, 1, X509ChainStatusFlags.UntrustedRoot, SslPolicyErrors.RemoteCertificateChainErrors, PreflightProblem.CertificateUntrusted, "-CaCertificate")]
    [InlineData(-1, 1, X509ChainStatusFlags.NoError, SslPolicyErrors.RemoteCertificateNameMismatch, PreflightProblem.CertificateNameMismatch, "for localhost, 127.0.0.1, and not for redis")]
    [InlineData(-1, 1, X509ChainStatusFlags.NotSignatureValid, SslPolicyErrors.RemoteCertificateChainErrors, PreflightProblem.CertificateUntrusted, "NotSignatureValid")]
    public void What_is_wrong_has_its_words(int fromDay, int toDay, X509ChainStatusFlags status, SslPolicyErrors errors, PreflightProblem expected, string says)
    {
        using X509Certificate2 certificate = TestCertificates.For(["localhost", "127.0.0.1"], s_authority, fromDay, toDay);
        PreflightException problem = Judge(certificate, status, errors);
        Assert.Equal(expected, problem.Problem);
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_is_signed_by_itself_can_be_given_as_an_authority()
    {
        using X509Certificate2 certificate = TestCertificates.For(["localhost"]);
        Assert.Equal(PreflightProblem.CertificateSelfSigned, Judge(certificate, X509ChainStatusFlags.UntrustedRoot, SslPolicyErrors.RemoteCertificateChainErrors).Problem);
    }

    [Fact]
    public void A_certificate_without_names_says_so()
    {
        using X509Certificate2 certificate = TestCertificates.For([], s_authority);
        Assert.Contains("CN=server, its subject alone", Judge(certificate, X509ChainStatusFlags.NoError, SslPolicyErrors.RemoteCertificateNameMismatch).Message, StringComparison.Ordinal);
    }

    private static PreflightException Judge(X509Certificate2 certificate, X509ChainStatusFlags status, SslPolicyErrors errors) =>
        PreflightCertificate.Judge("redis:6380", "redis", certificate, [new X509ChainStatus { Status = status }], errors, DateTime.Now, hasAuthorities: true);
}
