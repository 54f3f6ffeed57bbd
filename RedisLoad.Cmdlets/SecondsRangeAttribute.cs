using System.Management.Automation;
using RedisLoad.Transport;

namespace RedisLoad.Cmdlets;

/// <summary>Lets a range of times be given as two times with a hyphen between them (1-5, 500ms-2s), or as one time, which <see cref="SecondsAttribute"/> reads.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecondsRangeAttribute : ArgumentTransformationAttribute
{
    private readonly SecondsAttribute _seconds = new();

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if (inputData is TimeRange || (inputData as PSObject)?.BaseObject is TimeRange)
            return inputData;
        string text = PSObject.AsPSObject(inputData).ToString();
        try
        {
            return Read(engineIntrinsics, inputData, text);
        }
        catch (ArgumentTransformationMetadataException exception)
        {
            throw new ArgumentTransformationMetadataException(
                $"'{text}' is neither a time nor a range. Give seconds (2 or 0.5), a number with its unit (500ms, 20s, 5m, 1h), a TimeSpan (00:00:20), or two of the first with a hyphen between them (1-5, 500ms-2s).", exception);
        }
    }

    private TimeRange Read(EngineIntrinsics engineIntrinsics, object inputData, string text)
    {
        // A leading hyphen is a sign, which no time has: that is for the plan to say.
        int hyphen = text.IndexOf('-', 1 <= text.Length ? 1 : 0);
        if (hyphen < 0)
            return new TimeRange(Time(engineIntrinsics, inputData), Time(engineIntrinsics, inputData));
        return new TimeRange(Time(engineIntrinsics, text[..hyphen]), Time(engineIntrinsics, text[(hyphen + 1)..]));
    }

    private TimeSpan Time(EngineIntrinsics engineIntrinsics, object input) => (TimeSpan)_seconds.Transform(engineIntrinsics, input);
}
