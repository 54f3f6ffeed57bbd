using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using RedisLoad.Failures;
using RedisLoad.Resp;
using RedisLoad.Session;
using RedisLoad.Transport;
using RedisLoad.Transport.Portable;

namespace RedisLoad.Tests.Transport;

public class PortableTlsTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);
    private static readonly X509Certificate2 s_authority = TestCertificates.Authority("The authority");
    private static readonly X509Certificate2 s_certificate = TestCertificates.For(["localhost", "127.0.0.1"], s_authority);

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public void A_session_is_secured_before_its_first_word(SslProtocols version)
    {
        using ScriptedServer server = Serve(version);
        SessionRecord session = RunOne(server, Tls());
        Assert.Equal(FailureKind.None, session.Failure);
        Assert.InRange(session.Secured, session.Connected, session.Answered);
    }

    [Fact]
    public void Every_handshake_is_a_full_one() => Assert.False(Tls().CreateOptions("localhost").AllowTlsResume);

    [Fact]
    public void A_certificate_for_another_name_fails_the_handshake()
    {
        using ScriptedServer server = Serve(SslProtocols.Tls13);
        SessionRecord session = RunOne(server, Tls() with { ServerName = "redis.example.com" });
        Assert.Equal((FailureKind.TlsFailed, 0L), (session.Failure, session.Secured));
        Assert.NotEqual(0, session.Connected);
    }

    [Fact]
    public void A_certificate_of_an_unknown_authority_fails_the_handshake()
    {
        using ScriptedServer server = Serve(SslProtocols.Tls13);
        Assert.Equal(FailureKind.TlsFailed, RunOne(server, Tls() with { Authorities = [TestCertificates.Authority("Another")] }).Failure);
        Assert.Equal(FailureKind.None, RunOne(server, new TlsSettings(null, null, null, SkipsCheck: true)).Failure);
    }

    [Fact]
    public void A_server_that_hangs_up_in_the_handshake_has_closed_the_connection()
    {
        // So does a Redis that has as many clients as it takes.
        using var server = new ScriptedServer(async (connection, _) => await connection.ReceiveAsync(new byte[4096]));
        Assert.Equal(FailureKind.ClosedByServer, RunOne(server, Tls()).Failure);
    }

    [Fact]
    public void A_server_that_does_not_shake_hands_is_a_connect_timeout()
    {
        using var server = ScriptedServer.Silent();
        SessionRecord session = RunOne(server, Tls(), connectTimeout: TimeSpan.FromMilliseconds(100));
        Assert.Equal((FailureKind.ConnectTimeout, 0L), (session.Failure, session.Secured));
    }

    [Fact]
    public void A_server_that_speaks_plain_text_fails_the_handshake()
    {
        using var server = new ScriptedServer(async (connection, _) =>
        {
            await connection.ReceiveAsync(new byte[4096]);
            await connection.SendAsync("-ERR Protocol error\r\n"u8.ToArray());
            await connection.ReceiveAsync(new byte[4096]);
        });
        Assert.Equal(FailureKind.TlsFailed, RunOne(server, Tls()).Failure);
    }

    private static TlsSettings Tls() => new(null, [s_authority], null, SkipsCheck: false);

    private static ScriptedServer Serve(SslProtocols version) => new(async (connection, testOver) =>
    {
        using var stream = new SslStream(new NetworkStream(connection));
        var options = new SslServerAuthenticationOptions { ServerCertificate = s_certificate, EnabledSslProtocols = version };
        try
        {
            await stream.AuthenticateAsServerAsync(options, testOver);
            if (await stream.ReadAtLeastAsync(new byte[100], 1, throwOnEndOfStream: false, testOver) > 0)
                await stream.WriteAsync("+PONG\r\n"u8.ToArray(), testOver);
            await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, testOver);
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            // The client does not take the certificate, or has gone.
        }
    });

    private static SessionRecord RunOne(ScriptedServer server, TlsSettings tls, TimeSpan? connectTimeout = null)
    {
        var sink = new Sink();
        var settings = new TransportSettings
        {
            Targets = [LoadTarget.Of(server.EndPoint)],
            Script = SessionScript.Create(Handshake.None, ["PING"], isPipelined: false, requests: 1),
            Capacity = 1,
            ConnectTimeout = connectTimeout ?? s_long,
            ReplyTimeout = s_long,
            Tls = tls,
        };
        using var transport = new PortableTransport(settings, sink);
        transport.Start(default, Clock.Now, Clock.Now);
        while (transport.Open > 0)
            transport.Serve(Clock.Now + s_long.ToNanoseconds());
        return Assert.Single(sink.Ended);
    }

    private sealed class Sink : ISessionSink
    {
        public List<SessionRecord> Ended { get; } = [];

        public void OnSessionAnswered(in SessionRecord session)
        {
        }

        public void OnSessionEnded(in SessionRecord session) => Ended.Add(session);
    }
}
