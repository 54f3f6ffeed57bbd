using System.Net;
using RedisLoad.Redis;

namespace RedisLoad.Tests.Redis;

public class RedisEndPointTests
{
    [Theory]
    [InlineData("::1", 7000, "[::1]:7000")]
    [InlineData("redis.example", 7000, "redis.example:7000")]
    [InlineData("/run/a:b.sock", null, "/run/a:b.sock")]
    public void In_words_it_is_the_server_without_its_password(string host, int? port, string expected) =>
        Assert.Equal(expected, new RedisEndPoint(host, port, new NetworkCredential("ada", "secret")).ToString());

    [Fact]
    public void A_certificate_is_for_an_address_without_its_zone() =>
        Assert.Equal("fe80::1", new RedisEndPoint("fe80::1%eth0", 7000, null).CertificateName);
}
