using System.Management.Automation;
using System.Reflection;

namespace RedisLoad.Cmdlets.Parameters;

/// <summary>Says whose parameters a cmdlet takes, too, for Tab and help to show.</summary>
/// <param name="owner">The class that has the parameters.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BorrowsAttribute(Type owner) : Attribute
{
    /// <summary>The class that has the parameters.</summary>
    public Type Owner { get; } = owner;
}

/// <summary>Parameters of another cmdlet that a cmdlet takes, too, as dynamic parameters: a class has only one base class.</summary>
internal static class BorrowedParameters
{
    /// <summary>Adds the parameters that a class has and the cmdlet has not. Those of <see cref="BorrowsAttribute"/> are shown.</summary>
    /// <param name="parameters">Takes them.</param>
    /// <param name="command">The cmdlet.</param>
    /// <param name="owner">The class that has the parameters.</param>
    /// <param name="except">Names of parameters that are not for the cmdlet.</param>
    public static void Add(
        RuntimeDefinedParameterDictionary parameters, PSCmdlet command, Type owner, params IEnumerable<string> except)
    {
        HashSet<string> own = new(NamesOf(command.GetType()).Concat(except), StringComparer.OrdinalIgnoreCase);
        HashSet<string> shown = [.. command.GetType().GetCustomAttribute<BorrowsAttribute>() is { } borrows ? NamesOf(borrows.Owner) : []];
        foreach (PropertyInfo property in ParametersOf(owner).Where(property => !own.Contains(property.Name)))
        {
            var parameter = new ParameterAttribute { DontShow = !shown.Contains(property.Name) };
            IEnumerable<Attribute> others = property.GetCustomAttributes().Where(IsOfTheValue);
            parameters.TryAdd(property.Name, new RuntimeDefinedParameter(property.Name, property.PropertyType, [parameter, .. others]));
        }
    }

    /// <summary>The owner with the values that were given.</summary>
    public static T Fill<T>(T owner, RuntimeDefinedParameterDictionary given)
        where T : PSCmdlet
    {
        foreach (RuntimeDefinedParameter parameter in given.Values.Where(parameter => parameter.IsSet))
            typeof(T).GetProperty(parameter.Name)!.SetValue(owner, parameter.Value);
        return owner;
    }

    private static bool IsOfTheValue(Attribute attribute) => attribute is AliasAttribute or ArgumentTransformationAttribute
        or ValidateArgumentsAttribute or ArgumentCompleterAttribute or AllowNullAttribute or AllowEmptyStringAttribute
        or AllowEmptyCollectionAttribute;

    private static IEnumerable<PropertyInfo> ParametersOf(Type type) =>
        type.GetProperties().Where(property => property.IsDefined(typeof(ParameterAttribute)));

    private static IEnumerable<string> NamesOf(Type type) =>
        from property in ParametersOf(type)
        from name in property.GetCustomAttributes<AliasAttribute>().SelectMany(alias => alias.AliasNames).Prepend(property.Name)
        select name;
}
