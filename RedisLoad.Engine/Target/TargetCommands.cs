using System.Globalization;
using System.Text;

namespace RedisLoad.Target;

/// <summary>What the target remembers of one connection between its commands.</summary>
internal sealed class TargetSession
{
    /// <summary>Whether it gave the password, or none is asked for.</summary>
    public bool IsAuthenticated { get; set; }

    /// <summary>The protocol it speaks: 2, or 3 after HELLO 3.</summary>
    public int Protocol { get; set; } = 2;

    /// <summary>Whether it has said QUIT: its connection is closed when the replies are sent.</summary>
    public bool HasQuit { get; set; }
}

/// <summary>The commands that the target knows, answered as a Redis answers them.</summary>
/// <param name="password">The password that clients have to give; null for none.</param>
/// <param name="info">The text that INFO answers.</param>
internal sealed class TargetCommands(string? password, Func<string> info)
{
    private const int Databases = 16;

    private readonly Dictionary<string, byte[]> _values = [];
    private readonly byte[]? _password = password is null ? null : Encoding.UTF8.GetBytes(password);

    /// <summary>A connection that has said nothing yet.</summary>
    public TargetSession NewSession() => new() { IsAuthenticated = _password is null };

    /// <summary>Runs one request.</summary>
    /// <param name="request">The bytes it stands in.</param>
    /// <param name="arguments">Where its arguments are, at least one.</param>
    /// <param name="session">The connection's session.</param>
    /// <param name="reply">Where the reply goes.</param>
    public void Run(ReadOnlySpan<byte> request, List<Range> arguments, TargetSession session, ReplyBuffer reply)
    {
        string name = Encoding.Latin1.GetString(request[arguments[0]]).ToUpperInvariant();
        if (!session.IsAuthenticated && name is not ("AUTH" or "HELLO" or "QUIT"))
        {
            reply.Error("NOAUTH Authentication required.");
            return;
        }

        bool isCountRight = (name, arguments.Count) switch
        {
            ("PING", 1 or 2) or ("ECHO" or "GET" or "SELECT", 2) or ("SET", 3) or ("AUTH", 2 or 3) => true,
            ("PING" or "ECHO" or "GET" or "SELECT" or "SET" or "AUTH", _) => false,
            _ => true,
        };
        if (!isCountRight)
            reply.Error($"ERR wrong number of arguments for '{name.ToLowerInvariant()}' command");
        else
            Run(name, request, arguments, session, reply);
    }

    private void Run(string name, ReadOnlySpan<byte> request, List<Range> arguments, TargetSession session, ReplyBuffer reply)
    {
        switch (name)
        {
            case "PING" when arguments.Count == 1:
                reply.SimpleString("PONG"u8);
                break;
            case "PING" or "ECHO":
                reply.BulkString(request[arguments[1]]);
                break;
            case "GET":
                Get(Key(request[arguments[1]]), reply);
                break;
            case "SET":
                _values[Key(request[arguments[1]])] = request[arguments[2]].ToArray();
                reply.SimpleString("OK"u8);
                break;
            case "SELECT":
                Select(request[arguments[1]], reply);
                break;
            case "AUTH":
                Authenticate(request, arguments, session, reply);
                break;
            case "HELLO":
                Hello(request, arguments, session, reply);
                break;
            case "INFO":
                reply.BulkString(Encoding.UTF8.GetBytes(info()));
                break;
            case "QUIT":
                session.HasQuit = true;
                reply.SimpleString("OK"u8);
                break;
            default:
                Unknown(request, arguments, reply);
                break;
        }
    }

    private static string Key(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    private void Get(string key, ReplyBuffer reply)
    {
        if (_values.TryGetValue(key, out byte[]? value))
            reply.BulkString(value);
        else
            reply.Null();
    }

    /// <summary>All databases are one here; only the index is checked.</summary>
    private static void Select(ReadOnlySpan<byte> index, ReplyBuffer reply)
    {
        if (!int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int database))
            reply.Error("ERR value is not an integer or out of range");
        else if (database >= Databases)
            reply.Error("ERR DB index is out of range");
        else
            reply.SimpleString("OK"u8);
    }

    private void Authenticate(ReadOnlySpan<byte> request, List<Range> arguments, TargetSession session, ReplyBuffer reply)
    {
        bool hasUser = arguments.Count == 3;
        if (TryAuthenticate(hasUser ? request[arguments[1]] : "default"u8, request[arguments[^1]], hasUser, session, reply))
            reply.SimpleString("OK"u8);
    }

    private bool TryAuthenticate(ReadOnlySpan<byte> user, ReadOnlySpan<byte> given, bool hasUser, TargetSession session, ReplyBuffer reply)
    {
        if (_password is null && !hasUser)
        {
            reply.Error("ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?");
            return false;
        }
        if (!user.SequenceEqual("default"u8) || (_password is not null && !given.SequenceEqual(_password)))
        {
            reply.Error("WRONGPASS invalid username-password pair or user is disabled.");
            return false;
        }
        return session.IsAuthenticated = true;
    }

    /// <summary>HELLO [protocol [AUTH user password] [SETNAME name]].</summary>
    private void Hello(ReadOnlySpan<byte> request, List<Range> arguments, TargetSession session, ReplyBuffer reply)
    {
        int protocol = session.Protocol;
        if (arguments.Count > 1)
        {
            if (!int.TryParse(request[arguments[1]], NumberStyles.None, CultureInfo.InvariantCulture, out protocol)
                || protocol is not (2 or 3))
            {
                reply.Error("NOPROTO unsupported protocol version");
                return;
            }
        }
        for (int i = 2; i < arguments.Count;)
        {
            string option = Key(request[arguments[i]]).ToUpperInvariant();
            if (option == "AUTH" && i + 2 < arguments.Count)
            {
                if (!TryAuthenticate(request[arguments[i + 1]], request[arguments[i + 2]], hasUser: true, session, reply))
                    return;
                i += 3;
            }
            else if (option == "SETNAME" && i + 1 < arguments.Count)
            {
                i += 2;
            }
            else
            {
                reply.Error($"ERR Syntax error in HELLO option '{option.ToLowerInvariant()}'");
                return;
            }
        }
        if (!session.IsAuthenticated)
        {
            reply.Error("NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time");
            return;
        }
        session.Protocol = protocol;
        DescribeServer(protocol, reply);
    }

    private static void DescribeServer(int protocol, ReplyBuffer reply)
    {
        if (protocol == 3)
            reply.Map(5);
        else
            reply.Array(10);
        reply.BulkString("server"u8);
        reply.BulkString("redis"u8);
        reply.BulkString("version"u8);
        reply.BulkString("7.0.0"u8);
        reply.BulkString("proto"u8);
        reply.Integer(protocol);
        reply.BulkString("mode"u8);
        reply.BulkString("standalone"u8);
        reply.BulkString("role"u8);
        reply.BulkString("master"u8);
    }

    private static void Unknown(ReadOnlySpan<byte> request, List<Range> arguments, ReplyBuffer reply)
    {
        var quoted = new StringBuilder();
        foreach (Range argument in arguments.Skip(1))
        {
            if (quoted.Length > 128)
                break;
            quoted.Append('\'').Append(Printable(request[argument])).Append("' ");
        }
        reply.Error($"ERR unknown command '{Printable(request[arguments[0]])}', with args beginning with: {quoted}");
    }

    /// <summary>At most 128 bytes, and no line end: it stands in an error line.</summary>
    private static string Printable(ReadOnlySpan<byte> bytes) =>
        Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 128)]).Replace('\r', ' ').Replace('\n', ' ');
}
