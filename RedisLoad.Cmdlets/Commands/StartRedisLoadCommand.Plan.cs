using System.Collections.Specialized;
using System.Management.Automation;
using RedisLoad.Cmdlets.Generators;

namespace RedisLoad.Cmdlets.Commands;

public partial class StartRedisLoadCommand
{
    /// <summary>Parameters that say how a run is started and by whom, and not what it is.</summary>
    internal static HashSet<string> NotOfThePlan { get; } =
    [
        nameof(PlanVariable), nameof(Session), nameof(ServerSession), nameof(Processes), nameof(InstallModule), nameof(PerGenerator),
        nameof(CheckOnly),
        nameof(Share), nameof(StartAt), nameof(StopKey), nameof(OtlpEndpoint), nameof(Force), .. CommonParameters,
        .. OptionalCommonParameters,
    ];

    /// <summary>Name of a variable for the plan of the run: a hashtable of the given parameters, with the random seed and full paths. It
    /// can be splatted into Start-RedisLoad, Find-RedisLoadLimit, and Test-KernelTuning, and kept in a file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PlanVariable { get; set; }

    /// <summary>Keeps the plan for the user, also where nothing is loaded because of -WhatIf.</summary>
    private void KeepPlan()
    {
        if (PlanVariable is null)
            return;
        var plan = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, object? value) in MyInvocation.BoundParameters.Where(bound => !NotOfThePlan.Contains(bound.Key)))
            plan[name] = GeneratorParameters.Portable(value);
        if (MyInvocation.ExpectingInput)
            plan[nameof(ComputerName)] = Plan.Targets.ComputerNames.ToArray();
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
        plan[nameof(Seed)] = Plan.Schedule.Seed;
        SessionState.PSVariable.Set(PlanVariable, plan);
    }
}
