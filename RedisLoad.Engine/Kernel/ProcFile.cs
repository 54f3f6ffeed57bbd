using Microsoft.Win32.SafeHandles;

namespace RedisLoad.Kernel;

/// <summary>A file of /proc that is opened once and read again and again. It shows what it did where it was opened, its network namespace
/// among that.</summary>
/// <remarks>A file that is not there, or may not be read, is empty.</remarks>
internal sealed class ProcFile : IDisposable
{
    private readonly SafeFileHandle? _handle;
    private byte[] _buffer = new byte[4096];

    public ProcFile(string path)
    {
        try
        {
            // Sharing everything asks for no lock on the file.
            _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Whether there was something to open.</summary>
    public bool Exists => _handle is not null;

    /// <summary>What the file says now. Valid until the next read.</summary>
    public ReadOnlySpan<byte> Read()
    {
        int length = 0;
        while (true)
        {
            int read = ReadAt(length, _buffer.AsSpan(length));
            if (read <= 0)
                return _buffer.AsSpan(0, length);
            length += read;
            if (length == _buffer.Length)
                Array.Resize(ref _buffer, 2 * length);
        }
    }

    /// <summary>Reads a part, for files that are too long to hold.</summary>
    /// <returns>The number of bytes, 0 at the end.</returns>
    public int ReadAt(long offset, Span<byte> buffer)
    {
        try
        {
            return _handle is null ? 0 : RandomAccess.Read(_handle, buffer, offset);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    public void Dispose() => _handle?.Dispose();
}
