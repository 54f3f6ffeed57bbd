using System.Net;
using RedisLoad.Control;

namespace RedisLoad.Tests.Control;

public class RedisEndPointTests
{
    [Theory]
    [InlineData("localhost", "localhost", 6379)]
    [InlineData("redis.example:7000", "redis.example", 7000)]
    [InlineData("10.0.0.5:1", "10.0.0.5", 1)]
    [InlineData("::1", "::1", 6379)]
    [InlineData("[::1]", "::1", 6379)]
    [InlineData("[fe80::1]:7000", "fe80::1", 7000)]
    public void An_endpoint_is_a_host_and_perhaps_a_port(string text, string host, int port)
    {
        Assert.True(RedisEndPoint.TryParse(text, out RedisEndPoint? endPoint));
        Assert.Equal(new RedisEndPoint(host, port, null), endPoint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:-1")]
    [InlineData(":7000")]
    [InlineData("[::1]7000")]
    [InlineData("[]")]
    [InlineData("a b")]
    public void Anything_else_is_none(string text) => Assert.False(RedisEndPoint.TryParse(text, out _));

    [Fact]
    public void In_words_it_shows_no_password() =>
        Assert.Equal("[::1]:7000", new RedisEndPoint("::1", 7000, new NetworkCredential("ada", "secret")).ToString());

    [Fact]
    public void INFO_is_fields_by_name()
    {
        IReadOnlyDictionary<string, string> info = RedisInfo.Parse("# Server\r\nredis_version:7.0.15\r\n\r\n# Keyspace\r\ndb0:keys=1,expires=0\r\nexecutable:/usr/bin/a:b\r\ntorn");
        Assert.Equal(("7.0.15", "keys=1,expires=0", "/usr/bin/a:b", 3), (info["redis_version"], info["db0"], info["executable"], info.Count));
    }
}
