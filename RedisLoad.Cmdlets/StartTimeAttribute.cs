using System.Management.Automation;
using RedisLoad.Pacing;

namespace RedisLoad.Cmdlets;

/// <summary>Lets a moment be given as <see cref="StartTimeText"/> reads it, or as a DateTimeOffset or DateTime.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class StartTimeAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        try
        {
            return ((inputData as PSObject)?.BaseObject ?? inputData) switch
            {
                DateTimeOffset time => time,
                DateTime time => new DateTimeOffset(time),
                _ => StartTimeText.Parse(WrittenText.Show(inputData), DateTimeOffset.Now),
            };
        }
        catch (FormatException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
