namespace RedisLoad.Pacing;

/// <summary>A rate that changes over time, in pieces that are even or go up or down evenly: how many connections are expected by
/// when.</summary>
/// <remarks>Times are nanoseconds after the start, rates connections a second. Expected counts have fractions.</remarks>
internal sealed class RateProfile
{
    private readonly Piece[] _pieces;
    private readonly double[] _starts;
    private readonly double[] _befores;

    private RateProfile(IEnumerable<(TimeSpan Length, double Rate, double EndRate)> pieces, double lastRate)
    {
        var made = new List<Piece>();
        (double start, double before) = (0, 0);
        foreach ((TimeSpan length, double rate, double endRate) in pieces)
        {
            double seconds = length.TotalSeconds;
            made.Add(new Piece(start, before, rate, (endRate - rate) / seconds));
            start += seconds;
            before += (rate + endRate) / 2 * seconds;
        }
        made.Add(new Piece(start, before, lastRate, 0));
        _pieces = [.. made];
        _starts = [.. made.Select(piece => piece.Start)];
        _befores = [.. made.Select(piece => piece.Before)];
    }

    /// <summary>One rate for ever.</summary>
    public static RateProfile Constant(double rate) => new([], rate);

    /// <summary>From one rate evenly to another, which stays.</summary>
    public static RateProfile Ramp(double from, double to, TimeSpan time) => new([(time, from, to)], to);

    /// <summary>A rate that changes by so much every so often.</summary>
    /// <param name="from">The first rate.</param>
    /// <param name="step">What is added each time; it may be negative.</param>
    /// <param name="every">How long a rate stays.</param>
    /// <param name="steps">How often it changes; the last rate stays.</param>
    public static RateProfile Steps(double from, double step, TimeSpan every, int steps) =>
        new(Enumerable.Range(0, steps).Select(i => (every, from + i * step, from + i * step)), from + steps * step);

    /// <summary>How many connections are expected before a time.</summary>
    public double CountAt(double time)
    {
        double seconds = time / Clock.NanosecondsPerSecond;
        return _pieces[IndexOf(_starts, seconds)].CountAt(seconds);
    }

    /// <summary>When so many connections are expected.</summary>
    public double TimeOf(double count) => _pieces[IndexOf(_befores, count)].TimeOf(count) * Clock.NanosecondsPerSecond;

    /// <summary>The last piece that begins at or before a value; there can be thousands.</summary>
    private static int IndexOf(double[] beginnings, double value)
    {
        int index = Array.BinarySearch(beginnings, value);
        return Math.Max(0, index >= 0 ? index : ~index - 1);
    }

    /// <param name="Start">When the piece begins, in seconds.</param>
    /// <param name="Before">How many connections are expected before it.</param>
    /// <param name="Rate">The rate at its beginning.</param>
    /// <param name="Slope">How much the rate changes a second.</param>
    private readonly record struct Piece(double Start, double Before, double Rate, double Slope)
    {
        public double CountAt(double seconds)
        {
            double within = seconds - Start;
            return Before + (Rate + Slope / 2 * within) * within;
        }

        /// <remarks>The root of the quadratic in the form that does not cancel out for a small slope. Rounding may take what is under the
        /// root below 0 at the end of a ramp to nearly nothing.</remarks>
        public double TimeOf(double count)
        {
            double within = count - Before;
            return Start + 2 * within / (Rate + Math.Sqrt(Math.Max(0, Rate * Rate + 2 * Slope * within)));
        }
    }
}
