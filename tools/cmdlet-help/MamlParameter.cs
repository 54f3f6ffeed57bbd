using System.Globalization;
using System.Xml.Linq;

namespace CmdletHelp;

/// <summary>A parameter, which the help shows in two places: briefly in the syntax, in full in the list of parameters.</summary>
internal static class MamlParameter
{
    public static XElement InSyntax(ParameterModel parameter, ParameterUse use) => new(
        Maml.Command + "parameter",
        Attributes(parameter, use),
        new XElement(Maml.Text + "name", parameter.Name),
        Maml.Description(parameter.Description),
        parameter.Values.Count > 0
            ? new XElement(Maml.Command + "parameterValueGroup", parameter.Values.Select(value => Value(value.Name, parameter)))
            : null,
        // A value here would make the syntax show a switch as if it took one.
        parameter.Type.IsSwitch ? null : Value(parameter.Type.Name, parameter),
        Type(parameter));

    public static XElement InParameters(ParameterModel parameter) => new(
        Maml.Command + "parameter",
        Attributes(parameter, parameter.Overall),
        new XElement(Maml.Text + "name", parameter.Name),
        Maml.Description(parameter.Description),
        Value(parameter.Type.Name, parameter),
        Type(parameter),
        new XElement(Maml.Dev + "defaultValue", DefaultOf(parameter)),
        parameter.Values.Count > 0 ? new XElement(Maml.Dev + "possibleValues", parameter.Values.Select(PossibleValue)) : null);

    /// <summary>As PowerShell's own help has it: a switch is off, and what says nothing of a default has none.</summary>
    private static string DefaultOf(ParameterModel parameter) => parameter.Default ?? (parameter.Type.IsSwitch ? "False" : "None");

    private static XAttribute[] Attributes(ParameterModel parameter, ParameterUse use) =>
    [
        new("required", use.IsMandatory),
        new("variableLength", parameter.Type.IsCollection),
        new("globbing", parameter.AcceptsWildcards),
        new("pipelineInput", PipelineInput(use)),
        new("position", use.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
        new("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
    ];

    private static string PipelineInput(ParameterUse use) => (use.FromPipelineByPropertyName, use.FromPipeline) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByPropertyName)",
        (false, true) => "True (ByValue)",
        _ => "False",
    };

    private static XElement Value(string text, ParameterModel parameter) => new(
        Maml.Command + "parameterValue",
        new XAttribute("required", !parameter.Type.IsSwitch),
        new XAttribute("variableLength", parameter.Type.IsCollection),
        text);

    private static XElement Type(ParameterModel parameter) => new(
        Maml.Dev + "type",
        new XElement(Maml.Text + "name", parameter.Type.FullName),
        new XElement(Maml.Text + "uri"));

    private static XElement PossibleValue(ValueModel value) => new(
        Maml.Dev + "possibleValue",
        new XElement(Maml.Dev + "value", value.Name),
        Maml.Description(value.Description));
}
