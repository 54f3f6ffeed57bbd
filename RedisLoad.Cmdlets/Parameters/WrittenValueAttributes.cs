using System.Globalization;
using System.Management.Automation;
using RedisLoad.Pacing;
using RedisLoad.Session;

namespace RedisLoad.Cmdlets.Parameters;

/// <summary>Lets a value be given as it is written, in the ways that a reader of the engine knows.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class WrittenValueAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public sealed override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        try
        {
            return Read((inputData as PSObject)?.BaseObject ?? inputData, inputData);
        }
        catch (FormatException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }

    /// <summary>Reads a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="input">The value as it came, which can know the word that it was.</param>
    /// <exception cref="FormatException">It is none.</exception>
    private protected abstract object Read(object? value, object input);
}

/// <summary>Lets a share be given as a number or with its sign: 10 or 10%.</summary>
public sealed class PercentAttribute : WrittenValueAttribute
{
    private protected override object Read(object? value, object input)
    {
        string number = (WrittenText.NumberOf(input) ?? string.Empty).Trim();
        if (number.EndsWith('%'))
            number = number[..^1];
        bool isNumber = double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double percent);
        return isNumber && double.IsFinite(percent) && percent >= 0 ? percent : throw new FormatException(
            $"{WrittenText.Quote(input)} is not a percentage. Use a number of 0 or more, with or without a percent sign: 10, 10%.");
    }
}

/// <summary>Lets a rate be given as a number per second, with a fraction or without, or as a number and its unit of time: 8000, 0.5, 500/m,
/// 2/h.</summary>
public sealed class RateAttribute : WrittenValueAttribute
{
    private protected override object Read(object? value, object input)
    {
        string? text = WrittenText.NumberOf(input);
        if (value is Rate rate || Rate.TryParse(text, out rate))
            return rate;
        // The first argument without a name is the rate, and a server is what other tools expect there.
        string hint = text?.Contains(':', StringComparison.Ordinal) == true ? " A server belongs to -ComputerName." : string.Empty;
        throw new FormatException(
            $"{WrittenText.Quote(input)} is not a rate. Use a number per second (8000, 0.5) or per other time (500/m, 2/h), with a decimal point and without separators.{hint}");
    }
}

/// <summary>Lets a time be given as <see cref="DurationText"/> reads it, or as a TimeSpan.</summary>
/// <remarks>PowerShell by itself takes the number 20 for 20 ticks, and the text "20" for 20 days.</remarks>
public sealed class SecondsAttribute : WrittenValueAttribute
{
    private protected override object Read(object? value, object input) =>
        value is TimeSpan time ? time : DurationText.Parse(WrittenText.Show(input));
}

/// <summary>Lets a range of times be given as two times with a hyphen between them (1-5, 500ms-2s), or as one time, which
/// <see cref="SecondsAttribute"/> reads.</summary>
public sealed class SecondsRangeAttribute : WrittenValueAttribute
{
    private protected override object Read(object? value, object input)
    {
        if (value is TimeRange range)
            return range;
        (TimeSpan min, TimeSpan max) = value is TimeSpan time ? (time, time) : DurationText.ParseRange(WrittenText.Show(input));
        return new TimeRange(min, max);
    }
}

/// <summary>Lets a part of a load be given as <c>2/3</c>.</summary>
public sealed class ShareAttribute : WrittenValueAttribute
{
    private protected override object Read(object? value, object input) =>
        value is LoadShare share || LoadShare.TryParse(WrittenText.Show(input), out share) ? share : throw new FormatException(
            $"{WrittenText.Quote(input)} is not a share. Use the number of this load generator and how many there are: 1/3, 2/3, 3/3, up to {LoadShare.MaxCount}.");
}

/// <summary>Lets a moment be given as <see cref="StartTimeText"/> reads it, or as a DateTimeOffset or DateTime.</summary>
public sealed class StartTimeAttribute : WrittenValueAttribute
{
    private protected override object Read(object? value, object input) => value switch
    {
        DateTimeOffset time => time,
        DateTime time => new DateTimeOffset(time),
        _ => StartTimeText.Parse(WrittenText.Show(input), DateTimeOffset.Now),
    };
}
