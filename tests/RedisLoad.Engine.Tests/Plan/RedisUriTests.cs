using RedisLoad.Parameters;
using RedisLoad.Plan;

namespace RedisLoad.Tests.Plan;

public class RedisUriTests
{
    [Theory]
    [InlineData("redis://localhost", "localhost:6379", null, null, null, false)]
    [InlineData("redis://10.0.0.5:7001/3", "10.0.0.5:7001", null, null, 3, false)]
    [InlineData("redis://:secret@localhost", "localhost:6379", "default", "secret", null, false)]
    [InlineData("redis://secret@localhost", "localhost:6379", "default", "secret", null, false)]
    [InlineData("redis://ada:@localhost/", "localhost:6379", "ada", "", null, false)]
    [InlineData("redis://:@localhost", "localhost:6379", null, null, null, false)]
    [InlineData("rediss://ada:pa%3Ass%40@redis.example.com:6380/0", "redis.example.com:6380", "ada", "pa:ss@", 0, true)]
    [InlineData("redis://ada:a:b+c!$@localhost", "localhost:6379", "ada", "a:b+c!$", null, false)]
    [InlineData("REDIS://localhost", "localhost:6379", null, null, null, false)]
    [InlineData("valkey://ada:x@localhost/1", "localhost:6379", "ada", "x", 1, false)]
    [InlineData("valkeys://localhost", "localhost:6379", null, null, null, true)]
    [InlineData("redis+ssl://localhost", "localhost:6379", null, null, null, true)]
    [InlineData("redis://[::1]:7001", "[::1]:7001", null, null, null, false)]
    [InlineData("redis://[::1]", "[::1]:6379", null, null, null, false)]
    [InlineData("redis://[fe80::1%25lo]:7001/2", "[fe80::1%lo]:7001", null, null, 2, false)]
    [InlineData("redis://[fe80::1%lo]:7001", "[fe80::1%lo]:7001", null, null, null, false)]
    [InlineData("redis://[::ffff:10.0.0.5]", "10.0.0.5:6379", null, null, null, false)]
    [InlineData("redis:///2", "localhost:6379", null, null, 2, false)]
    [InlineData("redis://h1:7000,h2", "h1:7000, h2:6379", null, null, null, false)]
    [InlineData("redis://h1:7000?addr=h2:7001&addr=h3", "h1:7000, h2:7001, h3:6379", null, null, null, false)]
    [InlineData("redis://localhost?db=2", "localhost:6379", null, null, 2, false)]
    [InlineData("redis://localhost/2?database=2", "localhost:6379", null, null, 2, false)]
    [InlineData("redis://localhost?password=p%40ss&username=ada", "localhost:6379", "ada", "p@ss", null, false)]
    [InlineData("redis://localhost/0?password=p@ss", "localhost:6379", "default", "p@ss", 0, false)]
    public void A_server_is_read(string text, string hosts, string? user, string? password, int? database, bool usesTls)
    {
        RedisUri uri = RedisUri.Parse(text);
        Assert.Equal(
            (hosts, user, password, database, usesTls),
            ($"{uri}", uri.Credential?.UserName, uri.Credential?.Password, uri.Database, uri.UsesTls));
    }

    [Theory]
    [InlineData("unix:/run/redis/redis.sock", null, null)]
    [InlineData("unix:///run/redis/redis.sock", null, null)]
    [InlineData("unix:/run/redis%2Fredis.sock", null, null)]
    [InlineData("unix:///run/redis/redis.sock?db=2", null, 2)]
    [InlineData("unix://ada:x@/run/redis/redis.sock?db=2", "ada", 2)]
    [InlineData("redis+unix:///run/redis/redis.sock?db=1&user=ada&pass=x", "ada", 1)]
    [InlineData("valkey+unix:///run/redis/redis.sock", null, null)]
    [InlineData("redis+socket:///run/redis/redis.sock?virtual_host=3", null, 3)]
    [InlineData("redis-socket://x@/run/redis/redis.sock?database=3", "default", 3)]
    public void A_socket_is_read(string text, string? user, int? database)
    {
        RedisUri uri = RedisUri.Parse(text);
        Assert.Equal(("/run/redis/redis.sock", user, database), (uri.SocketPath, uri.Credential?.UserName, uri.Database));
    }

    [Fact]
    public void A_path_may_have_an_at_sign() => Assert.Equal("/run/a@b.sock", RedisUri.Parse("unix:///run/a@b.sock").SocketPath);

    [Fact]
    public void Options_of_client_libraries_become_values_of_the_plan()
    {
        LoadPlan plan = RedisUri.Parse("rediss://h?protocol=resp3&client_name=app&ssl_ca_certs=%2Fca.pem&ssl_certfile=c.pem&ssl_keyfile=c.key").ApplyTo(new LoadPlan());
        Assert.Equal(
            (3, "app", "/ca.pem", "c.pem", "c.key", false),
            (plan.Session.Resp, plan.Session.ClientName, plan.Security.CaCertificate, plan.Security.ClientCertificate,
            plan.Security.ClientKey, plan.Security.SkipCertificateCheck));
    }

