using System.Collections.Immutable;
using System.Globalization;
using RedisLoad.Tuning.Files;
using RedisLoad.Tuning.Rules;

namespace RedisLoad.Tuning;

/// <summary>What is in configuration files, line by line, for a plan.</summary>
/// <param name="Checks">A check a line that sets something.</param>
/// <param name="Problems">The lines and files that cannot be read.</param>
public sealed record ConfigurationReport(ImmutableArray<TuningCheck> Checks, ImmutableArray<ConfigurationProblem> Problems);

/// <summary>Holds the lines of configuration files against a plan, in place of the settings in force.</summary>
public static class ConfigurationTuning
{
    /// <summary>Reads files and judges their lines.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="paths">sysctl and limits files, told apart by their lines; or folders of *.conf files, the most important first.</param>
    /// <returns>A check a line, in the order in which the lines are applied, and what cannot be read.</returns>
    /// <exception cref="Load.PlanException">The plan has a value out of its range.</exception>
    public static ConfigurationReport Check(TuningPlan plan, IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(paths);
        plan.Validate();
        var problems = ImmutableArray.CreateBuilder<ConfigurationProblem>();
        var files = new List<(string File, byte[] Bytes)>();
        foreach (string file in Expand(paths))
        {
            try
            {
                files.Add((file, ConfigurationFile.Read(file)));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                problems.Add(new ConfigurationProblem(file, 0, exception.Message));
            }
        }
        return Check(plan, TuningFactsReader.Read("/"), files, problems);
    }

    /// <param name="plan">The plan.</param>
    /// <param name="facts">What else the rules need: of the host that runs this, but for what the files set.</param>
    /// <param name="files">The files.</param>
    /// <param name="problems">What went wrong before.</param>
    internal static ConfigurationReport Check(
        TuningPlan plan, TuningFacts facts, IReadOnlyList<(string File, byte[] Bytes)> files, ImmutableArray<ConfigurationProblem>.Builder problems)
    {
        var settings = new List<SysctlLine>();
        var limits = new List<LimitsLine>();
        foreach ((string file, byte[] bytes) in files)
        {
            if (IsLimitsFile(file, bytes))
            {
                (ImmutableArray<LimitsLine> lines, ImmutableArray<ConfigurationProblem> found) = LimitsFile.Parse(file, bytes);
                limits.AddRange(lines);
                problems.AddRange(found);
            }
            else
            {
                (ImmutableArray<SysctlLine> lines, ImmutableArray<ConfigurationProblem> found) = SysctlFile.Parse(file, bytes);
                settings.AddRange(lines);
                problems.AddRange(found);
            }
        }

        // One rule looks at another's setting: at what the files make of it, where they name it.
        var persisted = PersistedSettings.Of(settings);
        foreach (TuningRule rule in TuningCatalogue.Rules)
        {
            if (persisted.ValueOf(rule.Name) is { } value)
                facts = facts.With(rule.Name, value);
        }
        return new ConfigurationReport(
            [.. settings.Where(line => line.Value is not null).Select(line => CheckLine(plan, facts, persisted, line)), .. limits.SelectMany(line => CheckLine(plan, facts, line))],
            problems.ToImmutable());
    }

    /// <summary>Files as they are, folders as their *.conf files in the order in which they are applied.</summary>
    private static IEnumerable<string> Expand(IReadOnlyList<string> paths) =>
        [.. paths.Where(path => !Directory.Exists(path)), .. SysctlOrder.Sort(paths.Where(Directory.Exists))];

    /// <summary>A sysctl line has a '=', a limits line has none.</summary>
    private static bool IsLimitsFile(string file, byte[] bytes)
    {
        ImmutableArray<(int Number, string Text)> lines = ConfigurationText.Parse(file, bytes, comments: "#;").Lines;
        return lines.Length > 0 && lines.Count(line => line.Text.Contains('=', StringComparison.Ordinal) || line.Text[0] == '-') * 2 < lines.Length;
    }

    private static TuningCheck CheckLine(TuningPlan plan, TuningFacts facts, PersistedSettings persisted, SysctlLine line)
    {
        string place = Place(line.File, line.Line);
        TuningRule? rule = TuningCatalogue.Find(line.Name) ?? TuningCatalogue.Rules.FirstOrDefault(candidate => PersistedSettings.Sets(line, candidate.Name));
        if (rule is null)
            return NoRule(line.Name, line.Value, place);

        Finding finding = rule.Judge(plan, facts.With(rule.Name, line.Value!), line.Value!);
        TuningCheck check = rule.ToCheck(plan, line.Value, finding) with { Name = line.Name, PersistedIn = place };
        string? overridden = persisted.Describe(rule.Name);
        bool isLast = persisted.ValueOf(rule.Name) == line.Value;
        return isLast || SysctlName.IsGlob(line.Name) ? check : check with { Reason = $"{check.Reason} Another line wins: {overridden}." };
    }

    private static IEnumerable<TuningCheck> CheckLine(TuningPlan plan, TuningFacts facts, LimitsLine line)
    {
        string place = Place(line.File, line.Line);
        string value = line.Value.ToString(CultureInfo.InvariantCulture);
        if (line.Item != "nofile")
        {
            yield return NoRule($"{line.Domain} {line.Item}", value, place);
            yield break;
        }
        foreach (string name in Names(line))
        {
            TuningRule rule = TuningCatalogue.Find(name)!;
            Finding finding = rule.Judge(plan, facts, value);
            yield return rule.ToCheck(plan, value, finding) with { PersistedIn = place, Reason = $"{finding.Reason} For {line.Domain}." };
        }
    }

    private static IEnumerable<string> Names(LimitsLine line)
    {
        if (line.IsSoft)
            yield return FileRules.SoftName;
        if (line.IsHard)
            yield return FileRules.HardName;
    }

    private static TuningCheck NoRule(string name, string? value, string place) => new()
    {
        Name = name,
        Side = TuningSide.Both,
        Current = value,
        Verdict = TuningVerdict.NotNeeded,
        Reason = "No rule has to do with it: it neither helps nor hinders this plan.",
        PersistedIn = place,
    };

    private static string Place(string file, int line) => string.Create(CultureInfo.InvariantCulture, $"{file}:{line}");
}
