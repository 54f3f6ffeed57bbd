using System.Collections.Specialized;
using System.Management.Automation;
using RedisLoad.Pacing;
using RedisLoad.Session;

namespace RedisLoad.Cmdlets.Commands;

public sealed partial class StartRedisLoadCommand
{
    /// <summary>Parameters that say how a run is started, and not what it is.</summary>
    private static readonly HashSet<string> s_notOfThePlan =
        [nameof(PlanVariable), nameof(StartAt), nameof(StopKey), nameof(Force), "WhatIf", "Confirm", .. CommonParameters];

    /// <summary>Name of a variable that gets the plan of the run: a table of the parameters that were given, with the -Seed that was drawn
    /// and full paths. It can be splatted into Start-RedisLoad, Find-RedisLoadLimit, and Test-KernelTuning, and kept in a file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PlanVariable { get; set; }

    /// <summary>Keeps the plan for the user, also where nothing is loaded because of -WhatIf.</summary>
    private void KeepPlan()
    {
        if (PlanVariable is null)
            return;
        var plan = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, object? value) in MyInvocation.BoundParameters.Where(bound => !s_notOfThePlan.Contains(bound.Key)))
            plan[name] = Plain(value);
        if (MyInvocation.ExpectingInput)
            plan[nameof(ComputerName)] = Plan.ComputerNames.ToArray();
        foreach ((string name, string? path) in new[]
        {
            (nameof(CaCertificate), Plan.Security.CaCertificate),
            (nameof(ClientCertificate), Plan.Security.ClientCertificate),
            (nameof(ClientKey), Plan.Security.ClientKey),
        })
        {
            if (plan.Contains(name))
                plan[name] = path;
        }
        plan[nameof(Seed)] = Plan.Seed;
        SessionState.PSVariable.Set(PlanVariable, plan);
    }

    /// <summary>A value in a form that files, JSON, and other sessions keep, and that the parameter reads.</summary>
    private static object? Plain(object? value) => value switch
    {
        SwitchParameter given => given.IsPresent,
        TimeSpan time => time.TotalSeconds,
        Rate rate => rate.PerSecond,
        TimeRange or LoadShare or Enum => value.ToString(),
        _ => value,
    };
}
