using System.Collections.Immutable;

namespace RedisLoad.Resp;

/// <summary>A whole reply with all it contains: for questions about the server. A load's replies are only judged
/// (<see cref="ReplyScanner"/>).</summary>
/// <param name="Type">Its type.</param>
/// <param name="Text">The text of a value that has one; null for null, and for those that have items.</param>
/// <param name="Items">The items of an array, a set or a push, and the keys and values of a map in turn.</param>
internal sealed record RespValue(ReplyType Type, string? Text, ImmutableArray<RespValue> Items)
{
    /// <summary>Whether it is an error.</summary>
    public bool IsError => Type is ReplyType.Error or ReplyType.BulkError;

    /// <summary>The number that it is, or that its text is; null for none.</summary>
    public int? Number => int.TryParse(Text, System.Globalization.CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>An item by its place; null where there are fewer.</summary>
    public RespValue? At(int index) => index < Items.Length ? Items[index] : null;
}
