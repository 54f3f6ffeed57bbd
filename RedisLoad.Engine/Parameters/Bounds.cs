using RedisLoad.Pacing;
using static System.FormattableString;

namespace RedisLoad.Parameters;

/// <summary>Checks that a value is within its range, and names the parameter, the value and the range where it is not.</summary>
public static class Bounds
{
    private static readonly Rate s_lowestRate = Rate.Parse("0.000001");
    private static readonly Rate s_highestRate = 1_000_000;

    /// <summary>The longest time that a run, or anything in it, can take.</summary>
    public static TimeSpan LongestRun { get; } = TimeSpan.FromDays(30);

    /// <summary>The shortest time that a plan can name.</summary>
    public static TimeSpan ShortestTime { get; } = TimeSpan.FromMilliseconds(1);

    /// <summary>The shortest time between two rows, or two steps of a rate.</summary>
    public static TimeSpan ShortestInterval { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The rates that there can be, in words.</summary>
    public static string Rates => $"{s_lowestRate} to {s_highestRate} per second";

    /// <summary>Whether a number of connections per second can be a rate.</summary>
    public static bool IsRate(double perSecond) => perSecond >= s_lowestRate.PerSecond && perSecond <= s_highestRate.PerSecond;

    /// <summary>Checks a whole number.</summary>
    /// <exception cref="PlanException">It is out of its range.</exception>
    public static void Require(string parameter, long value, long min, long max)
    {
        if (value < min || value > max)
            throw OutOfRange(parameter, value, Invariant($"{value:N0} is not between {min:N0} and {max:N0}."));
    }

    /// <summary>Checks how many values a parameter has.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="count">How many it has.</param>
    /// <param name="min">The fewest.</param>
    /// <param name="max">The most.</param>
    /// <param name="what">What they are.</param>
    /// <exception cref="PlanException">There are too few, or too many.</exception>
    public static void RequireCount(string parameter, int count, int min, int max, string what)
    {
        if (count < min || count > max)
            throw OutOfRange(parameter, count, Invariant($"{count:N0} {what} are not between {min:N0} and {max:N0}."));
    }

    /// <summary>Checks a time that is not zero, and at most <see cref="LongestRun"/>.</summary>
    /// <exception cref="PlanException">It is out of its range.</exception>
    public static void RequirePositive(string parameter, TimeSpan value)
    {
        if (value <= TimeSpan.Zero || value > LongestRun)
            throw OutOfRange(
                parameter, value, Invariant($"{value.TotalSeconds} s must be more than 0 s and at most {LongestRun.TotalSeconds} s."));
    }

    /// <summary>Checks a time.</summary>
    /// <exception cref="PlanException">It is out of its range.</exception>
    public static void Require(string parameter, TimeSpan value, TimeSpan min, TimeSpan max)
    {
        if (value < min || value > max)
            throw OutOfRange(
                parameter, value, Invariant($"{value.TotalSeconds} s is not between {min.TotalSeconds} s and {max.TotalSeconds} s."));
    }

    /// <summary>Checks a rate.</summary>
    /// <exception cref="PlanException">It is out of its range.</exception>
    public static void Require(string parameter, Rate value)
    {
        if (!IsRate(value.PerSecond))
            throw OutOfRange(parameter, value.PerSecond, $"{value} is not in the range {Rates}.");
    }

    private static PlanException OutOfRange(string parameter, object value, string reason) =>
        new(PlanProblem.ValueOutOfRange, parameter, value, reason);
}
