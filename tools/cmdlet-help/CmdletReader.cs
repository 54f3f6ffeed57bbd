using System.Management.Automation;
using System.Reflection;
using System.Xml.Linq;

namespace CmdletHelp;

/// <summary>Reads a cmdlet from its class and the comments of the class and its properties.</summary>
/// <param name="type">The class.</param>
/// <param name="comments">The comments.</param>
/// <param name="members">What the types declare that the comments refer to.</param>
/// <param name="problems">Takes what is missing.</param>
internal sealed class CmdletReader(Type type, XmlDocumentation comments, MemberReader members, ICollection<string> problems)
{
    private readonly CustomAttributeData _attribute = type.Find<CmdletAttribute>()!;
    private readonly XElement? _comment = members.Expand(comments.Of(type));

    public CmdletModel Read()
    {
        List<ParameterModel> parameters = [.. Properties().Select(property => ParameterReader.Read(property, comments))];
        if (_attribute.IsSet(nameof(CmdletAttribute.SupportsShouldProcess)))
            parameters.AddRange(ShouldProcessParameters.All);

        string[] names = [.. _attribute.Unnamed().Cast<string>()];
        var cmdlet = new CmdletModel(
            Verb: names[0],
            Noun: names[1],
            Synopsis: CommentText.Paragraphs(_comment?.Element("summary")),
            Description: CommentText.Paragraphs(_comment?.Element("remarks")),
            ParameterSets: ParameterSetsOf(parameters),
            parameters,
            OutputTypes: [.. OutputTypes()],
            Examples: [.. Examples()],
            Page: _attribute.Named(nameof(CmdletAttribute.HelpUri)) as string);
        Check(cmdlet);
        return cmdlet;
    }

    // In the order of reflection, which is the order that PowerShell shows them in.
    private IEnumerable<PropertyInfo> Properties() =>
        from property in Borrowed().Prepend(type).SelectMany(owner => owner.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            .DistinctBy(property => property.Name)
        let attributes = property.FindAll<ParameterAttribute>().ToList()
        where attributes.Count > 0 && !attributes.Exists(attribute => attribute.IsSet(nameof(ParameterAttribute.DontShow)))
        select property;

    /// <summary>The class whose parameters the cmdlet takes as dynamic ones, too.</summary>
    private IEnumerable<Type> Borrowed() =>
        from attribute in type.CustomAttributes
        where attribute.AttributeType.Name == "BorrowsAttribute"
        select (Type)attribute.Unnamed().First()!;

    private string[] ParameterSetsOf(IEnumerable<ParameterModel> parameters)
    {
        IEnumerable<string> named = parameters.SelectMany(parameter => parameter.Uses).Select(use => use.ParameterSet).OfType<string>();
        if (_attribute.Named(nameof(CmdletAttribute.DefaultParameterSetName)) is string first)
            named = named.Prepend(first);
        return [.. named.Distinct(StringComparer.OrdinalIgnoreCase).DefaultIfEmpty(ParameterAttribute.AllParameterSets)];
    }

    private IEnumerable<TypeModel> OutputTypes() =>
        from attribute in type.FindAll<OutputTypeAttribute>()
        from argument in attribute.Unnamed()
        select argument is Type output
            ? new TypeModel(
                output.ToString(),
                [.. CommentText.Paragraphs(comments.Of(output)?.Element("summary")), .. members.Of(output).Select(member => member.InList)])
            : new TypeModel((string)argument!, []);

    private IEnumerable<ExampleModel> Examples() =>
        from example in _comment?.Elements("example") ?? []
        let remarks = example.Nodes().Where(node => node is not XElement { Name.LocalName: "code" })
        select new ExampleModel(
            string.Join('\n', example.Elements("code").Select(CommentText.Code)),
            CommentText.Paragraphs(new XElement("remarks", remarks)));

    private void Check(CmdletModel cmdlet)
    {
        if (cmdlet.Synopsis.Count == 0)
            problems.Add($"{cmdlet.Name} has no summary: class {type.FullName}");
        foreach (ParameterModel parameter in cmdlet.Parameters.Where(parameter => parameter.Description.Count == 0))
            problems.Add($"{cmdlet.Name} -{parameter.Name} has no summary: property {parameter.Name} of {type.FullName}");
    }
}
