using System.Buffers.Binary;
using System.IO.Compression;

namespace RedisLoad.Rows;

/// <summary>Reads what <see cref="LatencyHistogram.Encode"/> makes: HdrHistogram's V2 form, compressed, of histograms that have the same
/// range.</summary>
/// <remarks>The library would make a histogram of it, 150 KB, to be added and thrown away: an hour of rows took 12 s so.</remarks>
internal static class EncodedCounts
{
    /// <summary>The mark, and the length of the rest.</summary>
    private const int FrameLength = 8;

    /// <summary>Inside: a mark, lengths, range and ratio; then the counts.</summary>
    private const int HeaderLength = 40;

    /// <summary>Where in it the length of the counts is.</summary>
    private const int LengthAt = 4;

    private const int MostBytes = 1 << 20;

    private const int Mark = 0x1c849314;

    /// <summary>Values are told apart in so many bits; each bucket of half as many has twice the step of the one before.</summary>
    private const int HalfBucketBits = 10;

    /// <summary>The place of the greatest value that a long can be.</summary>
    private const long MostIndex = (63 - HalfBucketBits) << HalfBucketBits;

    /// <summary>More than any run has of one value, and few enough to add up.</summary>
    private const long MostCount = 1L << 40;

    /// <summary>Whether bytes, wherever they come from, are what is read here, whole.</summary>
    public static bool AreReadable(byte[] bytes)
    {
        try
        {
            return IsFramed(bytes) && Read(bytes).All(each => each.Count > 0);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            return false;
        }
    }

    /// <summary>The values that were recorded, and how often each was.</summary>
    /// <exception cref="InvalidDataException">The bytes are no histogram.</exception>
    /// <exception cref="EndOfStreamException">They are cut off.</exception>
    public static IEnumerable<(long Value, long Count)> Read(byte[] encoded)
    {
        byte[] bytes = Inflate(encoded);
        long index = 0;
        for (int at = 0; at < bytes.Length;)
        {
            long count = ReadNumber(bytes, ref at);
            if (count is < -MostIndex or > MostCount || index > MostIndex)
                throw new InvalidDataException("The histogram has more than there can be.");
            // A negative number stands for so many values that were never recorded.
            if (count < 0)
            {
                index -= count;
                continue;
            }
            if (count > 0)
                yield return (ValueAt(index), count);
            index++;
        }
    }

    private static bool IsFramed(ReadOnlySpan<byte> bytes) =>
        bytes.Length > FrameLength && BinaryPrimitives.ReadInt32BigEndian(bytes) == Mark
            && BinaryPrimitives.ReadInt32BigEndian(bytes[4..]) == bytes.Length - FrameLength;

    /// <summary>The counts alone: what comes after them is the rest of the library's buffer, 145 KB of nothing.</summary>
    private static byte[] Inflate(byte[] encoded)
    {
        using var inflated = new ZLibStream(
            new MemoryStream(encoded, FrameLength, encoded.Length - FrameLength), CompressionMode.Decompress);
        byte[] header = new byte[HeaderLength];
        inflated.ReadExactly(header);
        int length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(LengthAt));
        if (length is < 0 or > MostBytes)
            throw new InvalidDataException("The histogram does not say how long it is.");
        byte[] counts = new byte[length];
        inflated.ReadExactly(counts);
        return counts;
    }

    /// <summary>Seven bits a byte, the lowest first, and the ninth byte whole; the sign is the lowest bit.</summary>
    private static long ReadNumber(byte[] bytes, ref int at)
    {
        ulong number = 0;
        for (int shift = 0; ; shift += 7)
        {
            if (at >= bytes.Length)
                throw new InvalidDataException("The histogram ends in the middle of a number.");
            byte next = bytes[at++];
            bool isLast = shift == 56;
            number |= (ulong)(isLast ? next : next & 0x7f) << shift;
            if (isLast || next < 0x80)
                return (long)(number >> 1) ^ -(long)(number & 1);
        }
    }

    private static long ValueAt(long index)
    {
        int bucket = (int)(index >> HalfBucketBits) - 1;
        return bucket < 0 ? index : ((index & ((1 << HalfBucketBits) - 1)) + (1 << HalfBucketBits)) << bucket;
    }
}
