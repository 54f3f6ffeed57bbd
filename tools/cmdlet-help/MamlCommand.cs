using System.Globalization;
using System.Xml.Linq;

namespace CmdletHelp;

/// <summary>The help of one cmdlet.</summary>
internal static class MamlCommand
{
    private const string Topic = "about_RedisLoad";

    /// <summary>The help of a cmdlet.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="all">All cmdlets of the module.</param>
    public static XElement Of(CmdletModel cmdlet, IEnumerable<CmdletModel> all) => new(
        Maml.Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml.Text),
        new XAttribute(XNamespace.Xmlns + "command", Maml.Command),
        new XAttribute(XNamespace.Xmlns + "dev", Maml.Dev),
        Details(cmdlet),
        Maml.Description(cmdlet.Description),
        new XElement(Maml.Command + "syntax", cmdlet.ParameterSets.Select(set => SyntaxItem(cmdlet, set))),
        new XElement(Maml.Command + "parameters", cmdlet.Parameters.Select(MamlParameter.InParameters)),
        new XElement(Maml.Command + "inputTypes", InputTypes(cmdlet).Select(type => TypeElement("inputType", type))),
        new XElement(Maml.Command + "returnValues", ReturnTypes(cmdlet).Select(type => TypeElement("returnValue", type))),
        new XElement(Maml.Command + "examples", cmdlet.Examples.Select(Example)),
        new XElement(
            Maml.Text + "relatedLinks",
            cmdlet.Page is { } page ? Link("Online Version:", page) : null,
            all.Where(other => other != cmdlet && (cmdlet.Mentions(other.Name) || other.Mentions(cmdlet.Name)))
                .Select(other => Link(other.Name, string.Empty)),
            Link(Topic, string.Empty)));

    private static XElement Link(string text, string uri) => new(
        Maml.Text + "navigationLink",
        new XElement(Maml.Text + "linkText", text),
        new XElement(Maml.Text + "uri", uri));

    private static XElement Details(CmdletModel cmdlet) => new(
        Maml.Command + "details",
        new XElement(Maml.Command + "name", cmdlet.Name),
        new XElement(Maml.Command + "verb", cmdlet.Verb),
        new XElement(Maml.Command + "noun", cmdlet.Noun),
        Maml.Description(cmdlet.Synopsis));

    private static XElement SyntaxItem(CmdletModel cmdlet, string parameterSet) => new(
        Maml.Command + "syntaxItem",
        new XElement(Maml.Text + "name", cmdlet.Name),
        from parameter in cmdlet.Parameters
        let use = parameter.UseIn(parameterSet)
        where use is not null
        orderby use.Position ?? int.MaxValue, use.IsMandatory descending
        select MamlParameter.InSyntax(parameter, use));

    private static IEnumerable<TypeModel> InputTypes(CmdletModel cmdlet) => (
        from parameter in cmdlet.Parameters
        where parameter.Overall.FromPipeline
        select new TypeModel(parameter.Type.FullName, parameter.Description)).DefaultIfEmpty(new TypeModel("None", []));

    private static IEnumerable<TypeModel> ReturnTypes(CmdletModel cmdlet) => cmdlet.OutputTypes.DefaultIfEmpty(new TypeModel("None", []));

    private static XElement TypeElement(string name, TypeModel type) => new(
        Maml.Command + name,
        new XElement(Maml.Dev + "type", new XElement(Maml.Text + "name", type.Name)),
        Maml.Description(type.Description));

    private static XElement Example(ExampleModel example, int index)
    {
        string line = new('-', 26);
        return new XElement(
            Maml.Command + "example",
            new XElement(Maml.Text + "title", string.Create(CultureInfo.InvariantCulture, $"{line} Example {index + 1} {line}")),
            new XElement(Maml.Dev + "code", example.Code),
            // The last paragraph is empty, because Get-Help itself leaves no line between examples.
            new XElement(Maml.Dev + "remarks", Maml.Paras(example.Remarks.Append(""))));
    }
}
