using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RedisLoad.Results;

namespace RedisLoad.Cmdlets;

/// <summary>Completes the names of the metrics that a threshold can be for.</summary>
public sealed class MetricNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(wordToComplete);
        // A threshold has spaces, and so quotes, which may be open still.
        var pattern = new WildcardPattern(wordToComplete.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return Threshold.MetricNames.Where(pattern.IsMatch).Select(
            name => new CompletionResult($"'{name} ", name, CompletionResultType.ParameterValue, name));
    }
}
