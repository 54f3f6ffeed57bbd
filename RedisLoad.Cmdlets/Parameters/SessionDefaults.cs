using System.Collections;
using System.Management.Automation;

namespace RedisLoad.Cmdlets.Parameters;

/// <summary>Tells parameters that $PSDefaultParameterValues gave from those that were typed.</summary>
/// <remarks>
/// PowerShell does not say which is which. It binds what was typed first, then the defaults, then what the pipeline brings; so a default
/// is one of the last, stands in the session's table, and has the value that it has there.
/// </remarks>
internal static class SessionDefaults
{
    /// <summary>The parameters of a command that a default gave.</summary>
    public static IReadOnlySet<string> Of(PSCmdlet command)
    {
        if (command.GetVariableValue("PSDefaultParameterValues") is not IDictionary { Count: > 0 } table
            || LanguagePrimitives.IsTrue(table["Disabled"]))
            return new HashSet<string>();
        Dictionary<string, ParameterMetadata> parameters = command.MyInvocation.MyCommand.Parameters;
        return command.MyInvocation.BoundParameters
            .Reverse()
            .Where(bound => parameters.ContainsKey(bound.Key))
            .SkipWhile(bound => command.MyInvocation.ExpectingInput && parameters[bound.Key].ParameterSets.Values.Any(set =>
                set.ValueFromPipeline))
            .TakeWhile(bound => ValuesOf(table, command, parameters[bound.Key])
                .Any(value => IsIt(bound.Value, value, command, parameters[bound.Key])))
            .Select(bound => bound.Key)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The values in the table: keys are the names of a command and a parameter, and can be patterns.</summary>
    private static IEnumerable<object?> ValuesOf(IDictionary table, PSCmdlet command, ParameterMetadata parameter)
    {
        string name = command.MyInvocation.MyCommand.Name;
        string[] commands = [name, $"{command.MyInvocation.MyCommand.ModuleName}\\{name}", command.MyInvocation.InvocationName];
        string[] keys = [.. commands.SelectMany(_ => parameter.Aliases.Prepend(parameter.Name), (of, one) => $"{of}:{one}")];
        return table.Keys.OfType<string>()
            .Where(key => keys.Any(new WildcardPattern(key.Trim(), WildcardOptions.IgnoreCase).IsMatch))
            .Select(key => table[key]);
    }

    private static bool IsIt(object? bound, object? value, PSCmdlet command, ParameterMetadata parameter)
    {
        // A script block is run for each command, and a name of a user asks for the password: neither can be tried again.
        if (value is ScriptBlock || parameter.ParameterType == typeof(PSCredential))
            return true;
        var engine = (EngineIntrinsics)command.GetVariableValue("ExecutionContext");
        object? read = parameter.Attributes.OfType<ArgumentTransformationAttribute>().Aggregate(
            value, (one, attribute) => attribute.Transform(engine, one));
        return LanguagePrimitives.TryConvertTo(read, parameter.ParameterType, out object? converted) && AreEqual(bound, converted);
    }

    private static bool AreEqual(object? one, object? other) => one is IList list && other is IList others
        ? list.Cast<object?>().SequenceEqual(others.Cast<object?>())
        : Equals(one, other);
}
