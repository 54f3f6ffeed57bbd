using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;

namespace RedisLoad.Kernel;

/// <summary>What the kernel counted of TCP in a network namespace, at one moment. A counter that this kernel lacks is null.</summary>
/// <param name="names">The kernel's names of the counters.</param>
internal sealed class NetCounters(ImmutableArray<string> names)
{
    private readonly ulong?[] _values = new ulong?[names.Length];

    public ulong? this[string name] => _values[names.IndexOf(name)];

    /// <summary>Takes what a file says: pairs of lines that begin alike, one of names and one of their values.</summary>
    /// <param name="text">What /proc/net/snmp or /proc/net/netstat says. A pair that is cut off counts as far as it goes.</param>
    public void Read(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            ReadOnlySpan<byte> heads = TakeLine(ref text, out _);
            ReadOnlySpan<byte> values = TakeLine(ref text, out bool isWhole);
            ReadOnlySpan<byte> prefix = TakeWord(ref heads);
            if (TakeWord(ref values).SequenceEqual(prefix) && (prefix.SequenceEqual("Tcp:"u8) || prefix.SequenceEqual("TcpExt:"u8)))
                ReadPair(heads, values, isWhole);
        }
    }

    /// <summary>What was counted from one moment to a later one.</summary>
    /// <returns>
    /// How much the counter rose, and where it wrapped, on through zero; null where it is missing, or went back, as when another namespace
    /// takes its place.
    /// </returns>
    public static long? Rise(ulong? before, ulong? now)
    {
        if (before is not { } from || now is not { } to)
            return null;
        if (to >= from)
            return (long)(to - from);

        // A wrap brings a counter from the upper half of its range to the lower one: it is of 64 bits, or of 32 on a 32-bit kernel.
        ulong rise = from <= uint.MaxValue ? unchecked((uint)to - (uint)from) : unchecked(to - from);
        ulong half = from <= uint.MaxValue ? uint.MaxValue / 2 : ulong.MaxValue / 2;
        return rise <= half ? (long)rise : null;
    }

    private void ReadPair(ReadOnlySpan<byte> heads, ReadOnlySpan<byte> values, bool isWhole)
    {
        while (true)
        {
            ReadOnlySpan<byte> name = TakeWord(ref heads);
            ReadOnlySpan<byte> value = TakeWord(ref values);
            bool isCutOff = values.IsEmpty && !isWhole;
            if (name.IsEmpty || value.IsEmpty || isCutOff)
                return;
            int index = IndexOf(name);
            if (index >= 0 && Utf8Parser.TryParse(value, out ulong number, out int used) && used == value.Length)
                _values[index] = number;
        }
    }

    private int IndexOf(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < names.Length; i++)
        {
            if (Ascii.Equals(name, names[i]))
                return i;
        }
        return -1;
    }

    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> text, out bool isWhole)
    {
        int end = text.IndexOf((byte)'\n');
        isWhole = end >= 0;
        ReadOnlySpan<byte> line = isWhole ? text[..end] : text;
        text = isWhole ? text[(end + 1)..] : default;
        return line;
    }

    private static ReadOnlySpan<byte> TakeWord(ref ReadOnlySpan<byte> line)
    {
        line = line.TrimStart((byte)' ');
        int end = line.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = end < 0 ? line : line[..end];
        line = end < 0 ? default : line[end..];
        return word;
    }
}
