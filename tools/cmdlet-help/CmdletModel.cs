using System.Text.RegularExpressions;

namespace CmdletHelp;

/// <summary>A cmdlet as its help shows it.</summary>
/// <param name="Verb">The first part of its name.</param>
/// <param name="Noun">The second.</param>
/// <param name="Synopsis">What it does, in a sentence.</param>
/// <param name="Description">The same in full.</param>
/// <param name="ParameterSets">The names of its parameter sets.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="OutputTypes">What it writes.</param>
/// <param name="Examples">What can be typed.</param>
/// <param name="Page">The address of its page, which Get-Help -Online opens; null for none.</param>
internal sealed record CmdletModel(
    string Verb,
    string Noun,
    IReadOnlyList<string> Synopsis,
    IReadOnlyList<string> Description,
    IReadOnlyList<string> ParameterSets,
    IReadOnlyList<ParameterModel> Parameters,
    IReadOnlyList<TypeModel> OutputTypes,
    IReadOnlyList<ExampleModel> Examples,
    string? Page)
{
    public string Name => $"{Verb}-{Noun}";

    /// <summary>Whether its help speaks of something, by its name.</summary>
    public bool Mentions(string name) => Texts.Any(text => Regex.IsMatch(text, $@"(?<![\w-]){Regex.Escape(name)}(?![\w-])"));

    private IEnumerable<string> Texts =>
        [
            .. Description, .. Parameters.SelectMany(parameter => parameter.Description),
            .. Examples.SelectMany(example => example.Remarks.Append(example.Code)),
        ];
}

/// <summary>A parameter as the help shows it.</summary>
/// <param name="Name">Its name, without the hyphen.</param>
/// <param name="Type">What it takes.</param>
/// <param name="Aliases">Its other names.</param>
/// <param name="AcceptsWildcards">Whether patterns are allowed.</param>
/// <param name="Description">Its paragraphs.</param>
/// <param name="Values">The values it is limited to; none when it is not limited.</param>
/// <param name="Uses">How it can be given: once for each parameter set, or once for all.</param>
internal sealed partial record ParameterModel(
    string Name,
    ParameterType Type,
    IReadOnlyList<string> Aliases,
    bool AcceptsWildcards,
    IReadOnlyList<string> Description,
    IReadOnlyList<ValueModel> Values,
    IReadOnlyList<ParameterUse> Uses)
{
    /// <summary>What it is when it is not given: the description ends with that. Null if it does not say.</summary>
    public string? Default =>
        Ending().Match(Description.LastOrDefault("")) is { Success: true } match ? match.Groups["value"].Value : null;

    public IEnumerable<string> DescriptionWithoutDefault =>
        Default is null ? Description : Description.Select(paragraph => Ending().Replace(paragraph, ""));

    /// <summary>How the parameter is given in a parameter set, or null when it is no part of it.</summary>
    public ParameterUse? UseIn(string parameterSet) =>
        Uses.FirstOrDefault(use => string.Equals(use.ParameterSet, parameterSet, StringComparison.OrdinalIgnoreCase))
        ?? Uses.FirstOrDefault(use => use.ParameterSet is null);

    /// <summary>How the parameter is given, seen over all parameter sets.</summary>
    public ParameterUse Overall => new(
        ParameterSet: null,
        Position: Uses.FirstOrDefault(use => use.Position is not null)?.Position,
        IsMandatory: Uses.All(use => use.IsMandatory),
        FromPipeline: Uses.Any(use => use.FromPipeline),
        FromPipelineByPropertyName: Uses.Any(use => use.FromPipelineByPropertyName));

    [GeneratedRegex(@"\s*Default: (?<value>.+?)\.(?= [A-Z]|$)")]
    private static partial Regex Ending();
}

/// <summary>How a parameter is given in one parameter set, or in all of them (null).</summary>
internal sealed record ParameterUse(
    string? ParameterSet,
    int? Position,
    bool IsMandatory,
    bool FromPipeline,
    bool FromPipelineByPropertyName);

/// <summary>The type of a parameter, by the name that PowerShell shows and by the name that .NET has for it.</summary>
internal sealed record ParameterType(string Name, string FullName, bool IsSwitch, bool IsCollection);

/// <summary>A value that a parameter can have.</summary>
internal sealed record ValueModel(string Name, IReadOnlyList<string> Description);

/// <summary>A type of the output.</summary>
internal sealed record TypeModel(string Name, IReadOnlyList<string> Description);

/// <summary>An example: what is typed, and what it is for.</summary>
internal sealed record ExampleModel(string Code, IReadOnlyList<string> Remarks);
