using System.Diagnostics.CodeAnalysis;

namespace RedisLoad.Tuning;

/// <summary>A list of ports as ip_local_reserved_ports has it: <c>6379,8000-8010</c>, or empty.</summary>
internal sealed class PortList
{
    /// <summary>Whether each port is in the list, as in the kernel's bitmap: a text of many ranges costs no more than its length.</summary>
    private readonly bool[] _ports;

    private PortList(bool[] ports) => _ports = ports;

    public static PortList Empty { get; } = new(new bool[ushort.MaxValue + 1]);

    /// <summary>Reads a list as the kernel does (proc_do_large_bitmap): no blanks, at most one comma at the end.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PortList? list)
    {
        list = null;
        bool[] ports = new bool[ushort.MaxValue + 1];
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            if (!TryTakePort(ref rest, out int first))
                return false;
            int last = first;
            if (rest.StartsWith('-'))
            {
                rest = rest[1..];
                if (!TryTakePort(ref rest, out last) || last < first)
                    return false;
            }
            if (!rest.IsEmpty && rest[0] != ',')
                return false;
            rest = rest.IsEmpty ? rest : rest[1..];
            ports.AsSpan(first, last - first + 1).Fill(true);
        }
        list = new PortList(ports);
        return true;
    }

    public bool Contains(int port) => _ports[port];

    /// <summary>How many of the ports are in a range.</summary>
    public int CountWithin(int first, int last) => _ports.AsSpan(first, last - first + 1).Count(true);

    public bool ContainsAll(PortList other) => !other._ports.Zip(_ports).Any(port => port.First && !port.Second);

    public PortList With(IEnumerable<int> ports)
    {
        bool[] all = [.. _ports];
        foreach (int port in ports)
            all[port] = true;
        return new PortList(all);
    }

    /// <summary>The list as the kernel writes it: neighbours as a range.</summary>
    public override string ToString()
    {
        var items = new List<string>();
        for (int first = Array.IndexOf(_ports, true), end; first >= 0; first = Array.IndexOf(_ports, true, end))
        {
            end = Array.IndexOf(_ports, false, first);
            end = end < 0 ? _ports.Length : end;
            string range = end == first + 1 ? string.Empty : FormattableString.Invariant($"-{end - 1}");
            items.Add(FormattableString.Invariant($"{first}{range}"));
        }
        return string.Join(',', items);
    }

    private static bool TryTakePort(ref ReadOnlySpan<char> text, out int port)
    {
        int length = KernelNumbers.TryRead(text, out long number);
        port = length > 0 && number is >= 0 and <= ushort.MaxValue ? (int)number : -1;
        text = text[length..];
        return port >= 0;
    }
}
