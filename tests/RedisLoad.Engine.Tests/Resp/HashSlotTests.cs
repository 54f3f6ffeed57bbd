using System.Text;
using RedisLoad.Resp;

namespace RedisLoad.Tests.Resp;

public class HashSlotTests
{
    /// <summary>As CLUSTER KEYSLOT of Redis answers; the first is the check value of the specification.</summary>
    [Theory]
    [InlineData("123456789", 12739)]
    [InlineData("foo", 12182)]
    [InlineData("", 0)]
    public void A_key_has_its_slot(string key, int slot) => Assert.Equal(slot, HashSlot.Of(Encoding.ASCII.GetBytes(key)));

    [Theory]
    [InlineData(0, 5460)]
    [InlineData(16_383, 16_383)]
    public void A_tag_is_found_for_any_slots(int first, int last)
    {
        byte[] tag = HashSlot.TagIn(slot => slot >= first && slot <= last);
        Assert.Equal(((byte)'{', (byte)'}'), (tag[0], tag[^1]));
        Assert.InRange(HashSlot.Of(tag.AsSpan(1, tag.Length - 2)), first, last);
    }
}
