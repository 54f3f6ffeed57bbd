using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using RedisLoad.Session;
using RedisLoad.Transport;

namespace RedisLoad.Tests.Transport;

/// <summary>The same over TLS.</summary>
public sealed class ConnectionShapesOverTlsTests : ConnectionShapesTests, IDisposable
{
    private static readonly X509Certificate2 s_authority = TestCertificates.Authority("The authority");
    private static readonly X509Certificate2 s_certificate = TestCertificates.For(["localhost", "127.0.0.1"], s_authority);

    private readonly TlsContext _context = new(new TlsSettings(null, [s_authority], null, SkipsCheck: false));
    private readonly List<TlsFront> _fronts = [];

    public void Dispose()
    {
        _fronts.ForEach(front => front.Dispose());
        _context.Dispose();
    }

    /// <summary>What is in front of the server has its own.</summary>
    private protected override string[] SourcesSeen => ["127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1"];

    private protected override EpollTransport Create(TransportSettings settings, ISessionSink sink) => new(
        settings with { Tls = _context, Targets = [.. settings.Targets.Select(target => target
        with { EndPoints = [.. target.EndPoints.Select(Secure)] })] }, sink);

    private System.Net.EndPoint Secure(System.Net.EndPoint behind)
    {
        var front = new TlsFront(behind, new SslServerAuthenticationOptions { ServerCertificate = s_certificate });
        _fronts.Add(front);
        return front.EndPoint;
    }
}
