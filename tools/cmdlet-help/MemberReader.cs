using System.Reflection;
using System.Xml.Linq;

namespace CmdletHelp;

/// <summary>Lists what a type declares for users to read about: the columns of a row, the values of an enumeration, the rules of a static
/// class.</summary>
internal sealed class MemberReader(ModuleAssembly module, XmlDocumentation comments, ICollection<string> problems)
{
    /// <summary>The public members of a type that have comments, in the order of their declaration.</summary>
    /// <param name="typeName">The full name of the type.</param>
    public IReadOnlyList<MemberModel> Of(string typeName)
    {
        if (module.FindType(typeName) is { } type)
            return Of(type);
        problems.Add($"there is no type {typeName}");
        return [];
    }

    /// <inheritdoc cref="Of(string)"/>
    public IReadOnlyList<MemberModel> Of(Type type) =>
    [
        .. from member in DeclaredBy(type)
           let comment = comments.Of(member)
           where comment is not null
           select new MemberModel(member, CommentText.Paragraphs(comment.Element("summary"))),
    ];

    /// <summary>What the attributes of a type say that have one name: a table that the type is.</summary>
    public IReadOnlyList<string[]> RowsOf(string typeName, string attribute) =>
    [
        .. from row in module.FindType(typeName)?.CustomAttributes ?? []
           where row.AttributeType.Name == $"{attribute}Attribute"
           select row.Unnamed().Cast<string>().ToArray(),
    ];

    /// <summary>Puts a list of its members in place of each <c>members</c> element that refers to a type.</summary>
    public XElement? Expand(XElement? comment)
    {
        foreach (XElement reference in comment?.Descendants("members").ToArray() ?? [])
        {
            string typeName = ((string?)reference.Attribute("cref") ?? string.Empty).Split(':')[^1];
            reference.ReplaceWith(Of(typeName).Select(member => new XElement("para", member.InList)));
        }
        return comment;
    }

    private static IEnumerable<MemberInfo> DeclaredBy(Type type) =>
        type.IsEnum ? type.GetFields(BindingFlags.Public | BindingFlags.Static)
        : type is { IsAbstract: true, IsSealed: true } ? type.GetMethods(BindingFlags.Public | BindingFlags.Static)
        : type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
}

/// <summary>A member and the paragraphs about it.</summary>
internal sealed record MemberModel(MemberInfo Member, IReadOnlyList<string> Description)
{
    public string Name => Member.Name;

    public string Opening => Description is [var first, ..] ? first : string.Empty;

    /// <summary>The member as an item of a list.</summary>
    public string InList => $"- {Name}: {string.Join(' ', Description)}";

    /// <summary>What an attribute of the member was given; null where it has none of that name.</summary>
    public string? Attribute(string name) =>
        Member.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.Name == $"{name}Attribute") is { } attribute
            ? string.Join(", ", attribute.ConstructorArguments.Select(Show))
            : null;

    private static string? Show(CustomAttributeTypedArgument argument) =>
        argument.ArgumentType.IsEnum ? Enum.GetName(argument.ArgumentType, argument.Value!) : argument.Value?.ToString();
}
