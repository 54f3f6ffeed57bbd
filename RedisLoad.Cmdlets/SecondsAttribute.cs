using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace RedisLoad.Cmdlets;

/// <summary>Lets a time be given as a number of seconds, as a number with its unit (500ms, 20s, 5m, 1h), or as a TimeSpan.</summary>
/// <remarks>PowerShell by itself takes the number 20 for 20 ticks and the text "20" for 20 days.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed partial class SecondsAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = AsTyped(inputData);
        try
        {
            return value switch
            {
                TimeSpan => value,
                string text => Parse(text),
                _ => TimeSpan.FromSeconds(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            };
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or OverflowException or ArgumentException)
        {
            throw new ArgumentTransformationMetadataException(
                $"'{value}' is not a time. Give seconds (20 or 0.5), a number with its unit (500ms, 20s, 5m, 1h), or a TimeSpan (00:00:20).", exception);
        }
    }

    /// <summary>What was given; but of a bare word that PowerShell took for a number, the word: it reads 1.5s as the 16-bit number 2, and 1kb as 1024.</summary>
    private static object AsTyped(object inputData)
    {
        if (inputData is not PSObject wrapped)
            return inputData;
        string word = wrapped.ToString();
        bool isNumberAsWritten = wrapped.BaseObject is ValueType and not TimeSpan && word != Convert.ToString(wrapped.BaseObject, CultureInfo.CurrentCulture);
        return isNumberAsWritten ? word : wrapped.BaseObject;
    }

    private static TimeSpan Parse(string text)
    {
        Match match = NumberWithUnit().Match(text.Trim());
        if (!match.Success)
            return TimeSpan.ParseExact(text.Trim(), ["c", "g"], CultureInfo.InvariantCulture);

        double number = double.Parse(match.Groups["number"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
        return match.Groups["unit"].Value.ToUpperInvariant() switch
        {
            "MS" => TimeSpan.FromMilliseconds(number),
            "M" => TimeSpan.FromMinutes(number),
            "H" => TimeSpan.FromHours(number),
            _ => TimeSpan.FromSeconds(number),
        };
    }

    [GeneratedRegex(@"^(?<number>-?[0-9]+(\.[0-9]+)?)\s*(?<unit>ms|s|m|h)?$", RegexOptions.IgnoreCase)]
    private static partial Regex NumberWithUnit();
}
