using System.Text;

namespace RedisLoad;

/// <summary>Breaks a text between words, which PowerShell's own lists and tables do not.</summary>
public static class WordWrap
{
    /// <summary>The text in lines of at most so many letters; a word that is longer stays whole.</summary>
    /// <param name="text">The text, with or without line breaks of its own.</param>
    /// <param name="width">How long a line may be.</param>
    public static string At(string? text, int width)
    {
        var wrapped = new StringBuilder();
        foreach (string line in (text ?? string.Empty).Split('\n'))
        {
            if (wrapped.Length > 0)
                wrapped.Append('\n');
            Append(wrapped, line, width);
        }
        return wrapped.ToString();
    }

    private static void Append(StringBuilder wrapped, string line, int width)
    {
        int length = 0;
        foreach (string word in line.Split(' '))
        {
            if (length > 0)
            {
                bool fits = length + 1 + word.Length <= width;
                wrapped.Append(fits ? ' ' : '\n');
                length = fits ? length + 1 : 0;
            }
            wrapped.Append(word);
            length += word.Length;
        }
    }
}
