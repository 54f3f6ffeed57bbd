using System.Net.Sockets;
using System.Text;
using RedisLoad.Target;

namespace RedisLoad.Torture.Lies;

/// <summary>A client that has connected, and what can be done to it.</summary>
/// <param name="socket">Its socket.</param>
/// <param name="stream">What is said over it.</param>
internal sealed class Victim(Socket socket, Stream stream)
{
    private readonly TargetCommands _commands = new(password: null, () => "redis_version:7.0.15\r\n");
    private readonly ReplyBuffer _replies = new();
    private readonly List<Range> _arguments = [];
    private readonly byte[] _input = new byte[64 * 1024];
    private TargetSession? _session;
    private int _length;

    public Socket Socket => socket;

    /// <summary>Whether it has said QUIT.</summary>
    public bool HasQuit => _session is { HasQuit: true };

    /// <summary>Waits for requests, and gives the honest replies to them; null at the end of the connection.</summary>
    public async Task<byte[]?> HearAsync()
    {
        int read = await stream.ReadAsync(_input.AsMemory(_length));
        _length += read;
        return read == 0 ? null : Answer();
    }

    public async Task SayAsync(byte[] bytes) => await stream.WriteAsync(bytes);

    public Task SayAsync(string text) => SayAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Says the same to each request.</summary>
    public async Task AnswerAsync(string text)
    {
        while (await HearAsync() is not null)
            await SayAsync(text);
    }

    /// <summary>Says the same without end.</summary>
    public async Task FloodAsync(string text)
    {
        byte[] flood = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(text, 1 + 16_384 / text.Length)));
        while (true)
            await SayAsync(flood);
    }

    /// <summary>Reads what comes, and says nothing.</summary>
    public async Task IgnoreAsync()
    {
        while (await HearAsync() is not null)
        {
        }
    }

    /// <summary>Ends the connection by a reset.</summary>
    public void Reset() => socket.Close(0);

    private byte[] Answer()
    {
        _session ??= _commands.NewSession();
        _replies.Clear();
        int taken = 0;
        while (RequestReader.Read(_input.AsSpan(taken, _length - taken), _arguments, out int consumed) == RequestResult.Complete)
        {
            if (_arguments.Count > 0)
                _commands.Run(_input.AsSpan(taken, consumed), _arguments, _session, _replies);
            taken += consumed;
        }
        _input.AsSpan(taken, _length - taken).CopyTo(_input);
        _length -= taken;
        return _replies.Written.ToArray();
    }
}
