using System.Buffers;
using System.Management.Automation;

namespace RedisLoad.Cmdlets.Completion;

/// <summary>Offers those of some texts that begin with what was typed.</summary>
internal static class Completions
{
    private static readonly SearchValues<char> s_special = SearchValues.Create(" {}()[];,@#$&|<>'`");

    /// <param name="texts">The texts.</param>
    /// <param name="typed">What was typed so far, with or without a quote before it.</param>
    public static IEnumerable<CompletionResult> Of(IEnumerable<string> texts, string typed)
    {
        string start = typed.Trim('\'', '"');
        return texts
            .Where(text => text.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            .Select(text => new CompletionResult(Quoted(text), text, CompletionResultType.ParameterValue, text));
    }

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(s_special) < 0 ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
