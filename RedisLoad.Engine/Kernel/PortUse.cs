namespace RedisLoad.Kernel;

/// <summary>How many local ports are taken on a path: from one address of this host to one address and port of a server.</summary>
/// <remarks>
/// A port can be taken once on each path, so the fullest path is the one that runs out first. Paths are few where sockets are many: the
/// last one is looked at first. Of more paths than there is room for, the later ones are not counted. </remarks>
internal sealed class PortUse
{
    private const int MostPaths = 64;

    private readonly byte[][] _paths = new byte[MostPaths][];
    private readonly int[] _sockets = new int[MostPaths];
    private int _count;
    private int _last;

    /// <summary>The sockets on the fullest path.</summary>
    public int Max { get; private set; }

    /// <param name="path">What tells the path from others: port and addresses, in any layout that is always the same.</param>
    public void Add(ReadOnlySpan<byte> path)
    {
        if (_count == 0 || !path.SequenceEqual(_paths[_last]))
        {
            if (Find(path) is not { } found)
                return;
            _last = found;
        }
        Max = Math.Max(Max, ++_sockets[_last]);
    }

    public void Clear()
    {
        _count = 0;
        _last = 0;
        Max = 0;
        Array.Clear(_sockets);
    }

    private int? Find(ReadOnlySpan<byte> path)
    {
        for (int i = 0; i < _count; i++)
        {
            if (path.SequenceEqual(_paths[i]))
                return i;
        }
        if (_count == MostPaths)
            return null;
        if (_paths[_count]?.Length == path.Length)
            path.CopyTo(_paths[_count]);
        else
            _paths[_count] = path.ToArray();
        return _count++;
    }
}
