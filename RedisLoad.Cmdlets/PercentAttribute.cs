using System.Globalization;
using System.Management.Automation;

namespace RedisLoad.Cmdlets;

/// <summary>Lets a share be given as a number or with its sign: 10 or 10%.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PercentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        string number = (WrittenText.NumberOf(inputData) ?? string.Empty).Trim();
        if (number.EndsWith('%'))
            number = number[..^1];
        bool isNumber = double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double percent);
        return isNumber && double.IsFinite(percent) && percent >= 0
            ? percent
            : throw new ArgumentTransformationMetadataException(
                $"{WrittenText.Quote(inputData)} is not a percentage. Use a number of 0 or more, with or without a percent sign: 10, 10%.");
    }
}
