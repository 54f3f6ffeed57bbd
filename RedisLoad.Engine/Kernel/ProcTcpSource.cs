namespace RedisLoad.Kernel;

/// <summary>Reads /proc/net/tcp and tcp6, where netlink is not to be had: the kernel writes every socket out as text, whether it is wanted
/// or not.</summary>
internal sealed class ProcTcpSource(string netFolder) : ISocketSource
{
    private readonly ProcFile[] _files = [new(Path.Combine(netFolder, "tcp")), new(Path.Combine(netFolder, "tcp6"))];
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>Whether there is anything to read.</summary>
    public bool Exists => _files[0].Exists || _files[1].Exists;

    public void Count(SocketTally tally)
    {
        tally.Clear();
        foreach (ProcFile file in _files)
            CountLines(file, tally);
    }

    public void Dispose()
    {
        foreach (ProcFile file in _files)
            file.Dispose();
    }

    private void CountLines(ProcFile file, SocketTally tally)
    {
        long offset = 0;
        int kept = 0;
        while (true)
        {
            int read = file.ReadAt(offset, _buffer.AsSpan(kept));
            if (read == 0)
                return;
            offset += read;
            ReadOnlySpan<byte> text = _buffer.AsSpan(0, kept + read);
            int end;
            while ((end = text.IndexOf((byte)'\n')) >= 0)
            {
                ProcTcpLine.Count(text[..end], tally);
                text = text[(end + 1)..];
            }
            // What has no end and fills the buffer is no line of this file.
            kept = text.Length < _buffer.Length ? text.Length : 0;
            text[..kept].CopyTo(_buffer);
        }
    }
}
