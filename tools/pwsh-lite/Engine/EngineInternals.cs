using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace PwshLite.Engine;

/// <summary>
/// What the stock cmdlets reach inside the engine and a foreign assembly cannot name. A missing member fails here, with its name.
/// </summary>
internal static class EngineInternals
{
    private const string FormatNamespace = "Microsoft.PowerShell.Commands.Internal.Format.";
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The exception by which a command with enough input ends the commands before it.</summary>
    public static Exception StopUpstreamCommands(Cmdlet requester) =>
        (Exception)Create("System.Management.Automation.StopUpstreamCommandsException", requester);

    /// <summary>Makes an exit inside the next script end the session, as pwsh does for -File.</summary>
    public static void LetExitOfScriptEndTheSession(Runspace runspace)
    {
        object context = Get(runspace, typeof(Runspace), "ExecutionContext");
        Property(context.GetType(), "ScriptCommandProcessorShouldRethrowExit").SetValue(context, true);
    }

    /// <summary>An error as the error stream carries it, which tells Out-Default where to write it.</summary>
    public static PSObject OfErrorStream(ErrorRecord error)
    {
        PSObject marked = PSObject.AsPSObject(error);
        PropertyInfo stream = Property(typeof(PSObject), "WriteStream");
        stream.SetValue(marked, Enum.Parse(stream.PropertyType, "Error"));
        return marked;
    }

    /// <summary>A refusal by a validation attribute that lets the binder try another parameter set instead of failing.</summary>
    public static Exception RefuseArgument(string message) => (Exception)Create(typeof(ValidationMetadataException).FullName!, message, true);

    /// <summary>Makes an error look as if <paramref name="caller"/> had reported it.</summary>
    public static void AttributeTo(ErrorRecord error, InvocationInfo caller)
    {
        Method(typeof(ErrorRecord), "SetInvocationInfo").Invoke(error, [caller]);
        Property(typeof(ErrorRecord), "PreserveInvocationInfoOnce").SetValue(error, true);
    }

    /// <summary>Makes <paramref name="command"/> produce formatting instructions for a table, a list or columns.</summary>
    public static void ImplementShape(FrontEndCommandBase command, string shape)
    {
        object value = Enum.Parse(Type(FormatNamespace + "FormatShape"), shape);
        Implement(command, Create(FormatNamespace + "InnerFormatShapeCommand", value));
    }

    /// <summary>Makes <paramref name="command"/> turn objects and formatting instructions into lines of text.</summary>
    public static void ImplementText(FrontEndCommandBase command, TextWriter writer, int columns)
    {
        object manager = Create(FormatNamespace + "OutputManagerInner");
        Property(manager.GetType(), "LineOutput").SetValue(manager, Create(FormatNamespace + "TextWriterLineOutput", writer, columns));
        Implement(command, manager);
    }

    private static void Implement(FrontEndCommandBase command, object implementation)
    {
        const string Name = "implementation";
        FieldInfo field = typeof(FrontEndCommandBase).GetField(Name, Members)
            ?? throw new MissingFieldException(nameof(FrontEndCommandBase), Name);
        field.SetValue(command, implementation);
    }

    private static object Create(string typeName, params object[] arguments) =>
        Activator.CreateInstance(Type(typeName), Members, binder: null, arguments, culture: null)!;

    private static Type Type(string name) => typeof(PSObject).Assembly.GetType(name, throwOnError: true)!;

    private static object Get(object target, Type declaring, string name) => Property(declaring, name).GetValue(target)!;

    private static PropertyInfo Property(Type type, string name) =>
        type.GetProperty(name, Members) ?? throw new MissingMemberException(type.FullName, name);

    private static MethodInfo Method(Type type, string name) =>
        type.GetMethod(name, Members) ?? throw new MissingMethodException(type.FullName, name);
}
