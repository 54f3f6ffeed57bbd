using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RedisLoad.Plan;

namespace RedisLoad.Cmdlets.Completion;

/// <summary>Completes the names of the client libraries that clients can reconnect as.</summary>
public sealed class ClientLibraryCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(wordToComplete);
        var pattern = new WildcardPattern(wordToComplete.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return ReconnectPlan.Libraries.Where(pattern.IsMatch).Select(name => new CompletionResult(name));
    }
}
