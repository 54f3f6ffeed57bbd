using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;

namespace RedisLoad.Rows;

/// <summary>A histogram in HdrHistogram's own compressed form (V2), which its libraries for other languages read too.</summary>
/// <remarks>The library goes by a histogram of 150 KB in each direction: an hour of rows took 12 s to read, and each row that was written
/// brought the next full garbage collection nearer by a megabyte.</remarks>
internal static class EncodedCounts
{
    /// <summary>The mark, and the length of the rest.</summary>
    private const int FrameLength = 8;

    private const int LongestNumber = 9;

    /// <summary>Inside: a mark, lengths, range and ratio; then the counts.</summary>
    private const int HeaderLength = 40;

    /// <summary>Where in it the length of the counts is; and in the frame, the length of the rest.</summary>
    private const int LengthAt = 4;

    private const int DigitsAt = 12;
    private const int LeastAt = 16;
    private const int GreatestAt = 24;
    private const int RatioAt = 32;

    private const int MostBytes = 1 << 20;

    private const int Mark = 0x1c849314;

    private const int CountsMark = 0x1c849313;

    /// <summary>Values are told apart in so many bits; each bucket of half as many has twice the step of the one before.</summary>
    private const int HalfBucketBits = 10;

    /// <summary>The place of the greatest value that a long can be.</summary>
    private const long MostIndex = (63 - HalfBucketBits) << HalfBucketBits;

    /// <summary>More than any run has of one value, and few enough to add up.</summary>
    private const long MostCount = 1L << 40;

    /// <summary>Packs values that were recorded, and how often each was.</summary>
    /// <param name="counts">The values, from the least to the greatest.</param>
    /// <param name="digits">To how many significant digits values are told apart.</param>
    /// <param name="longest">The greatest that there can be.</param>
    public static byte[] Write(IEnumerable<(long Value, long Count)> counts, int digits, long longest)
    {
        var numbers = new ArrayBufferWriter<byte>();
        long next = 0;
        foreach ((long value, long count) in counts)
        {
            long index = IndexOf(value);
            if (index > next)
                WriteNumber(numbers, next - index);
            WriteNumber(numbers, count);
            next = index + 1;
        }

        Span<byte> header = stackalloc byte[HeaderLength];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, CountsMark);
        BinaryPrimitives.WriteInt32BigEndian(header[LengthAt..], numbers.WrittenCount);
        BinaryPrimitives.WriteInt32BigEndian(header[DigitsAt..], digits);
        BinaryPrimitives.WriteInt64BigEndian(header[LeastAt..], 1);
        BinaryPrimitives.WriteInt64BigEndian(header[GreatestAt..], longest);
        BinaryPrimitives.WriteDoubleBigEndian(header[RatioAt..], 1);

        var packed = new MemoryStream();
        packed.SetLength(FrameLength);
        packed.Position = FrameLength;
        using (var deflating = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflating.Write(header);
            deflating.Write(numbers.WrittenSpan);
        }
        byte[] bytes = packed.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, Mark);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(LengthAt), bytes.Length - FrameLength);
        return bytes;
    }

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

    /// <summary>The counts alone: what the libraries write has more after them, the rest of a buffer.</summary>
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
            bool isLast = shift == 7 * (LongestNumber - 1);
            number |= (ulong)(isLast ? next : next & 0x7f) << shift;
            if (isLast || next < 0x80)
                return (long)(number >> 1) ^ -(long)(number & 1);
        }
    }

    private static void WriteNumber(ArrayBufferWriter<byte> numbers, long value)
    {
        ulong number = ((ulong)value << 1) ^ (ulong)(value >> 63);
        Span<byte> bytes = numbers.GetSpan(LongestNumber);
        int length = 0;
        for (; number >= 0x80 && length < LongestNumber - 1; number >>= 7)
            bytes[length++] = (byte)(number | 0x80);
        bytes[length++] = (byte)number;
        numbers.Advance(length);
    }

    private static long IndexOf(long value)
    {
        int bucket = Math.Max(0, BitOperations.Log2((ulong)value | 1) - HalfBucketBits);
        return ((long)bucket << HalfBucketBits) + (value >> bucket);
    }

    private static long ValueAt(long index)
    {
        int bucket = (int)(index >> HalfBucketBits) - 1;
        return bucket < 0 ? index : ((index & ((1 << HalfBucketBits) - 1)) + (1 << HalfBucketBits)) << bucket;
    }
}
