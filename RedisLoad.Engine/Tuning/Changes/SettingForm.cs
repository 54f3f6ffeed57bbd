using System.Collections.Immutable;
using System.Globalization;
using RedisLoad.Kernel;
using RedisLoad.Tuning.Rules;

namespace RedisLoad.Tuning.Changes;

/// <summary>The form that a setting's values have: what may be written, and what would lower it.</summary>
internal abstract class SettingForm
{
    private const int MostNumbers = 16;

    private static readonly ImmutableDictionary<string, SettingForm> s_known = new Dictionary<string, SettingForm>
    {
        [PortRules.RangeName] = new Ports(),
        [PortRules.ReservedName] = new Reserved(),
        [PortRules.ReuseName] = new Choice("0", "1", "2"),
        [PortRules.TimestampsName] = new Choice("0", "1", "2"),
        ["net.ipv4.tcp_syncookies"] = new Choice("0", "1", "2"),
        ["net.ipv4.tcp_abort_on_overflow"] = new Choice("0", "1"),
        ["vm.overcommit_memory"] = new Choice("0", "1", "2"),
        [MemoryRules.HugePagesName] = new Choice("always", "madvise", "never"),
        ["net.ipv4.tcp_mem"] = new Numbers(3),
    }.ToImmutableDictionary();

    /// <summary>The form of a setting: known of those of the catalogue, else that of its present value.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="current">Its present value; null where it has none.</param>
    /// <param name="value">The value that is wanted, whose form is taken where there is no other.</param>
    /// <returns>The form; null where the setting is a text, and nothing can be said of its order.</returns>
    public static SettingForm? Of(string name, string? current, string value)
    {
        if (s_known.TryGetValue(name, out SettingForm? known))
            return known;
        if (TuningCatalogue.Find(name) is not null)
            return new Numbers(1);
        string[] numbers = (current ?? value).Split(' ');
        bool isNumbers = numbers.Length <= MostNumbers && Array.TrueForAll(numbers, number => Findings.TryNumber(number, out _));
        return isNumbers ? new Numbers(numbers.Length) : null;
    }

    /// <summary>Says what a value has to be; null where it is.</summary>
    /// <param name="value">The value, blanks made one.</param>
    public abstract string? Reject(string value);

    /// <summary>Whether one value is lower than another, in any of its parts.</summary>
    public abstract bool Lowers(string current, string value);

    private sealed class Numbers(int count) : SettingForm
    {
        public override string? Reject(string value)
        {
            string[] numbers = value.Split(' ');
            if (numbers.Length == count && Array.TrueForAll(numbers, number => Findings.TryNumber(number, out _)))
                return null;
            return count == 1 ? "a whole number" : string.Create(CultureInfo.InvariantCulture, $"{count} whole numbers");
        }

        public override bool Lowers(string current, string value)
        {
            string[] before = current.Split(' ');
            string[] after = value.Split(' ');
            for (int i = 0; i < count; i++)
            {
                if (i < before.Length && Findings.TryNumber(before[i], out long old) && Findings.TryNumber(after[i], out long young) && young < old)
                    return true;
            }
            return false;
        }
    }

    private sealed class Choice(params string[] choices) : SettingForm
    {
        public override string? Reject(string value) => Array.IndexOf(choices, value) >= 0 ? null : $"one of {string.Join(", ", choices)}";

        /// <summary>A switch has no order.</summary>
        public override bool Lowers(string current, string value) => false;
    }

    private sealed class Ports : SettingForm
    {
        public override string? Reject(string value) =>
            PortRange.TryParse(value, out PortRange range) && range.First >= 1 && range.First % 2 != range.Last % 2
                ? null
                : "two ports, the lower one first, one of them even and the other odd";

        public override bool Lowers(string current, string value) =>
            PortRange.TryParse(current, out PortRange old) && PortRange.TryParse(value, out PortRange young) && (young.First > old.First || young.Last < old.Last);
    }

    private sealed class Reserved : SettingForm
    {
        public override string? Reject(string value) => PortList.TryParse(value, out _) ? null : "a list of ports such as 6379,8000-8010";

        public override bool Lowers(string current, string value) =>
            PortList.TryParse(current, out PortList? old) && PortList.TryParse(value, out PortList? young) && !young.ContainsAll(old);
    }
}
