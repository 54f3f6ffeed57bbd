namespace RedisLoad.Tuning.Files;

/// <summary>Values as text: the kernel parts numbers by tabs, people by blanks.</summary>
internal static class SettingText
{
    /// <summary>The value with each run of blanks made one.</summary>
    public static string Normalize(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
