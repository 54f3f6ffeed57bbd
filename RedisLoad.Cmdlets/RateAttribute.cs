using System.Management.Automation;
using RedisLoad.Pacing;

namespace RedisLoad.Cmdlets;

/// <summary>Lets a rate be given as a number per second, with a fraction or without, or as a number and its unit of time: 8000, 0.5, 500/m,
/// 2/h.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RateAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if (inputData is Rate || (inputData as PSObject)?.BaseObject is Rate)
            return inputData;
        string? text = WrittenText.NumberOf(inputData);
        if (Rate.TryParse(text, out Rate rate))
            return rate;
        // The first argument without a name is the rate, and a server is what other tools expect there.
        string hint = text?.Contains(':', StringComparison.Ordinal) == true ? " A server belongs to -ComputerName." : string.Empty;
        throw new ArgumentTransformationMetadataException(
            $"{WrittenText.Quote(inputData)} is not a rate. Use a number per second (8000, 0.5) or per other time (500/m, 2/h), with a decimal point and without separators.{hint}");
    }
}
