using System.Text;

namespace RedisLoad.Resp;

/// <summary>Which of a cluster's 16,384 slots a key is in: CRC16 (XMODEM) of the key, or of its hash tag.</summary>
/// <remarks>https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#key-distribution-model</remarks>
internal static class HashSlot
{
    /// <summary>How many slots there are, from 0.</summary>
    public const int Count = 16_384;

    private const ushort Polynomial = 0x1021;

    /// <summary>The slot of bytes that have no hash tag, or of what is inside one.</summary>
    public static int Of(ReadOnlySpan<byte> key)
    {
        ushort crc = 0;
        foreach (byte value in key)
        {
            crc ^= (ushort)(value << 8);
            for (int bit = 0; bit < 8; bit++)
                crc = (ushort)((crc & 0x8000) != 0 ? (crc << 1) ^ Polynomial : crc << 1);
        }
        return crc % Count;
    }

    /// <summary>A hash tag, with its braces, whose slot is one of some. Found by trying: of n slots, after about 16,384 / n
    /// tries.</summary>
    public static byte[] TagIn(Func<int, bool> isWanted)
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        for (int i = 0; ; i++)
        {
            byte[] tag = Encoding.ASCII.GetBytes($"{{{i}}}");
            if (isWanted(Of(tag.AsSpan()[1..^1])))
                return tag;
        }
    }
}