    [Theory]
    [InlineData("rediss://h?ssl_cert_reqs=none", true)]
    [InlineData("rediss://h?ssl_cert_reqs=required&ssl_check_hostname=True", false)]
    [InlineData("rediss://h?skip_verify=true", true)]
    [InlineData("rediss://h?verifyPeer=NONE", true)]
    [InlineData("rediss://h?verifyPeer=FULL", false)]
    [InlineData("rediss://h/#insecure", true)]
    public void The_certificate_check_is_as_the_uri_says(string text, bool skips) =>
        Assert.Equal(skips, RedisUri.Parse(text).ApplyTo(new LoadPlan()).Security.SkipCertificateCheck);

    [Theory]
    [InlineData("localhost:6379", "not the URI of a Redis server")]
    [InlineData("http://localhost", "not the URI of a Redis server")]
    [InlineData("redis:localhost", "not the URI of a Redis server")]
    [InlineData("", "not the URI of a Redis server")]
    [InlineData("redis-sentinel://ada:top-secret@h:26379/0", "master")]
    [InlineData("redis://", "host is missing")]
    [InlineData("redis://ada:top-secret@", "host is missing")]
    [InlineData("redis://ada:top-secret", "not a port number")]
    [InlineData("redis://ada:top-secret@localhost/one", "database is not a number")]
    [InlineData("redis://ada:top-secret@localhost/1?db=2", "two databases, 1 and 2")]
    [InlineData("redis://ada:top-secret@localhost:99999", "port 99999 is not between 1 and 65,535")]
    [InlineData("redis://ada:top-secret@::1:7000", "brackets")]
    [InlineData("redis://ada:top-secret@[::1", "not closed")]
    [InlineData("redis://ada:top-secret@localhost?sentinel=m", "'sentinel' is not supported")]
    [InlineData("redis://ada:top-secret@localhost?socket_timeout=5", "'socket_timeout' is not supported")]
    [InlineData("redis://localhost?top-secret", "not a list of options")]
    [InlineData("redis://localhost#insecure", "no meaning")]
    [InlineData("rediss://localhost?verifyPeer=CA", "-TlsServerName")]
    [InlineData("rediss://localhost?ssl_check_hostname=false", "-TlsServerName")]
    [InlineData("redis://ada:top#secret@localhost", "'#' in the user name or password must be percent-encoded")]
    [InlineData("redis://ada:top/secret@localhost", "'/' in")]
    [InlineData("redis://ada:1/top-secret@localhost", "'/' in")]
    [InlineData("redis://ada:top?secret@localhost", "'?' in")]
    [InlineData("redis://top?a=secret@localhost", "'?' in")]
    [InlineData("redis://ada:top@secret@localhost", "'@' in")]
    [InlineData("redis://ada:top@se/cret@localhost", "'/' in")]
    [InlineData("redis://ada:top%secret@localhost", "'%' in")]
    [InlineData("redis://ada:top-secret%@localhost", "'%' in")]
    [InlineData("unix://ada:top/secret@/run/redis.sock", "'/' in")]
    [InlineData("unix:redis.sock", "absolute")]
    [InlineData("unix://", "absolute")]
    public void Anything_else_is_refused_with_its_reason_and_without_being_shown(string text, string reason)
    {
        PlanException exception = Assert.Throws<PlanException>(() => RedisUri.Parse(text));
        Assert.Equal(("Uri", PlanProblem.ValueOutOfRange), (exception.Parameter, exception.Problem));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotMatch("top|secret|cret", $"{exception.Message} {exception.Value}");
    }

    [Theory]
    [InlineData("redis.example", "redis.example", null)]
    [InlineData("[::1]:7000", "[::1]:7000", null)]
    [InlineData("redis://ada:x@redis.example:7000", "redis.example:7000", "ada")]
    [InlineData("unix:/run/redis.sock", "/run/redis.sock", null)]
    [InlineData("/run/redis.sock", "/run/redis.sock", null)]
    public void Where_one_server_is_meant_its_name_alone_will_do(string text, string server, string? user)
    {
        RedisUri uri = RedisUri.ParseServer(text, "Redis");
        Assert.Equal((server, user), ($"{uri}", uri.Credential?.UserName));
    }

    [Theory]
    [InlineData("ada:top-secret@localhost")]
    [InlineData("http://ada:top-secret@localhost")]
    [InlineData("redis://ada:top-secret@localhost:0")]
    public void A_server_that_cannot_be_one_is_not_shown_where_it_can_hold_a_password(string text)
    {
        PlanException exception = Assert.Throws<PlanException>(() => RedisUri.ParseServer(text, "Redis"));
        Assert.Equal("Redis", exception.Parameter);
        Assert.DoesNotContain("top-secret", $"{exception} {exception.Value}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_is_given_once()
    {
        var plan = new LoadPlan { Security = new() { Credential = new("ada", "x") }, Session = new() { Database = 3, ClientName = "a" } };
        Assert.Equal("Credential", Conflict("redis://:y@h"));
        Assert.Equal("Database", Conflict("redis://h/3"));
        Assert.Equal("ClientName", Conflict("redis://h?client_name=a"));

        string Conflict(string text) => Assert.Throws<PlanException>(() => RedisUri.Parse(text).ApplyTo(plan)).Parameter;
    }

    [Fact]
    public void In_words_it_shows_no_password() =>
        Assert.DoesNotContain("secret", $"{RedisUri.Parse("redis://ada:secret@localhost")}", StringComparison.Ordinal);
}
