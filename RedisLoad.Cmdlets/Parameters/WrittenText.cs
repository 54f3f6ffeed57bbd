using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace RedisLoad.Cmdlets.Parameters;

/// <summary>What was written, of a value that PowerShell may have read already.</summary>
/// <remarks>
/// PowerShell reads a bare word as a number where it can: 8kb as 8192, 1d as the decimal 1, 1.5s as the 16-bit 2, 0x10 as 16, 1,5 as the
/// array 1 and 5. The binder passes the word beside the number, so that it can be read for what it says. </remarks>
internal static class WrittenText
{
    /// <summary>The text of a number or a word; null for what is neither, as a list or a switch.</summary>
    public static string? NumberOf(object? input)
    {
        object? value = (input as PSObject)?.BaseObject ?? input;
        return value switch
        {
            string text => text,
            byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal or System.Numerics.BigInteger =>
                WordOf(input, (IFormattable)value),
            _ => null,
        };
    }

    /// <summary>The value as messages show it: a list with its commas.</summary>
    public static string Show(object? input) => ((input as PSObject)?.BaseObject ?? input) is ICollection list
        ? string.Join(',', list.Cast<object?>().Select(Show))
        : NumberOf(input) ?? $"{input}";

    /// <summary>The value in quotes, or a phrase in its place where it can contain a password, as the URI of a server in the wrong place
    /// does.</summary>
    public static string Quote(object? input) => UserText.Show(Show(input));

    private static string WordOf(object? input, IFormattable number)
    {
        string invariant = number.ToString(null, CultureInfo.InvariantCulture);
        // Without a word of its own, a PSObject gives the number as the culture writes it.
        return input is PSObject wrapped && wrapped.ToString() is var word && word != number.ToString(null, CultureInfo.CurrentCulture)
            ? word
            : invariant;
    }
}
