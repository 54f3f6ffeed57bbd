using System.Reflection;
using System.Xml.Linq;

namespace CmdletHelp;

/// <summary>The documentation comments that the compiler wrote for a module and for the assemblies beside it.</summary>
internal sealed class XmlDocumentation
{
    private readonly Dictionary<string, XElement> _members = [];

    /// <summary>Reads a module's comments, and those of the referenced assemblies whose files lie beside.</summary>
    public static XmlDocumentation Load(string path, IEnumerable<string> referencedNames)
    {
        var documentation = new XmlDocumentation();
        documentation.Add(path);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (string beside in referencedNames.Select(name => Path.Combine(folder, name + ".xml")).Where(File.Exists))
            documentation.Add(beside);
        return documentation;
    }

    /// <summary>The comment of a public member of a type that makes a list of them: a rule, a value, a column.</summary>
    public XElement? Of(MemberInfo member) => member switch
    {
        MethodInfo => OfMethods($"M:{IdOf(member.DeclaringType!)}.{member.Name}(").FirstOrDefault(),
        PropertyInfo property => Of(property),
        FieldInfo field => Of(field),
        _ => null,
    };

    public XElement? Of(Type type) => _members.GetValueOrDefault("T:" + IdOf(type));

    /// <summary>The comment of a property; of one that is declared as a parameter of its record, that of the parameter.</summary>
    public XElement? Of(PropertyInfo property) => _members.GetValueOrDefault($"P:{IdOf(property.DeclaringType!)}.{property.Name}")
        ?? Of(property.DeclaringType!)?.Elements("param")
            .Where(parameter => (string?)parameter.Attribute("name") == property.Name)
            .Select(parameter => new XElement("member", new XElement("summary", parameter.Nodes())))
            .FirstOrDefault();

    public XElement? Of(FieldInfo field) => _members.GetValueOrDefault($"F:{IdOf(field.DeclaringType!)}.{field.Name}");

    private IEnumerable<XElement> OfMethods(string idsBegin) =>
        _members.Where(member => member.Key.StartsWith(idsBegin, StringComparison.Ordinal)).Select(member => member.Value);

    private static string IdOf(Type type)
    {
        Type definition = type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type;
        return definition.FullName!.Replace('+', '.');
    }

    private void Add(string path)
    {
        // Without its whitespace, "<c>a</c> <c>b</c>" would read "ab".
        var document = XDocument.Load(path, LoadOptions.PreserveWhitespace);
        foreach (XElement member in document.Descendants("member"))
            _members.TryAdd((string?)member.Attribute("name") ?? "", member);
    }
}
