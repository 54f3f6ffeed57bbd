using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RedisLoad.Pacing;

/// <summary>Which part of a load this load generator has: of so many that share it, which one it is. The default is all of it.</summary>
/// <remarks>
/// Connection <c>i</c> belongs to load generator <c>i mod Count</c>, as it belongs to thread <c>i mod threads</c> in each of them. So
/// together they open the connections that one alone would open, with the same numbers, at the same times. </remarks>
public readonly record struct LoadShare
{
    private readonly int _others;

    /// <summary>One of several parts.</summary>
    /// <param name="number">Which, from 1.</param>
    /// <param name="count">How many there are, at most <see cref="MaxCount"/>.</param>
    public LoadShare(int number, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        Index = number - 1;
        _others = count - 1;
    }

    /// <summary>More load generators than anybody has.</summary>
    public const int MaxCount = 10_000;

    /// <summary>How many load generators share the load.</summary>
    public int Count => _others + 1;

    /// <summary>Which of them this is, from 1.</summary>
    public int Number => Index + 1;

    /// <summary>Whether the load is not shared.</summary>
    public bool IsWhole => _others == 0;

    internal int Index { get; }

    /// <summary>The numbers of this part's connections.</summary>
    internal EveryNth Numbers => new(Index, Count);

    /// <summary>A part of this part, where it is shared in turn.</summary>
    public LoadShare Part(int number, int count) => new(Index + Count * (number - 1) + 1, Count * count);

    /// <summary>This part of so many things.</summary>
    public int Of(int total) => (int)Numbers.CountBelow(total);

    /// <summary>Reads a part as it is written: <c>2/3</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out LoadShare share)
    {
        share = default;
        string[] parts = (text ?? string.Empty).Split('/');
        if (parts.Length != 2 || !TryParse(parts[0], out int number) || !TryParse(parts[1], out int count))
            return false;
        if (number < 1 || number > count || count > MaxCount)
            return false;
        share = new LoadShare(number, count);
        return true;
    }

    private static bool TryParse(string text, out int number) =>
        int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out number);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");
}
