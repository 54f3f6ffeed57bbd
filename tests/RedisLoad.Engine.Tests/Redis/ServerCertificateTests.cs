using System.Security.Cryptography.X509Certificates;
using RedisLoad.Redis;

namespace RedisLoad.Tests.Redis;

public class ServerCertificateTests
{
    private static readonly X509Certificate2 s_authority = TestCertificates.Authority("The authority");

    [Theory]
    [InlineData(-5, -2, 10, ServerProblem.CertificateExpired, "has expired")]
    [InlineData(2, 5, 9, ServerProblem.CertificateNotYetValid, "not valid before")]
    [InlineData(-1, 1, 20, ServerProblem.CertificateUntrusted, "CN=The authority")]
    [InlineData(-1, 1, 19, ServerProblem.CertificateUntrusted, "-CaCertificate")]
    [InlineData(-1, 1, 62, ServerProblem.CertificateNameMismatch, "for localhost, 127.0.0.1, not for redis")]
    [InlineData(-1, 1, 64, ServerProblem.CertificateNameMismatch, "for localhost, 127.0.0.1, not for redis")]
    [InlineData(-1, 1, 10, ServerProblem.CertificateExpired, "or one in its chain")]
    [InlineData(-1, 1, 7, ServerProblem.CertificateUntrusted, "signature failure")]
    public void What_is_wrong_has_its_words(int fromDay, int toDay, long verification, ServerProblem expected, string says)
    {
        using X509Certificate2 certificate = TestCertificates.For(["localhost", "127.0.0.1"], s_authority, fromDay, toDay);
        ServerException problem = Judge(certificate, verification);
        Assert.Equal(expected, problem.Problem);
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_is_signed_by_itself_can_be_given_as_an_authority()
    {
        using X509Certificate2 certificate = TestCertificates.For(["localhost"]);
        Assert.Equal(ServerProblem.CertificateSelfSigned, Judge(certificate, 18).Problem);
    }

    [Fact]
    public void A_certificate_without_names_says_so()
    {
        using X509Certificate2 certificate = TestCertificates.For([], s_authority);
        Assert.Contains("CN=server, its subject alone", Judge(certificate, 62).Message, StringComparison.Ordinal);
    }

    private static ServerException Judge(X509Certificate2 certificate, long verification) =>
        ServerCertificate.Judge("redis:6380", "redis", certificate, verification, DateTime.Now, hasAuthorities: true);
}
