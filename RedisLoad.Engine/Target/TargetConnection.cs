using RedisLoad.Interop;

namespace RedisLoad.Target;

/// <summary>One client's connection: what it has sent and is not whole yet, and what it has not taken yet.</summary>
internal sealed class TargetConnection
{
    private const int InitialInput = 4096;
    private const int LongestInput = 2 * 1024 * 1024;

    private readonly List<Range> _arguments = [];
    private readonly ReplyBuffer _replies = new();
    private byte[] _input = new byte[InitialInput];
    private int _inputLength;
    private int _sent;
    private TargetSession _session = new();

    /// <summary>Makes ready for a new client.</summary>
    public void Begin(TargetSession session)
    {
        _session = session;
        _inputLength = 0;
        ClearReplies();
    }

    /// <summary>Answers what has come, as far as the client takes the answers.</summary>
    /// <param name="socket">The connection's descriptor.</param>
    /// <param name="commands">Answers the requests.</param>
    /// <param name="count">How many requests there were.</param>
    /// <returns>Whether the connection goes on.</returns>
    public bool Serve(int socket, TargetCommands commands, out int count)
    {
        count = 0;
        while (TrySend(socket))
        {
            bool isClientBehind = _sent < _replies.Written.Length;
            if (isClientBehind)
                return true;
            ClearReplies();

            if (_session.HasQuit || !TryReceive(socket, out int received))
                return false;
            if (received == 0)
                return true;
            count += AnswerAll(commands);
        }
        return false;
    }

    private void ClearReplies()
    {
        _replies.Clear();
        _sent = 0;
    }

    /// <returns>Whether the connection still stands.</returns>
    private bool TrySend(int socket)
    {
        if (_sent == _replies.Written.Length)
            return true;
        int sent = Libc.Send(socket, _replies.Written[_sent..]);
        if (sent > 0)
            _sent += sent;
        return sent >= 0 || sent == -Errno.EAGAIN;
    }

    /// <param name="socket">The connection's descriptor.</param>
    /// <param name="received">How many bytes came; 0 for none at present.</param>
    /// <returns>Whether the connection still stands.</returns>
    private bool TryReceive(int socket, out int received)
    {
        if (_inputLength == _input.Length)
            Array.Resize(ref _input, _input.Length * 2);
        received = Libc.Receive(socket, _input.AsSpan(_inputLength));
        if (received == -Errno.EAGAIN)
        {
            received = 0;
            return true;
        }
        _inputLength += Math.Max(0, received);
        return received > 0 && _inputLength <= LongestInput;
    }

    private int AnswerAll(TargetCommands commands)
    {
        int count = 0;
        int at = 0;
        while (!_session.HasQuit)
        {
            ReadOnlySpan<byte> rest = _input.AsSpan(at.._inputLength);
            RequestResult result = RequestReader.Read(rest, _arguments, out int consumed);
            if (result == RequestResult.Incomplete)
                break;
            if (result == RequestResult.Malformed)
            {
                _replies.Error("ERR Protocol error: a request is an array of bulk strings, or words on a line");
                _session.HasQuit = true;
                break;
            }
            if (_arguments.Count > 0)
            {
                commands.Run(rest, _arguments, _session, _replies);
                count++;
            }
            at += consumed;
        }
        _input.AsSpan(at.._inputLength).CopyTo(_input);
        _inputLength -= at;
        return count;
    }
}
