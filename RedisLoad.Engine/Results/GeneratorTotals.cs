using RedisLoad.Rows;

namespace RedisLoad.Results;

/// <summary>What each of several load generators came to, so that the verdict of a load can name the one that did not keep up.</summary>
public sealed class GeneratorTotals
{
    private readonly Dictionary<string, SampleSum> _sums = [];

    /// <summary>Takes the row of a load generator in, one that is not earlier than those before.</summary>
    public void Add(LoadSample row)
    {
        ArgumentNullException.ThrowIfNull(row);
        string name = row.Generator ?? throw new ArgumentException("The row names no load generator.", nameof(row));
        if (!_sums.TryGetValue(name, out SampleSum? sum))
            _sums.Add(name, sum = new SampleSum());
        sum.Add(row);
    }

    /// <summary>The summary of the load.</summary>
    /// <param name="whole">All merged rows, added up.</param>
    public LoadSummary Summarize(LoadSample whole) => LoadSummary.Of([whole, .. _sums.Values.Select(sum => sum.ToSample()!)]);
}
