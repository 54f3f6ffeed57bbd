using RedisLoad.Redis;

namespace RedisLoad.Tests.Redis;

public class RedisInfoTests
{
    [Fact]
    public void INFO_is_fields_by_name()
    {
        IReadOnlyDictionary<string, string> info = RedisInfo.Parse(
            "# Server\r\nredis_version:7.0.15\r\n\r\n# Keyspace\r\ndb0:keys=1,expires=0\r\nexecutable:/usr/bin/a:b\r\ntorn");
        Assert.Equal(
            ("7.0.15", "keys=1,expires=0", "/usr/bin/a:b", 3), (info["redis_version"], info["db0"], info["executable"], info.Count));
    }

    [Theory]
    [InlineData("redis_version:7.0.15", "redis", "7.0.15")]
    [InlineData("redis_version:7.2.4\nserver_name:valkey\nvalkey_version:8.0.1", "valkey", "8.0.1")]
    [InlineData("redis_version:7.2.4\nvalkey_version:7.2.7", "valkey", "7.2.7")]
    [InlineData("redis_version:7.4.0\ndragonfly_version:df-v1.27.1", "dragonfly", "df-v1.27.1")]
    [InlineData("redis_version:6.2.0\nserver_name:other", "other", "6.2.0")]
    [InlineData("uptime_in_seconds:4", null, null)]
    [InlineData("", null, null)]
    public void A_server_is_known_by_its_own_name_and_version(string info, string? name, string? version) =>
        Assert.Equal((name, version), RedisInfo.SoftwareOf(RedisInfo.Parse(info)));
}
