using RedisLoad.Redis;

namespace RedisLoad.Tests.Redis;

public class HostAndPortTests
{
    [Theory]
    [InlineData("localhost", "localhost", null)]
    [InlineData("redis_1", "redis_1", null)]
    [InlineData("redis.example.:7000", "redis.example.", 7000)]
    [InlineData("10.0.0.5:1", "10.0.0.5", 1)]
    [InlineData("::1", "::1", null)]
    [InlineData("[::1]", "::1", null)]
    [InlineData("[fe80::1]:7000", "fe80::1", 7000)]
    [InlineData("fe80::1%lo", "fe80::1%lo", null)]
    [InlineData("[fe80::1%lo]:65535", "fe80::1%lo", 65535)]
    [InlineData("[fe80::1%1]", "fe80::1%1", null)]
    [InlineData("::ffff:10.0.0.5", "10.0.0.5", null)]
    [InlineData("[::ffff:10.0.0.5]:7000", "10.0.0.5", 7000)]
    public void A_server_is_a_host_and_perhaps_a_port(string text, string host, int? port) =>
        Assert.Equal(new HostAndPort(host, port), HostAndPort.Parse(text));

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:7000")]
    [InlineData("[fe80::1%lo]:7000")]
    [InlineData("[::1]")]
    public void In_words_it_is_what_was_read(string text) => Assert.Equal(text, $"{HostAndPort.Parse(text)}");

    [Theory]
    [InlineData("", "not a name or an address")]
    [InlineData("a b", "not a name or an address")]
    [InlineData(":7000", "not a name or an address")]
    [InlineData("6379", "a number is not a name")]
    [InlineData("host:", "not a port number")]
    [InlineData("host:-1", "not a port number")]
    [InlineData("host:6379a", "not a port number")]
    [InlineData("host:0", "port 0 is not between 1 and 65,535")]
    [InlineData("host:65536", "port 65536 is not between")]
    [InlineData("[::1]:99999999999999999999", "port 99999999999999999999 is not between")]
    [InlineData("[::1", "not closed")]
    [InlineData("[::1]7000", "brackets")]
    [InlineData("[]", "not an IPv6 address")]
    [InlineData("[10.0.0.5]:1", "not an IPv6 address")]
    [InlineData("1:2:3:4:5:6:7:8:6379", "brackets")]
    [InlineData("fe80::1%lo:7000", "brackets")]
    [InlineData("fe80::1%none9", "no network interface 'none9'")]
    [InlineData("a:b:c:d", "not an IPv6 address")]
    public void Anything_else_is_refused_with_its_reason(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => HostAndPort.Parse(text)).Message, StringComparison.Ordinal);
}
