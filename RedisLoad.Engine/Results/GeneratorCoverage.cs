using System.Globalization;
using RedisLoad.Pacing;
using RedisLoad.Rows;

namespace RedisLoad.Results;

/// <summary>Rows of loads that several load generators shared: what is in them twice, what each load generator has of them, and what is not
/// in them.</summary>
internal static class GeneratorCoverage
{
    /// <summary>The rows without those that are in a row of all beside them, so that each connection is counted once.</summary>
    public static IReadOnlyList<LoadSample> WithoutParts(IReadOnlyList<LoadSample> rows)
    {
        HashSet<string> summed = [.. rows.Where(row => row.Generator is null).Select(row => row.RunId).OfType<string>()];
        return [.. rows.Where(row => row.Generator is null || row.RunId is null || !summed.Contains(row.RunId))];
    }

    /// <summary>What each load generator has of the rows, in the order of their shares; none where there is only one, or none is
    /// named.</summary>
    public static IReadOnlyList<GeneratorPart> PartsOf(IReadOnlyList<LoadSample> rows)
    {
        var parts = rows.Where(row => row.Generator is not null).GroupBy(row => (Generator: row.Generator!, row.Share)).ToArray();
        if (parts.Length < 2)
            return [];
        // Processes that share a load on one host may have its name, all of them.
        ILookup<string, string?> shares = parts.ToLookup(part => part.Key.Generator, part => part.Key.Share);
        (string RunId, string Generator)[] lost = [.. LostIn(rows).Distinct()];
        return
        [
            .. parts
                .OrderBy(part => LoadShare.TryParse(part.Key.Share, out LoadShare share) ? share.Number : 0)
                .Select(part => new GeneratorPart(
                    shares[part.Key.Generator].Count() > 1 ? $"{part.Key.Generator} (share {part.Key.Share ?? "1/1"})" : part.Key.Generator,
                    [.. part],
                    part.Where(row => lost.Contains((row.RunId!, row.Generator!))).Max(row => (double?)row.ElapsedSeconds))),
        ];
    }

    /// <summary>What is missing; null for nothing that the rows tell of.</summary>
    /// <remarks>Rows of one load generator alone are looked at for themselves, and no part of them is missing.</remarks>
    public static string? MissingPart(IReadOnlyList<LoadSample> rows, IReadOnlyList<GeneratorPart> parts)
    {
        if (rows.Max(row => row.GeneratorsMissing) is > 0 and var missing)
        {
            LoadSample first = rows.First(row => row.GeneratorsMissing > 0);
            string[] lost = [.. parts.Where(part => part.LostAt is not null).Select(part => $"{part.Name} {part.Until}")];
            string which = lost.Length > 0 ? $" ({GeneratorFindings.Names(lost)})" : string.Empty;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{missing} of {first.Generators + first.GeneratorsMissing} load generators did not report to the end{which}");
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

    /// <summary>The load generators that were lost.</summary>
    /// <remarks>A row of all says how many are missing in it, and not which. That is known where no more have ended by then: who was lost
    /// is among those, or has no rows here at all.</remarks>
    private static IEnumerable<(string RunId, string Generator)> LostIn(IReadOnlyList<LoadSample> rows)
    {
        ILookup<string, (string Generator, double End)> ends = rows
            .Where(row => row.RunId is not null && row.Generator is not null)
            .GroupBy(row => (RunId: row.RunId!, Generator: row.Generator!))
            .ToLookup(part => part.Key.RunId, part => (part.Key.Generator, part.Max(row => row.ElapsedSeconds)));
        foreach (LoadSample sum in rows.Where(row => row is { Generator: null, RunId: not null, GeneratorsMissing: > 0 }))
        {
            (string Generator, double End)[] known = [.. ends[sum.RunId!]];
            string[] ended = [.. known.Where(part => part.End < sum.ElapsedSeconds - LoadRuns.Rounding.TotalSeconds)
                .Select(part => part.Generator)];
            int unknown = sum.Generators + sum.GeneratorsMissing - known.Length;
            foreach (string generator in ended.Length + unknown == sum.GeneratorsMissing ? ended : [])
                yield return (sum.RunId!, generator);
        }
    }
}

/// <summary>What one of several load generators has of the rows.</summary>
/// <param name="Name">Its name, with its share where several have that name.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="LostAt">Where its rows end, in seconds of the run, if it was lost; else null.</param>
internal sealed record GeneratorPart(string Name, IReadOnlyList<LoadSample> Rows, double? LostAt)
{
    /// <summary>What is missing of it; null for nothing.</summary>
    public string? Missing => LostAt is null ? null : $"{Name} did not report to the end ({Until})";

    /// <summary>How far its rows go.</summary>
    public string Until => string.Create(CultureInfo.InvariantCulture, $"until {LostAt:0.###} s");
}
