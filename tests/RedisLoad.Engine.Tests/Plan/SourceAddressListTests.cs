using RedisLoad.Parameters;
using RedisLoad.Plan;

namespace RedisLoad.Tests.Plan;

public class SourceAddressListTests
{
    [Theory]
    [InlineData("127.0.0.2", "127.0.0.2")]
    [InlineData("127.0.0.2,127.0.0.9", "127.0.0.2 127.0.0.9")]
    [InlineData("127.0.0.8/30", "127.0.0.9 127.0.0.10")]
    [InlineData("127.0.0.8/31", "127.0.0.8 127.0.0.9")]
    [InlineData("127.0.0.8/32", "127.0.0.8")]
    [InlineData("fd00::fffe/127,fd00:0:0:0::9", "fd00::fffe fd00::ffff fd00::9")]
    public void Networks_stand_for_their_addresses(string entries, string expected) =>
        Assert.Equal(expected, string.Join(' ', SourceAddressList.Parse(entries.Split(','))));

    [Fact]
    public void Addresses_carry_over_from_byte_to_byte() =>
        Assert.Equal("10.1.0.255 10.1.1.0", string.Join(' ', SourceAddressList.Parse(["10.1.0.0/22"]).Skip(254).Take(2)));

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.010")]
    [InlineData("127.1")]
    [InlineData("4")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("127.0.0.010/31")]
    [InlineData("127.0.0.8/33")]
    [InlineData("127.0.0.0/8")]
    [InlineData("fd00::/64")]
    [InlineData("127.0.0.2,::1")]
    [InlineData("")]
    public void What_is_no_list_of_addresses_is_refused(string entries)
    {
        PlanException exception = Assert.Throws<PlanException>(() => SourceAddressList.Parse(entries.Split(',')));
        Assert.Equal("SourceAddress", exception.Parameter);
    }
}
