using System.Collections.Immutable;
using System.Globalization;
using RedisLoad.Kernel;
using RedisLoad.Tuning.Files;
using RedisLoad.Tuning.Rules;

namespace RedisLoad.Tuning;

/// <summary>The form of a setting's values: what the kernel makes of a text, what Set-KernelTuning writes, and what would lower
/// it.</summary>
internal abstract class SettingForm
{
    private const int MostNumbers = 16;

    /// <summary>What a value must be, in words.</summary>
    public abstract string Description { get; }

    /// <summary>How many words a value has at most.</summary>
    protected virtual int Length => 1;

    /// <summary>The form of a setting without a rule: that of its present value.</summary>
    /// <param name="current">Its present value; null where it has none.</param>
    /// <param name="value">The value that is wanted, whose form counts where there is no other.</param>
    /// <returns>The form; null where the setting is a text, and nothing can be said of its order.</returns>
    public static SettingForm? Of(string? current, string value)
    {
        string[] words = SettingText.Words(current ?? value);
        bool isNumbers = words.Length is > 0 and <= MostNumbers
            && KernelNumbers.Read(current ?? value, words.Length).Length == words.Length;
        return isNumbers ? new Numbers(words.Length) : null;
    }

    /// <summary>A whole number.</summary>
    /// <param name="min">The lowest that the kernel takes.</param>
    /// <param name="max">The highest.</param>
    /// <param name="lowestSet">The lowest that is ever set; null where that is 0.</param>
    public static SettingForm Number(long min = int.MinValue, long max = int.MaxValue, long? lowestSet = null) =>
        new Numbers(1, min, max, lowestSet);

    /// <summary>A number that stands for one of a few choices, from 0.</summary>
    /// <param name="last">The last choice that is documented.</param>
    /// <param name="max">The highest number that the kernel takes.</param>
    public static SettingForm Switch(int last, int max) => new Choices(last, max);

    /// <summary>Reads a text as the kernel does when it is written to the setting.</summary>
    /// <param name="text">The text, without blanks around it.</param>
    /// <param name="current">The value in force, of which the kernel keeps the numbers that the text leaves out.</param>
    /// <returns>The value as the kernel shows it then; null where the kernel refuses the text.</returns>
    public abstract string? Read(string text, string? current = null);

    /// <summary>Reads a value that is to be set: a whole one, with nothing after it.</summary>
    /// <returns>The value as the kernel shows it; null where it is not one that is set.</returns>
    public string? ReadWhole(string text) =>
        SettingText.Words(text).Length <= Length && Read(text) is { } value && IsSettable(value) ? value : null;

    /// <summary>Whether one value is lower than another, in any of its parts. Both are as the kernel shows them.</summary>
    public virtual bool Lowers(string current, string value) => false;

    /// <summary>Whether a value that the kernel takes makes sense as well.</summary>
    protected virtual bool IsSettable(string value) => true;

    private sealed class Numbers(int count, long min = long.MinValue, long max = long.MaxValue, long? lowestSet = null) : SettingForm
    {
        private readonly long _lowestSet = lowestSet ?? Math.Max(0, min);

        public override string Description
        {
            get
            {
                if (count > 1)
                    return Findings.Text($"{count} whole numbers");
                if (min == long.MinValue)
                    return "a whole number";
                return max == long.MaxValue
                    ? Findings.Text($"a whole number of at least {_lowestSet:N0}")
                    : Findings.Text($"a whole number from {_lowestSet:N0} to {max:N0}");
            }
        }

        protected override int Length => count;

        public override string? Read(string text, string? current = null)
        {
            ImmutableArray<long> numbers = KernelNumbers.Read(text, count);
            if (numbers.IsEmpty || numbers.Any(number => number < min || number > max))
                return null;
            ImmutableArray<long> kept = current is null ? [] : KernelNumbers.Read(current, count);
            IEnumerable<long> all = numbers.Concat(kept.Skip(numbers.Length));
            return string.Join(' ', all.Select(number => number.ToString(CultureInfo.InvariantCulture)));
        }

        public override bool Lowers(string current, string value) =>
            KernelNumbers.Read(current, count).Zip(KernelNumbers.Read(value, count)).Any(pair => pair.Second < pair.First);

        protected override bool IsSettable(string value) =>
            min == long.MinValue || KernelNumbers.Read(value, count).All(number => number >= _lowestSet);
    }

    private sealed class Choices(int last, int max) : SettingForm
    {
        private readonly Numbers _number = new(1, 0, max);

        public override string Description => $"one of {string.Join(", ", Enumerable.Range(0, last + 1))}";

        public override string? Read(string text, string? current = null) => _number.Read(text);

        protected override bool IsSettable(string value) => !_number.Lowers(value, last.ToString(CultureInfo.InvariantCulture));
    }
}

/// <summary>The pages of memory of TCP: low, pressure and high, in this order.</summary>
internal sealed class PageMarksForm : SettingForm
{
    private static readonly SettingForm s_marks = Of(null, "0 0 0")!;

    public override string Description => "3 whole numbers, each at least as large as the one before";

    protected override int Length => 3;

    public override string? Read(string text, string? current = null) => s_marks.Read(text, current);

    public override bool Lowers(string current, string value) => s_marks.Lowers(current, value);

    protected override bool IsSettable(string value) =>
        KernelNumbers.Read(value, 3) is [>= 0 and var low, var pressure, var high] && low <= pressure && pressure <= high;
}

/// <summary>One of a few words.</summary>
internal sealed class WordForm(params string[] words) : SettingForm
{
    public override string Description => $"one of {string.Join(", ", words)}";

    public override string? Read(string text, string? current = null) => Array.IndexOf(words, text) >= 0 ? text : null;
}

/// <summary>The range of local ports.</summary>
internal sealed class PortRangeForm : SettingForm
{
    private static readonly SettingForm s_ends = Of(null, "0 0")!;

    public override string Description => "two ports, the lower one first, one of them even and the other odd";

    protected override int Length => 2;

    public override string? Read(string text, string? current = null) =>
        s_ends.Read(text, current) is { } ends && PortRange.TryParse(ends, out PortRange range) && range.First >= 1 ? ends : null;

    public override bool Lowers(string current, string value) =>
        PortRange.TryParse(current, out PortRange old) && PortRange.TryParse(value, out PortRange wanted)
            && (wanted.First > old.First || wanted.Last < old.Last);

    /// <summary>The kernel takes ends of the same parity, and complains of them in its log.</summary>
    protected override bool IsSettable(string value) => PortRange.TryParse(value, out PortRange range) && range.First % 2 != range.Last % 2;
}

/// <summary>The ports that no outgoing connection gets.</summary>
internal sealed class ReservedPortsForm : SettingForm
{
    public override string Description => "a list of ports such as 6379,8000-8010";

    public override string? Read(string text, string? current = null) =>
        PortList.TryParse(text, out PortList? list) ? list.ToString() : null;

    public override bool Lowers(string current, string value) =>
        PortList.TryParse(current, out PortList? old) && PortList.TryParse(value, out PortList? wanted) && !wanted.ContainsAll(old);
}
