using System.Reflection;

namespace CmdletHelp;

/// <summary>Reads attributes from the metadata: those of the reference assembly cannot be constructed.</summary>
internal static class AttributeReading
{
    public static CustomAttributeData? Find<T>(this MemberInfo member) => member.FindAll<T>().FirstOrDefault();

    public static IEnumerable<CustomAttributeData> FindAll<T>(this MemberInfo member) =>
        member.CustomAttributes.Where(attribute => attribute.AttributeType == typeof(T));

    /// <summary>What a named argument was set to, or null when it was left out.</summary>
    public static object? Named(this CustomAttributeData attribute, string name) => (
        from argument in attribute.NamedArguments
        where argument.MemberName == name
        select argument.TypedValue.Value).FirstOrDefault();

    public static bool IsSet(this CustomAttributeData attribute, string name) => attribute.Named(name) is true;

    /// <summary>The unnamed arguments in order, those of a params array one by one.</summary>
    public static IEnumerable<object?> Unnamed(this CustomAttributeData attribute) =>
        attribute.ConstructorArguments.SelectMany(argument => argument.Value is IEnumerable<CustomAttributeTypedArgument> items
            ? items.Select(item => item.Value)
            : [argument.Value]);
}
