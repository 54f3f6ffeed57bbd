using System.Collections;
using System.Management.Automation;
using RedisLoad.Pacing;
using RedisLoad.Plan;
using RedisLoad.Session;

namespace RedisLoad.Cmdlets.Generators;

/// <summary>The parameters of a load, as they go to a load generator: in forms that cross a session, and that its own cmdlet reads
/// alike.</summary>
internal static class GeneratorParameters
{
    /// <summary>The parameters of the load.</summary>
    /// <param name="bound">What the cmdlet was given.</param>
    /// <param name="plan">What it makes of that.</param>
    /// <param name="own">Names of parameters that are for this side alone.</param>
    public static Hashtable Of(IReadOnlyDictionary<string, object> bound, LoadPlan plan, IEnumerable<string> own)
    {
        Hashtable parameters = Of(bound, plan.Security, own);
        if (!parameters.ContainsKey("Uri") && !parameters.ContainsKey("BuiltInTarget"))
            parameters["ComputerName"] = plan.Targets.ComputerNames.ToArray();
        parameters[nameof(plan.Schedule.Seed)] = plan.Schedule.Seed;
        parameters["Confirm"] = false;
        return parameters;
    }

    /// <summary>The parameters of any cmdlet.</summary>
    /// <param name="bound">What the cmdlet was given.</param>
    /// <param name="security">As whom it connects, and how encrypted, with the paths of its files.</param>
    /// <param name="own">Names of parameters that are for this side alone.</param>
    public static Hashtable Of(IReadOnlyDictionary<string, object> bound, SecurityPlan security, IEnumerable<string> own)
    {
        var parameters = new Hashtable();
        foreach ((string name, object value) in bound)
            parameters[name] = Portable(value);
        foreach (string name in own.Concat(Cmdlet.CommonParameters).Concat(Cmdlet.OptionalCommonParameters))
            parameters.Remove(name);
        // What is relative is so to the location of this shell.
        Replace(parameters, nameof(security.CaCertificate), security.CaCertificate);
        Replace(parameters, nameof(security.ClientCertificate), security.ClientCertificate);
        Replace(parameters, nameof(security.ClientKey), security.ClientKey);
        return parameters;
    }

    /// <summary>The parameters with others besides.</summary>
    public static Hashtable With(this Hashtable parameters, params (string Name, object Value)[] others)
    {
        var all = (Hashtable)parameters.Clone();
        foreach ((string name, object value) in others)
            all[name] = value;
        return all;
    }

    private static void Replace(Hashtable parameters, string name, string? value)
    {
        if (parameters.ContainsKey(name))
            parameters[name] = value;
    }

    /// <summary>A value in a form that sessions, files and JSON keep, and that the parameter reads.</summary>
    public static object Portable(object value) => value switch
    {
        SwitchParameter given => given.IsPresent,
        TimeSpan time => time.TotalSeconds,
        Rate rate => rate.ToText(),
        TimeRange range => $"{range.Min:c}-{range.Max:c}",
        Enum word => word.ToString(),
        _ => value,
    };
}
