using System.Management.Automation;
using RedisLoad.Pacing;

namespace RedisLoad.Cmdlets;

/// <summary>Lets a time be given as <see cref="DurationText"/> reads it, or as a TimeSpan.</summary>
/// <remarks>PowerShell by itself takes the number 20 for 20 ticks, and the text "20" for 20 days.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecondsAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if (inputData is TimeSpan || (inputData as PSObject)?.BaseObject is TimeSpan)
            return inputData;
        try
        {
            return DurationText.Parse(WrittenText.Show(inputData));
        }
        catch (FormatException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
