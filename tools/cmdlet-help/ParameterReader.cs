using System.Management.Automation;
using System.Reflection;
using System.Xml.Linq;

namespace CmdletHelp;

/// <summary>Reads a parameter from its property and the property's comment.</summary>
internal static class ParameterReader
{
    public static ParameterModel Read(PropertyInfo property, XmlDocumentation comments)
    {
        ParameterType type = TypeOf(property.PropertyType);
        XElement? comment = comments.Of(property);
        return new ParameterModel(
            property.Name,
            type,
            Aliases: [.. property.FindAll<AliasAttribute>().SelectMany(alias => alias.Unnamed()).OfType<string>()],
            AcceptsWildcards: property.Find<SupportsWildcardsAttribute>() is not null,
            Description: CommentText.Paragraphs(comment?.Element("summary")),
            Values: [.. ValuesOf(property, comments)],
            Uses: [.. property.FindAll<ParameterAttribute>().Select(ReadUse)]);
    }

    public static ParameterType TypeOf(Type type) => new(
        TypeNames.Of(type), type.ToString(), IsSwitch: type == typeof(SwitchParameter), IsCollection: type.IsArray);

    private static ParameterUse ReadUse(CustomAttributeData parameter) => new(
        parameter.Named(nameof(ParameterAttribute.ParameterSetName)) as string,
        parameter.Named(nameof(ParameterAttribute.Position)) as int?,
        parameter.IsSet(nameof(ParameterAttribute.Mandatory)),
        parameter.IsSet(nameof(ParameterAttribute.ValueFromPipeline)),
        parameter.IsSet(nameof(ParameterAttribute.ValueFromPipelineByPropertyName)));

    private static IEnumerable<ValueModel> ValuesOf(PropertyInfo property, XmlDocumentation comments)
    {
        if (property.Find<ValidateSetAttribute>() is { } set)
            return set.Unnamed().OfType<string>().Select(value => new ValueModel(value, []));

        Type element = property.PropertyType.IsArray ? property.PropertyType.GetElementType()! : property.PropertyType;
        Type type = Nullable.GetUnderlyingType(element) ?? element;
        return type.IsEnum
            ? type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => new ValueModel(field.Name, CommentText.Paragraphs(comments.Of(field)?.Element("summary"))))
            : [];
    }
}
