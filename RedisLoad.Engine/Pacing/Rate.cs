using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RedisLoad.Pacing;

/// <summary>How many connections, or requests, there are in how much time: an exact fraction, so that no due time is rounded.</summary>
public readonly record struct Rate : IComparable<Rate>
{
    /// <summary>A rate has at most 18 digits, and at most 20 after the point: more than a double holds, and products with due times stay
    /// within 128 bits.</summary>
    private const long DigitsEnd = 1_000_000_000_000_000_000;

    private const int MaxScale = 20;

    private Rate(Int128 count, Int128 nanoseconds)
    {
        if (count == 0)
            return;
        Int128 divisor = GreatestCommonDivisor(Int128.Abs(count), nanoseconds);
        Count = count / divisor;
        Nanoseconds = nanoseconds / divisor;
    }

    /// <summary>The rate in connections per second.</summary>
    public double PerSecond => Count == 0 ? 0 : (double)(Count * Clock.NanosecondsPerSecond) / (double)Nanoseconds;

    /// <summary>The connections in <see cref="Nanoseconds"/>.</summary>
    internal Int128 Count { get; }

    /// <summary>The time of <see cref="Count"/> connections.</summary>
    internal Int128 Nanoseconds { get; }

    /// <summary>A whole number of connections per second.</summary>
    public static implicit operator Rate(long perSecond) => FromInt64(perSecond);

    /// <summary>A whole number of connections per second.</summary>
    public static Rate FromInt64(long perSecond) => new(perSecond, Clock.NanosecondsPerSecond);

    /// <summary>Compares two rates.</summary>
    public static bool operator <(Rate left, Rate right) => left.CompareTo(right) < 0;

    /// <summary>Compares two rates.</summary>
    public static bool operator <=(Rate left, Rate right) => left.CompareTo(right) <= 0;

    /// <summary>Compares two rates.</summary>
    public static bool operator >(Rate left, Rate right) => left.CompareTo(right) > 0;

    /// <summary>Compares two rates.</summary>
    public static bool operator >=(Rate left, Rate right) => left.CompareTo(right) >= 0;

    /// <summary>Reads a rate, as <see cref="TryParse"/> does.</summary>
    /// <exception cref="FormatException">The text is not a rate.</exception>
    public static Rate Parse(string text) =>
        TryParse(text, out Rate rate) ? rate : throw new FormatException($"'{text}' is not a rate.");

    /// <summary>Reads a number of connections per second (8000, 0.5), or a number and its unit of time (8000/s, 500/m, 2/h).</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Rate rate)
    {
        rate = default;
        string[] parts = (text ?? string.Empty).Split('/');
        long seconds = parts.Length == 1 ? 1 : parts.Length == 2 ? SecondsOf(parts[1].Trim()) : 0;
        if (seconds == 0 || !decimal.TryParse(parts[0].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number))
            return false;
        return TryCreate(number, seconds, out rate);
    }

    /// <summary>A number of connections per second.</summary>
    internal static Rate FromDecimal(decimal perSecond) =>
        TryCreate(perSecond, seconds: 1, out Rate rate) ? rate : throw new ArgumentOutOfRangeException(nameof(perSecond));

    private static bool TryCreate(decimal number, long seconds, out Rate rate)
    {
        rate = default;
        if (number.Scale > MaxScale)
            return false;
        Int128 denominator = 1;
        for (int place = 0; place < number.Scale; place++)
            denominator *= 10;
        var digits = (Int128)(number * (decimal)denominator);
        if (Int128.Abs(digits) >= DigitsEnd)
            return false;
        rate = new Rate(digits, denominator * seconds * Clock.NanosecondsPerSecond);
        return true;
    }

    /// <summary>The rate as <see cref="Parse"/> reads it, to the last digit.</summary>
    public string ToText()
    {
        decimal perHour = Count == 0 ? 0 : (decimal)Count * 3600 * Clock.NanosecondsPerSecond / (decimal)Nanoseconds;
        return string.Create(CultureInfo.InvariantCulture, $"{perHour:0.####################}/h");
    }

    /// <inheritdoc/>
    public int CompareTo(Rate other) => PerSecond.CompareTo(other.PerSecond);

    /// <summary>So many times the rate.</summary>
    internal Rate Times(int factor) => new(Count * factor, Nanoseconds);

    /// <summary>The rate in connections per second, as a person would write it: <c>8,000</c>, <c>0.5</c>.</summary>
    public override string ToString() => PerSecond.ToString("#,0.######", CultureInfo.InvariantCulture);

    private static long SecondsOf(string unit) => unit.ToUpperInvariant() switch
    {
        "S" => 1,
        "M" => 60,
        "H" => 3600,
        _ => 0,
    };

    private static Int128 GreatestCommonDivisor(Int128 one, Int128 other)
    {
        while (other != 0)
            (one, other) = (other, one % other);
        return one;
    }
}
