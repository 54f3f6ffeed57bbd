namespace RedisLoad;

/// <summary>Text that a user typed where a server belongs, as far as a message may repeat it.</summary>
public static class UserText
{
    /// <summary>Whether a message may repeat a text: a URI, or anything with an <c>@</c>, can contain a password.</summary>
    public static bool MayBeShown(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return !text.Contains('@', StringComparison.Ordinal) && !text.Contains("://", StringComparison.Ordinal);
    }

    /// <summary>The text in quotes, or a phrase in its place where it can contain a password.</summary>
    public static string Show(string text) => MayBeShown(text) ? $"'{text}'" : "the value (not shown, because it can contain a password)";
}
