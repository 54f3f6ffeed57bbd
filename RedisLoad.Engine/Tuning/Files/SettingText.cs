namespace RedisLoad.Tuning.Files;

/// <summary>Text of settings, with the blanks of C: other white space, such as a no-break space, is a letter to the programs that read
/// these files.</summary>
internal static class SettingText
{
    private static readonly char[] s_blanks = [' ', '\t', '\n', '\v', '\f', '\r'];

    /// <summary>What the kernel accepts after a number of several.</summary>
    private static readonly char[] s_separators = [' ', '\t', '\n'];

    /// <summary>The value with each run of blanks made one: the kernel separates numbers by tabs, people by spaces.</summary>
    public static string Normalize(string text) => string.Join(' ', Trim(text).Split(s_separators, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The words between blanks.</summary>
    public static string[] Words(string text) => text.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries);

    public static string Trim(string text) => text.Trim(s_blanks);

    public static bool IsBlank(char letter) => Array.IndexOf(s_blanks, letter) >= 0;

    public static bool IsSeparator(char letter) => Array.IndexOf(s_separators, letter) >= 0;
}
