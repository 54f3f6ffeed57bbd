namespace RedisLoad;

/// <summary>Text that a user typed, as far as an error may repeat it: it can be the URI of a server, in its place or in a wrong
/// one.</summary>
public static class UserText
{
    /// <summary>Whether a message may repeat a text: a URI, or anything with an <c>@</c>, can contain a password.</summary>
    internal static bool MayBeShown(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return !text.Contains('@', StringComparison.Ordinal) && !text.Contains("://", StringComparison.Ordinal);
    }

    /// <summary>The value, or null where it is a text that can contain a password: for what an error is about.</summary>
    public static object? Target(object? value) => value is string text && !MayBeShown(text) ? null : value;

    /// <summary>The text in quotes, or a phrase in its place where it can contain a password.</summary>
    public static string Show(string text) => MayBeShown(text) ? $"'{text}'" : "the value (not shown, because it can contain a password)";
}
