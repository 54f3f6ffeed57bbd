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
        string text = $"{inputData}";
        // A leading hyphen is a sign, which no time has: that is for the plan to say.
        int hyphen = text.IndexOf('-', 1 <= text.Length ? 1 : 0);
        if (hyphen < 0)
            return new TimeRange(Time(engineIntrinsics, inputData), Time(engineIntrinsics, inputData));
        return new TimeRange(Time(engineIntrinsics, text[..hyphen]), Time(engineIntrinsics, text[(hyphen + 1)..]));
    }

    private TimeSpan Time(EngineIntrinsics engineIntrinsics, object input) => (TimeSpan)_seconds.Transform(engineIntrinsics, input);
}
