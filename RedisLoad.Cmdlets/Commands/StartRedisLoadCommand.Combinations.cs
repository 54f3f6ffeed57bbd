using System.Management.Automation;
using RedisLoad.Load;

namespace RedisLoad.Cmdlets.Commands;

public sealed partial class StartRedisLoadCommand
{
    private const string NamesTheServer = "it names the server";
    private const string TakesItsPlace = "it takes the place of a server";
    private const string IsOfAPort = "its figures are of all connections to a port";

    /// <summary>Parameters that the plan does not know, each with one that it does not go together with, and why.</summary>
    /// <remarks>Not sets of parameters, because PowerShell's own error names neither of the two.</remarks>
    private static readonly (string Name, string Other, string Reason)[] s_conflicts =
    [
        (nameof(Uri), nameof(ComputerName), NamesTheServer),
        (nameof(Uri), nameof(Port), NamesTheServer),
        (nameof(BuiltInTarget), nameof(ComputerName), TakesItsPlace),
        (nameof(BuiltInTarget), nameof(Port), TakesItsPlace),
        (nameof(BuiltInTarget), nameof(Uri), TakesItsPlace),
        (nameof(BuiltInTarget), nameof(Cluster), TakesItsPlace),
        (nameof(BuiltInTarget), nameof(Credential), "it wants no password"),
        (nameof(BuiltInTarget), nameof(UseTls), "it speaks no TLS"),
        (nameof(Watch), nameof(PerConnection), IsOfAPort),
        (nameof(Watch), nameof(PerTarget), IsOfAPort),
        (nameof(IncludeHistogram), nameof(PerConnection), "histograms are columns of rows, and there are none"),
    ];

    private void CheckCombinations()
    {
        foreach ((string name, string other, string reason) in s_conflicts)
        {
            if (IsGiven(name) && IsGiven(other))
                throw new PlanException(PlanProblem.ValuesConflict, name, null, $"it does not go together with -{other}: {reason}. Leave one of the two out.");
        }
        if (AbortOnBreach && Threshold.Length == 0)
            throw new PlanException(PlanProblem.ValuesConflict, nameof(AbortOnBreach), true, "there is no limit to be breached. Give -Threshold, or leave it out.");
    }

    private bool IsGiven(string name) => MyInvocation.BoundParameters.TryGetValue(name, out object? value) && value is not SwitchParameter { IsPresent: false };
}
