using System.Management.Automation;

namespace CmdletHelp;

/// <summary>The parameters that PowerShell gives a cmdlet that supports ShouldProcess, in the words of its own help.</summary>
internal static class ShouldProcessParameters
{
    public static IEnumerable<ParameterModel> All { get; } =
    [
        Create("WhatIf", "wi", "Shows what would happen if the cmdlet runs. The cmdlet is not run."),
        Create("Confirm", "cf", "Prompts you for confirmation before running the cmdlet."),
    ];

    private static ParameterModel Create(string name, string alias, string description) => new(
        name,
        ParameterReader.TypeOf(typeof(SwitchParameter)),
        Aliases: [alias],
        AcceptsWildcards: false,
        Description: [description],
        Values: [],
        Uses: [new ParameterUse(null, null, IsMandatory: false, FromPipeline: false, FromPipelineByPropertyName: false)]);
}
