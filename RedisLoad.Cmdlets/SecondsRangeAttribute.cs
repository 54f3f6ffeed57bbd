using System.Management.Automation;
using RedisLoad.Pacing;
using RedisLoad.Session;

namespace RedisLoad.Cmdlets;

/// <summary>Lets a range of times be given as two times with a hyphen between them (1-5, 500ms-2s), or as one time, which
/// <see cref="SecondsAttribute"/> reads.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecondsRangeAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        switch ((inputData as PSObject)?.BaseObject ?? inputData)
        {
            case TimeRange:
                return inputData;
            case TimeSpan time:
                return new TimeRange(time, time);
        }
        try
        {
            (TimeSpan min, TimeSpan max) = DurationText.ParseRange(WrittenText.Show(inputData));
            return new TimeRange(min, max);
        }
        catch (FormatException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
