using System.Globalization;
using RedisLoad.Pacing;
using RedisLoad.Rows;

namespace RedisLoad.Results;

/// <summary>Rows of loads that several load generators shared: what is in them twice, and what is not in them.</summary>
internal static class GeneratorCoverage
{
    /// <summary>The rows without those that are sums of others: what one load generator reported is in the row of all, too.</summary>
    public static IReadOnlyList<LoadSample> WithoutSums(IReadOnlyList<LoadSample> rows)
    {
        HashSet<string> single = [.. rows.Where(row => row.Generator is not null).Select(row => row.RunId).OfType<string>()];
        return [.. rows.Where(row => row.Generator is not null || row.RunId is null || !single.Contains(row.RunId))];
    }

    /// <summary>What is missing; null for nothing that the rows tell of.</summary>
    /// <remarks>Rows of one load generator alone are looked at for themselves, and no part of them is missing.</remarks>
    public static string? MissingPart(IReadOnlyList<LoadSample> rows)
    {
        if (rows.Max(row => row.GeneratorsMissing) is > 0 and var missing)
        {
            LoadSample first = rows.First(row => row.GeneratorsMissing > 0);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{missing} of {first.Generators + first.GeneratorsMissing} load generators did not report to the end");
        }
        LoadShare[] shares = [.. rows.Select(row => row.Share).Distinct()
            .Select(text => LoadShare.TryParse(text, out LoadShare share) ? share : default)
            .Where(share => !share.IsWhole)];
        if (shares.Length < 2 || shares.Any(share => share.Count != shares[0].Count))
            return null;
        IEnumerable<LoadShare> absent = Enumerable.Range(1, shares[0].Count)
            .Select(number => new LoadShare(number, shares[0].Count))
            .Except(shares);
        return absent.Any() ? $"there are no rows of share {string.Join(", ", absent)}" : null;
    }
}
