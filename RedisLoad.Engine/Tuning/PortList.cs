using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace RedisLoad.Tuning;

/// <summary>A list of ports as ip_local_reserved_ports has it: <c>6379,8000-8010</c>, or empty.</summary>
internal sealed class PortList
{
    private readonly ImmutableSortedSet<int> _ports;

    private PortList(ImmutableSortedSet<int> ports) => _ports = ports;

    public static PortList Empty { get; } = new([]);

    /// <summary>Reads a list as the kernel does (proc_do_large_bitmap): no blanks, at most one comma at the end.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PortList? list)
    {
        list = null;
        var ports = ImmutableSortedSet.CreateBuilder<int>();
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
            ports.UnionWith(Enumerable.Range(first, last - first + 1));
        }
        list = new PortList(ports.ToImmutable());
        return true;
    }

    public bool Contains(int port) => _ports.Contains(port);

    /// <summary>How many of the ports are in a range.</summary>
    public int CountWithin(int first, int last) => _ports.Count(port => port >= first && port <= last);

    public bool ContainsAll(PortList other) => _ports.IsSupersetOf(other._ports);

    public PortList With(IEnumerable<int> ports) => new(_ports.Union(ports));

    /// <summary>The list as the kernel writes it: neighbours as a range.</summary>
    public override string ToString()
    {
        var items = new List<string>();
        for (int i = 0; i < _ports.Count; i++)
        {
            int first = _ports[i];
            while (i + 1 < _ports.Count && _ports[i + 1] == _ports[i] + 1)
                i++;
            string range = first == _ports[i] ? string.Empty : FormattableString.Invariant($"-{_ports[i]}");
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
