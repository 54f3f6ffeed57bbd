using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RedisLoad.Tuning;

/// <summary>A list of ports as ip_local_reserved_ports has it: <c>6379,8000-8010</c>, or empty.</summary>
internal sealed class PortList
{
    private readonly ImmutableSortedSet<int> _ports;

    private PortList(ImmutableSortedSet<int> ports) => _ports = ports;

    public static bool TryParse(string text, [NotNullWhen(true)] out PortList? list)
    {
        list = null;
        var ports = ImmutableSortedSet.CreateBuilder<int>();
        foreach (string item in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] ends = item.Split('-');
            if (ends.Length > 2 || !TryParsePort(ends[0], out int first) || !TryParsePort(ends[^1], out int last) || last < first)
                return false;
            ports.UnionWith(Enumerable.Range(first, last - first + 1));
        }
        list = new PortList(ports.ToImmutable());
        return true;
    }

    public bool Contains(int port) => _ports.Contains(port);

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

    private static bool TryParsePort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 0 and <= ushort.MaxValue;
}
