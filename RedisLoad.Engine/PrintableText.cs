using System.Globalization;
using System.Text;

namespace RedisLoad;

/// <summary>Text that came from outside, without what would not be seen: control characters, and those that turn the direction of what
/// follows.</summary>
internal static class PrintableText
{
    public static string Of(string text)
    {
        if (Is(text))
            return text;
        var printable = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            printable.Append(IsPrintable(rune) ? rune.ToString() : "\uFFFD");
        return printable.ToString();
    }

    public static bool Is(string text) => text.EnumerateRunes().All(IsPrintable);

    private static bool IsPrintable(Rune rune) => rune.Value == '\n' || Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate);
}
