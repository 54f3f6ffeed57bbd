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
        ArgumentNullException.ThrowIfNull(inputData);
        string text = inputData is PSObject wrapped ? wrapped.ToString() : Convert.ToString(inputData, CultureInfo.InvariantCulture)!;
        bool isNumber = double.TryParse(text.Trim().TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double percent);
        return isNumber && percent >= 0 ? percent : throw new ArgumentTransformationMetadataException($"'{text}' is not a share. Give percent, as 10 or 10%, 0 or more.");
    }
}
