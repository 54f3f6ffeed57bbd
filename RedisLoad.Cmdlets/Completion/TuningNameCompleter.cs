using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RedisLoad.Tuning;

namespace RedisLoad.Cmdlets.Completion;

/// <summary>Completes the names of the settings that there is a rule for.</summary>
public sealed class TuningNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = new WildcardPattern(wordToComplete + "*", WildcardOptions.IgnoreCase);
        return HostTuning.Names.Where(pattern.IsMatch).Select(name => new CompletionResult(name));
    }
}
