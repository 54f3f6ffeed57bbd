using System.Collections.Immutable;
using System.Globalization;
using RedisLoad.Interop;
using RedisLoad.Parameters;
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
    /// <param name="paths">sysctl and limits files, told apart by their lines; or folders of *.conf files, the most important
    /// first.</param>
    /// <returns>A check a line, in the order in which the lines are applied, and what cannot be read.</returns>
    /// <exception cref="PlanException">The plan has a value out of its range.</exception>
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
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or LinuxException)
            {
                problems.Add(new ConfigurationProblem(file, 0, exception.Message));
            }
        }
        using HostRoot host = HostRoot.Open("/");
        return Check(plan, TuningFactsReader.Read("/"), SysctlBoot.ReaderOf(host), files, problems);
    }

    /// <param name="plan">The plan.</param>
    /// <param name="facts">What else the rules need: of the host that runs this, but for what the files set.</param>
    /// <param name="reader">What reads sysctl files.</param>
    /// <param name="files">The files.</param>
    /// <param name="problems">What went wrong before.</param>
    internal static ConfigurationReport Check(
        TuningPlan plan,
        TuningFacts facts,
        SysctlReader reader,
        IReadOnlyList<(string File, byte[] Bytes)> files,
        ImmutableArray<ConfigurationProblem>.Builder problems)
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
        var persisted = PersistedSettings.Of(settings, reader);
        foreach (TuningRule rule in TuningCatalogue.Rules)
        {
            if (persisted.ValueOf(rule.Name) is { } text && rule.Form.Read(text, facts.ValueOf(rule.Name)) is { } value)
                facts = facts.With(rule.Name, value);
        }
        return new ConfigurationReport(
            [
                .. settings.Where(line => line.Value is not null).SelectMany(line => CheckLine(plan, facts, persisted, line)),
                .. limits.SelectMany(line => CheckLine(plan, facts, line)),
            ],
            problems.ToImmutable());
    }

    /// <summary>Files as they are, folders as their *.conf files in the order in which they are applied.</summary>
    private static IEnumerable<string> Expand(IReadOnlyList<string> paths) =>
    [
        .. paths.Where(path => !Directory.Exists(path)),
        .. SysctlBoot.Sort(paths.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder))
            .Where(file => HostRoot.IsConfiguration(Path.GetFileName(file)))),
    ];

    /// <summary>A sysctl line has a '=', a limits line has none but in its comment.</summary>
    private static bool IsLimitsFile(string file, byte[] bytes)
    {
        ImmutableArray<(int Number, string Text)> lines = ConfigurationText.Parse(file, bytes, SysctlFile.SysctlComments).Lines;
        return lines.Length > 0 && lines.Count(line => line.Text.Split('#')[0].Contains('=', StringComparison.Ordinal)
            || line.Text[0] == '-') * 2 < lines.Length;
    }

    /// <summary>A check for each setting that a line hits: more than one, where its name is a glob.</summary>
    private static IEnumerable<TuningCheck> CheckLine(TuningPlan plan, TuningFacts facts, PersistedSettings persisted, SysctlLine line)
    {
        string place = Place(line.File, line.Line);
        TuningRule[] rules = [.. TuningCatalogue.Rules.Where(rule => rule.Place == SettingPlace.Sysctl
            && PersistedSettings.Sets(line, rule.Name))];
        return rules.Length == 0 ? [NoRule(line.Name, line.Value, place)] : rules.Select(rule => Check(rule));

        TuningCheck Check(TuningRule rule)
        {
            TuningCheck check = rule.ToCheck(plan, line.Value, rule.Assess(plan, facts, line.Value!));
            string setBy = line.Name == rule.Name ? string.Empty : $" Set by {line.Name}.";
            string remark = persisted.Winner(rule.Name) is not { } winner
                ? $" It is not set: the line -{rule.Name} excludes it."
                : winner.Value == line.Value ? string.Empty : $" Another line takes precedence: {persisted.Describe(rule.Name)}.";
            return check with { PersistedIn = place, AppliedBy = SysctlBoot.NameOf(persisted.Reader),
                Reason = check.Reason + setBy + remark };
        }
    }

    private static IEnumerable<TuningCheck> CheckLine(TuningPlan plan, TuningFacts facts, LimitsLine line)
    {
        string place = Place(line.File, line.Line);
        if (line.Item is null)
        {
            yield return NoRule($"{line.Domain} -", null, place) with { Reason = $"pam_limits sets no limits for {line.Domain}, and skips later lines for it." };
            yield break;
        }
        if (!line.IsFiles)
        {
            yield return NoRule($"{line.Domain} {line.Item}", line.Text, place);
            yield break;
        }
        foreach (string name in Names(line))
        {
            TuningRule rule = TuningCatalogue.Find(name)!;
            string value = line.ToFiles(facts.NumberOf(FileRules.OpenMaxName) ?? FileRules.OpenMaxDefault).ToString(
                CultureInfo.InvariantCulture);
            Finding finding = rule.Assess(plan, facts, value);
            string read = value == line.Text ? string.Empty : $" pam_limits reads '{line.Text}' as {value}.";
            yield return rule.ToCheck(plan, line.Text, finding) with { PersistedIn = place, AppliedBy = "pam_limits",
                Reason = $"{finding.Reason}{read} For {line.Domain}." };
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
        Reason = "It has no effect on this plan.",
        PersistedIn = place,
    };

    private static string Place(string file, int line) => string.Create(CultureInfo.InvariantCulture, $"{file}:{line}");
}
