using System.Text;
using RedisLoad.Resp;

namespace RedisLoad.Transport;

/// <summary>What a record says of a session's replies.</summary>
internal sealed class ReplyNotes
{
    /// <summary>When the first reply was complete; 0 before.</summary>
    public long FirstReply { get; private set; }

    /// <summary>What the first GET read.</summary>
    public string? Value { get; private set; }

    public void Add(CommandTemplate command, in ReplyScanner reply, long now)
    {
        if (FirstReply == 0)
            FirstReply = now;
        if (command.Name == "GET" && !reply.IsNull)
            Value ??= Encoding.UTF8.GetString(reply.Text);
    }
}
