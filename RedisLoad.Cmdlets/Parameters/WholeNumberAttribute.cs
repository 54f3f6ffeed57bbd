using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;

namespace RedisLoad.Cmdlets.Parameters;

/// <summary>Refuses a number with a fraction, which PowerShell would round: 21000.7 becomes 21001 without a word.</summary>
/// <typeparam name="T">The type of the parameter, or of its elements.</typeparam>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WholeNumberAttribute<T> : ArgumentTransformationAttribute
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    private static readonly (string Suffix, int Bytes)[] s_sizes = [("kb", 1024), ("mb", 1024 * 1024), ("gb", 1024 * 1024 * 1024)];

    private static readonly decimal s_min = decimal.CreateChecked(T.MinValue);
    private static readonly decimal s_max = decimal.CreateChecked(T.MaxValue);

    /// <summary>Whether the parameter takes several numbers.</summary>
    public bool IsList { get; set; }

    /// <summary>Whether the number counts bytes, and may have kb, mb or gb behind it.</summary>
    public bool IsSize { get; set; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        IsList && ((inputData as PSObject)?.BaseObject ?? inputData) is ICollection list
            ? list.Cast<object?>().Select(Read).ToArray()
            : Read(inputData);

    private T Read(object? input)
    {
        string text = (WrittenText.NumberOf(input) ?? string.Empty).Trim();
        decimal unit = 1;
        foreach ((string suffix, int bytes) in IsSize ? s_sizes : [])
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                (text, unit) = (text[..^suffix.Length], bytes);
        }
        bool isNumber = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number);
        if (isNumber && Math.Abs(number) > s_max)
            throw OutOfRange(input);
        number *= unit;
        if (!isNumber || number % 1 != 0)
            throw NotWhole(input);
        return number >= s_min && number <= s_max ? T.CreateChecked(number) : throw OutOfRange(input);
    }

    private ArgumentTransformationMetadataException NotWhole(object? input)
    {
        string form = IsSize
            ? "digits, with or without kb, mb or gb (65536, 64kb)"
            : "digits only (6379), without a fraction, unit or separators";
        return new ArgumentTransformationMetadataException($"{WrittenText.Quote(input)} is not a whole number. Use {form}.");
    }

    private static ArgumentTransformationMetadataException OutOfRange(object? input) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{WrittenText.Quote(input)} is not between {T.MinValue:N0} and {T.MaxValue:N0}."));
}
