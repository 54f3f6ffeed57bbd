using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RedisLoad.Results;

namespace RedisLoad.Cmdlets.Completion;

/// <summary>Completes a threshold: the metric, then the comparison.</summary>
public sealed class ThresholdCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(wordToComplete);
        // A threshold has spaces, and so quotes, which may be open still.
        string typed = wordToComplete.Trim('\'', '"');
        int metric = typed.IndexOf(' ', StringComparison.Ordinal);
        IEnumerable<string> candidates = metric < 0
            ? Threshold.MetricNames
            : Threshold.Comparisons.Select(comparison => $"{typed[..metric]} {comparison}");
        return candidates
            .Where(text => text.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(text => new CompletionResult($"'{text} ", text, CompletionResultType.ParameterValue, text));
    }
}
