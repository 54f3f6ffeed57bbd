using System.Collections;

namespace RedisLoad;

/// <summary>A list that is its items in words, where a list of .NET is the name of its type: in a column of Export-Csv, and in a
/// text.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <param name="separator">What stands between two items.</param>
/// <param name="items">The items.</param>
internal sealed class TextList<T>(string separator, IEnumerable<T> items) : IReadOnlyList<T>
{
    private readonly T[] _items = [.. items];

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => string.Join(separator, _items);
}
