using System.Management.Automation;
using RedisLoad.Pacing;

namespace RedisLoad.Cmdlets;

/// <summary>Lets a part of a load be given as <c>2/3</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ShareAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        ((inputData as PSObject)?.BaseObject ?? inputData) is LoadShare share || LoadShare.TryParse(WrittenText.Show(inputData), out share)
            ? share
            : throw new ArgumentTransformationMetadataException(
                $"{WrittenText.Quote(inputData)} is not a share. Use the number of this load generator and how many there are: 1/3, 2/3, 3/3, up to {LoadShare.MaxCount}.");
}
