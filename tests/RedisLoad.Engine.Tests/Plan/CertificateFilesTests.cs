using System.Security.Cryptography.X509Certificates;
using RedisLoad.Parameters;
using RedisLoad.Plan;

namespace RedisLoad.Tests.Plan;

public sealed class CertificateFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("certificates").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_may_hold_several_authorities()
    {
        string path = Write("ca.pem", "# two\n" + TestCertificates.Authority("one")
            .ExportCertificatePem() + "\n" + TestCertificates.Authority("two").ExportCertificatePem());
        Assert.Equal(["CN=one", "CN=two"], CertificateFiles.LoadAuthorities(path).Select(certificate => certificate.Subject));
    }

    [Fact]
    public void A_certificate_may_have_its_key_in_its_own_file()
    {
        using var certificate = TestCertificates.For(["client"]);
        string path = Write(
            "client.pem", certificate.ExportCertificatePem() + "\n" + certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        X509Certificate2 loaded = Assert.Single(CertificateFiles.LoadClient(path, keyPath: null, password: null));
        Assert.Equal((certificate.Thumbprint, true), (loaded.Thumbprint, loaded.HasPrivateKey));
    }

    [Theory]
    [InlineData("", "contains no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "cannot be read")]
    public void A_file_without_authorities_is_refused(string text, string says)
    {
        var exception = Assert.Throws<PlanException>(() => CertificateFiles.LoadAuthorities(Write("ca.pem", text)));
        Assert.Equal((PlanProblem.CertificateUnusable, "CaCertificate"), (exception.Problem, exception.Parameter));
        Assert.Contains(says, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        string path = Path.Combine(_folder, "nowhere", "ca.pem");
        var exception = Assert.Throws<PlanException>(() => CertificateFiles.LoadAuthorities(path));
        Assert.Equal((PlanProblem.CertificateNotFound, path), (exception.Problem, exception.Value));
        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_no_file() =>
        Assert.Equal(
            PlanProblem.CertificateUnusable, Assert.Throws<PlanException>(() => CertificateFiles.LoadAuthorities(_folder)).Problem);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
