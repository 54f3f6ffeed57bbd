using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RedisLoad.Plan;
using RedisLoad.Tuning;

namespace RedisLoad.Cmdlets.Completion;

/// <summary>Completes one of some names, which can be typed with wildcards.</summary>
public abstract class NameCompleter : IArgumentCompleter
{
    private protected abstract IEnumerable<string> Names { get; }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(wordToComplete);
        var pattern = new WildcardPattern(wordToComplete.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return Names.Where(pattern.IsMatch).Select(name => new CompletionResult(name));
    }
}

/// <summary>Completes the names of the settings that there is a rule for.</summary>
public sealed class TuningNameCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names => HostTuning.Names;
}

/// <summary>Completes the names of the client libraries that clients can reconnect as.</summary>
public sealed class ClientLibraryCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names => ReconnectPlan.Libraries;
}
