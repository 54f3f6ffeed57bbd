using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using RedisLoad.Failures;
using RedisLoad.Tests.Resp;
using RedisLoad.Resp;
using RedisLoad.Session;
using RedisLoad.Target;
using RedisLoad.Transport;

namespace RedisLoad.Tests.Transport;

public sealed class TlsTests : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);
    private static readonly X509Certificate2 s_authority = TestCertificates.Authority("The authority");
    private static readonly X509Certificate2 s_certificate = TestCertificates.For(["localhost", "127.0.0.1"], s_authority);
    private static readonly TlsSettings s_tls = new(null, [s_authority], null, SkipsCheck: false);

    private readonly TargetServer _target = TargetServer.Start(new TargetOptions());
    private readonly List<TlsFront> _fronts = [];

    public void Dispose()
    {
        _fronts.ForEach(front => front.Dispose());
        _target.Dispose();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public void A_session_is_secured_before_its_first_word(SslProtocols version)
    {
        SessionRecord session = RunOne(Serve(version), s_tls);
        Assert.Equal(FailureKind.None, session.Failure);
        Assert.InRange(session.Secured, session.Connected, session.Answered);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, false)]
    [InlineData(SslProtocols.Tls13, false)]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
    public void A_handshake_is_resumed_where_that_is_asked_for_and_else_a_full_one(SslProtocols version, bool resumes)
    {
        List<SessionRecord> sessions = Run(LoadTarget.Of(Serve(version).EndPoint), s_tls with { Resumes = resumes }, sessions: 10);
        Assert.All(sessions, session => Assert.Equal(FailureKind.None, session.Failure));
        Assert.Equal(resumes ? 9 : 0, sessions.Count(session => session.IsResumed));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, SslProtocols.Tls13)]
    [InlineData(SslProtocols.Tls13, SslProtocols.Tls12)]
    public void A_server_without_the_version_fails_the_handshake(SslProtocols offered, SslProtocols spoken) =>
        Assert.Equal(FailureKind.TlsFailed, RunOne(Serve(spoken), s_tls with { Versions = offered }).Failure);

    [Theory]
    [InlineData("TLS_CHACHA20_POLY1305_SHA256", SslProtocols.Tls13)]
    [InlineData("ECDHE-ECDSA-AES256-GCM-SHA384", SslProtocols.Tls12)]
    public void A_cipher_is_offered_alone(string cipher, SslProtocols version)
    {
        var spoken = new List<string>();
        using var server = new ScriptedServer(async (connection, testOver) =>
        {
            using var stream = new SslStream(new NetworkStream(connection));
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = s_certificate }, testOver);
            spoken.Add($"{stream.NegotiatedCipherSuite}");
        });
        Run(LoadTarget.Of(server.EndPoint), s_tls with { Ciphers = [cipher], Versions = version }, sessions: 1);
        Assert.Equal(version == SslProtocols.Tls13 ? cipher : "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", Assert.Single(spoken));
    }

    [Theory]
    [InlineData("redis.example.com", false)]
    [InlineData("127.0.0.2", false)]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST.", true)]
    [InlineData("127.0.0.1", true)]
    public void A_certificate_has_to_be_for_the_name_or_address(string name, bool isFor)
    {
        SessionRecord session = RunOne(Serve(SslProtocols.Tls13), s_tls with { ServerName = name });
        Assert.Equal((isFor ? FailureKind.None : FailureKind.TlsFailed, isFor), (session.Failure, session.Secured != 0));
        Assert.NotEqual(0, session.Connected);
    }

    [Fact]
    public void A_certificate_of_an_unknown_authority_fails_the_handshake()
    {
        TlsFront front = Serve(SslProtocols.Tls13);
        Assert.Equal(FailureKind.TlsFailed, RunOne(front, s_tls with { Authorities = [TestCertificates.Authority("Another")] }).Failure);
        Assert.Equal(FailureKind.TlsFailed, RunOne(front, s_tls with { Authorities = null }).Failure);
        Assert.Equal(FailureKind.None, RunOne(front, new TlsSettings(null, null, null, SkipsCheck: true)).Failure);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public void The_clients_chain_is_sent_whole(SslProtocols version)
    {
        using X509Certificate2 intermediate = TestCertificates.Intermediate("Between", s_authority);
        using X509Certificate2 client = TestCertificates.For(["client"], intermediate);
        int shown = 0;
        TlsFront front = Serve(version, (_, certificate, chain, _) =>
        {
            shown = chain?.ChainPolicy.ExtraStore.Count ?? 0;
            return (certificate as X509Certificate2)?.Thumbprint == client.Thumbprint;
        });
        TlsSettings settings = s_tls with { ClientCertificate = client, ClientChain = [intermediate] };
        Assert.Equal(FailureKind.None, RunOne(front, settings).Failure);
        Assert.Equal(1, shown);
        // The server above sends no alert when its caller refuses; what a real one does is tried with a Redis.
        Assert.NotEqual(FailureKind.None, Assert.Single(Run(LoadTarget.Of(front.EndPoint), s_tls, sessions: 1)).Failure);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_server_that_goes_before_its_first_word_has_too_many_clients(bool resets)
    {
        // A Redis does so, for it cannot say it: with the client's first words unread, its close is a reset.
        using var server = new ScriptedServer(async (connection, _) =>
        {
            if (!resets)
                await connection.ReceiveAsync(new byte[4096]);
        });
        Assert.Equal(FailureKind.MaxClients, RunOne(server.EndPoint, s_tls).Failure);
    }

    [Fact]
    public void A_server_that_does_not_shake_hands_is_a_connect_timeout()
    {
        using var server = ScriptedServer.Silent();
        SessionRecord session = RunOne(server.EndPoint, s_tls, connectTimeout: TimeSpan.FromMilliseconds(100));
        Assert.Equal((FailureKind.ConnectTimeout, 0L), (session.Failure, session.Secured));
    }

    [Theory]
    [InlineData("-ERR Protocol error\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2p1\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    public void A_server_that_speaks_plain_text_fails_the_handshake(string words)
    {
        using var server = new ScriptedServer(async (connection, _) =>
        {
            await connection.ReceiveAsync(new byte[4096]);
            await connection.SendAsync(System.Text.Encoding.ASCII.GetBytes(words));
            await connection.ReceiveAsync(new byte[4096]);
        });
        Assert.Equal(FailureKind.TlsFailed, RunOne(server.EndPoint, s_tls).Failure);
    }

    [Fact]
    public void A_port_without_a_listener_refuses()
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        Assert.Equal(FailureKind.Refused, RunOne((System.Net.IPEndPoint)unused.LocalEndPoint!, s_tls).Failure);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_session_allocates_nothing(bool resumes)
    {
        const int Sessions = 500;
        var sink = new CountingSink();
        using var context = new TlsContext(s_tls with { Resumes = resumes });
        using var transport = new EpollTransport(SettingsFor(LoadTarget.Of(Serve(SslProtocols.Tls13).EndPoint), context, s_long), sink);
        RunSessions(transport, 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        RunSessions(transport, Sessions);
        Assert.Equal(0, (GC.GetAllocatedBytesForCurrentThread() - before) / Sessions);
        Assert.Equal(Sessions + 20, sink.Succeeded);
    }

    private TlsFront Serve(SslProtocols version, RemoteCertificateValidationCallback? takesClient = null)
    {
        var front = new TlsFront(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, _target.Port), new SslServerAuthenticationOptions
        {
            ServerCertificate = s_certificate,
            EnabledSslProtocols = version,
            ClientCertificateRequired = takesClient is not null,
            RemoteCertificateValidationCallback = takesClient,
        });
        _fronts.Add(front);
        return front;
    }

    private static SessionRecord RunOne(TlsFront front, TlsSettings tls) => RunOne(front.EndPoint, tls);

    /// <summary>Runs one session that waits until it is connected, and one that shakes hands at once: they must end alike.</summary>
    private static SessionRecord RunOne(System.Net.IPEndPoint server, TlsSettings tls, TimeSpan? connectTimeout = null)
    {
        List<SessionRecord> ended = [.. Run(LoadTarget.Of(server), tls, 1, connectTimeout),
            .. Run(LoadTarget.Of(server), tls, 1, connectTimeout, sendsAtOnce: true)];
        Assert.Equal(ended[0].Failure, ended[1].Failure);
        return ended[1];
    }

    private static List<SessionRecord> Run(
        LoadTarget target, TlsSettings tls, int sessions, TimeSpan? connectTimeout = null, bool sendsAtOnce = false)
    {
        var sink = new Sink();
        using var context = new TlsContext(tls);
        using var transport = new EpollTransport(
            SettingsFor(target, context, connectTimeout ?? s_long) with { SendsAtOnce = sendsAtOnce }, sink);
        RunSessions(transport, sessions);
        return sink.Ended;
    }

    private static void RunSessions(EpollTransport transport, int sessions)
    {
        for (int i = 0; i < sessions; i++)
        {
            transport.Start(new SessionNumber(i, 0, i), Clock.Now, Clock.Now);
            while (transport.Open > 0)
                transport.Serve(Clock.Now + s_long.ToNanoseconds());
        }
    }

    private static TransportSettings SettingsFor(LoadTarget target, TlsContext context, TimeSpan connectTimeout) => new()
    {
        Targets = [target],
        Script = SessionScript.Create(Handshake.None, Commands.Parse("PING", "GET foo"), isPipelined: false, requests: 1),
        Capacity = 1,
        ConnectTimeout = connectTimeout,
        ReplyTimeout = s_long,
        Tls = context,
    };

    private sealed class Sink : ISessionSink
    {
        public List<SessionRecord> Ended { get; } = [];

        public void OnSessionAnswered(in SessionRecord session)
        {
        }

        public void OnSessionEnded(in SessionRecord session) => Ended.Add(session);
    }

    private sealed class CountingSink : ISessionSink
    {
        public int Succeeded { get; private set; }

        public void OnSessionAnswered(in SessionRecord session)
        {
        }

        public void OnSessionEnded(in SessionRecord session) => Succeeded += session.Failure == FailureKind.None ? 1 : 0;
    }
}
