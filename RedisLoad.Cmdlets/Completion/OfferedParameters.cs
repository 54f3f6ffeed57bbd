using System.Management.Automation;

namespace RedisLoad.Cmdlets.Completion;

/// <summary>Has Tab leave out parameters that cannot be combined with those on the line.</summary>
/// <remarks>
/// Parameter sets would do that as well, but PowerShell's errors of them name neither parameter, and the table of combinations would take
/// hundreds of sets where 32 are allowed. Before PowerShell lists the names of parameters, it asks the cmdlet for dynamic ones, with the
/// values of the line set; and it lists none whose attribute says DontShow, which is of no account when a command runs. The attributes are
/// those of all cmdlets of the type in this process: each time, they are set anew.
/// </remarks>
internal static class OfferedParameters
{
    private static readonly Lock s_lock = new();
    private static readonly List<ParameterAttribute> s_hidden = [];

    /// <summary>Has Tab offer all parameters of a cmdlet but some.</summary>
    public static void HideOnly(PSCmdlet command, IReadOnlySet<string> names)
    {
        lock (s_lock)
        {
            s_hidden.ForEach(attribute => attribute.DontShow = false);
            s_hidden.Clear();
            if (names.Count == 0)
                return;
            s_hidden.AddRange(command.MyInvocation.MyCommand.Parameters.Values
                .Where(parameter => names.Contains(parameter.Name))
                .SelectMany(parameter => parameter.Attributes.OfType<ParameterAttribute>())
                .Where(attribute => !attribute.DontShow));
            s_hidden.ForEach(attribute => attribute.DontShow = true);
        }
    }
}
