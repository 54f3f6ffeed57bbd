using RedisLoad.Load;

namespace RedisLoad.Tests.Load;

public class RedisUriTests
{
    [Theory]
    [InlineData("redis://localhost", "localhost:6379", null, null, null, false)]
    [InlineData("redis://10.0.0.5:7001/3", "10.0.0.5:7001", null, null, 3, false)]
    [InlineData("redis://:secret@localhost", "localhost:6379", "default", "secret", null, false)]
    [InlineData("redis://secret@localhost", "localhost:6379", "default", "secret", null, false)]
    [InlineData("rediss://ada:pa%3Ass%40@redis.example.com:6380/0", "redis.example.com:6380", "ada", "pa:ss@", 0, true)]
    [InlineData("redis://[::1]:7001", "[::1]:7001", null, null, null, false)]
    public void A_server_is_read(string text, string host, string? user, string? password, int? database, bool usesTls)
    {
        RedisUri uri = RedisUri.Parse(text);
        Assert.Equal((host, user, password, database, usesTls), (uri.Host, uri.Credential?.UserName, uri.Credential?.Password, uri.Database, uri.UsesTls));
    }

    [Theory]
    [InlineData("unix:/run/redis/redis.sock")]
    [InlineData("unix:///run/redis/redis.sock")]
    [InlineData("unix:/run/redis%2Fredis.sock")]
    public void A_socket_is_read(string text) => Assert.Equal("/run/redis/redis.sock", RedisUri.Parse(text).SocketPath);

    [Theory]
    [InlineData("localhost:6379")]
    [InlineData("http://localhost")]
    [InlineData("redis://")]
    [InlineData("redis://ada:top-secret@localhost/one")]
    [InlineData("redis://ada:top-secret@localhost?db=1")]
    [InlineData("redis://ada:top-secret@localhost:99999")]
    [InlineData("redis://ada:top-secret@")]
    [InlineData("unix:redis.sock")]
    [InlineData("")]
    public void Anything_else_is_refused_without_being_shown(string text)
    {
        PlanException exception = Assert.Throws<PlanException>(() => RedisUri.Parse(text));
        Assert.Equal(("Uri", PlanProblem.ValueOutOfRange), (exception.Parameter, exception.Problem));
        Assert.DoesNotContain("top-secret", $"{exception} {exception.Value}", StringComparison.Ordinal);
    }

    [Fact]
    public void In_words_it_shows_no_password() => Assert.DoesNotContain("secret", $"{RedisUri.Parse("redis://ada:secret@localhost")}", StringComparison.Ordinal);
}
