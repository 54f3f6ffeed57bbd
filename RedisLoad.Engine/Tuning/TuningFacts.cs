using System.Collections.Immutable;
using System.Globalization;

namespace RedisLoad.Tuning;

/// <summary>What configuration files make of a setting.</summary>
/// <param name="Value">The value, as it is written; null where no file sets it.</param>
/// <param name="Place">The file and line that win, with those that they override; null where there are none.</param>
/// <param name="AppliedBy">What applies it.</param>
/// <param name="Moment">When it is applied, as the beginning of a sentence.</param>
/// <param name="Unread">A sentence about a file that sets it and is not read; null for none.</param>
internal sealed record PersistedValue(string? Value, string? Place, string AppliedBy, string Moment, string? Unread = null);

/// <summary>What the rules have to know of a host. Read once; the rules only look at it.</summary>
internal sealed record TuningFacts
{
    /// <summary>The values in force, by name, blanks made one.</summary>
    public ImmutableDictionary<string, string> Values { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Why a value is not there, by name.</summary>
    public ImmutableDictionary<string, string> Absences { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What files make of the settings, by name.</summary>
    public ImmutableDictionary<string, PersistedValue> Persisted { get; init; } = ImmutableDictionary<string, PersistedValue>.Empty;

    /// <summary>The TCP ports somebody listens at.</summary>
    public ImmutableSortedSet<int> ListeningPorts { get; init; } = [];

    /// <summary>Files open on the host, the first number of fs.file-nr.</summary>
    public long OpenFiles { get; init; }

    /// <summary>Pages that TCP holds, of /proc/net/sockstat; null where it does not say.</summary>
    public long? TcpMemoryPages { get; init; }

    /// <summary>Packets dropped since the start because a processor's queue was full, of /proc/net/softnet_stat; null where it cannot be
    /// read.</summary>
    public long? BacklogDrops { get; init; }

    /// <summary>Whether a Redis was asked about itself.</summary>
    public bool HasRedis { get; init; }

    /// <summary>Its clients now; null where it does not say.</summary>
    public long? RedisClients { get; init; }

    public string? ValueOf(string name) => Values.GetValueOrDefault(name);

    /// <summary>A whole number; null where there is none.</summary>
    public long? NumberOf(string name) =>
        long.TryParse(ValueOf(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    public string ReasonWithout(string name) => Absences.GetValueOrDefault(name, "This kernel has no such setting.");

    /// <summary>The same facts with one value in the place of another.</summary>
    public TuningFacts With(string name, string value) => this with { Values = Values.SetItem(name, value) };
}
