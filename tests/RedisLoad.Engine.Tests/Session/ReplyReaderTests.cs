using System.Text;
using RedisLoad.Failures;
using RedisLoad.Tests.Resp;
using RedisLoad.Resp;
using RedisLoad.Session;

namespace RedisLoad.Tests.Session;

/// <summary>What replies mean, under every way of cutting their bytes in two and in single bytes.</summary>
public class ReplyReaderTests
{
    private static readonly SessionScript s_script = SessionScript.Create(
        Handshake.None, Commands.Parse("PING", "GET foo", "SET foo bar"), isPipelined: true, requests: 1);

    [Theory]
    [InlineData("+PONG\r\n$3\r\nbar\r\n+OK\r\n", "StepDone None 3")]
    [InlineData("+PONG\r\n", "WaitingForNext None 1")]
    [InlineData("+PONG\r\n$3\r\nba", "WaitingForNext None 1")]
    [InlineData("+PO", "Waiting None 0")]
    [InlineData(">2\r\n+a\r\n+b\r\n", "Waiting None 0")]
    [InlineData(">0\r\n+PONG\r\n>0\r\n$-1\r\n>0\r\n+OK\r\n>0\r\n", "StepDone None 3")]
    [InlineData("+PONG\r\n$-1\r\n+OK\r\n+OK\r\n", "Wrong WrongReply 3")]
    [InlineData("+PONG\r\n$-1\r\n+OK\r\n:", "Wrong WrongReply 3")]
    [InlineData("+PONG\r\n:1\r\n", "Wrong WrongReply 1")]
    [InlineData("+PONG\r\n-LOADING\r\n", "Wrong ErrorReply 1")]
    [InlineData("-ERR max number of clients reached\r\n", "Wrong MaxClients 0")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "Wrong WrongReply 0")]
    public void Replies_mean_the_same_however_their_bytes_are_cut(string bytes, string expected)
    {
        for (int cut = 0; cut < bytes.Length; cut++)
            Assert.Equal(expected, Take(SessionPhase.Talking, 1, bytes[..cut], bytes[cut..]));
        Assert.Equal(expected, Take(SessionPhase.Talking, 1, [.. bytes.Select(letter => $"{letter}")]));
    }

    [Theory]
    [InlineData("+PONG\r\n", "Wrong WrongReply 0")]
    [InlineData("-ERR max number of clients reached\r\n", "Wrong MaxClients 0")]
    [InlineData(">1\r\n+a\r\n", "Waiting None 0")]
    public void What_comes_before_anything_was_sent_is_no_answer(string bytes, string expected) =>
        Assert.Equal(expected, Take(SessionPhase.Talking, 0, bytes));

    [Theory]
    [InlineData("+", "Wrong WrongReply 0")]
    [InlineData(">1\r\n+a\r\n", "Waiting None 0")]
    public void A_connection_that_asked_nothing_hears_pushes_alone(string bytes, string expected)
    {
        Assert.Equal(expected, Take(SessionPhase.Holding, 1, bytes));
        Assert.Equal(expected, Take(SessionPhase.Closing, 1, bytes));
    }

    [Fact]
    public void A_push_that_is_cut_by_the_next_step_stays_a_push()
    {
        var reader = new ReplyReader(s_script, capacity: 1, listener: null);
        var state = new SessionState { Phase = SessionPhase.Holding };
        Assert.Equal(ReplyProgress.Waiting, reader.Take(0, ref state, ">1\r\n$5\r\nhe"u8, out _));
        SessionFlow.Say(ref state, 0);
        state.Sent = 1;
        Assert.Equal(ReplyProgress.WaitingForNext, reader.Take(0, ref state, "llo\r\n+PONG\r\n"u8, out _));
    }

    private static string Take(SessionPhase phase, int sent, params string[] pieces)
    {
        var reader = new ReplyReader(s_script, capacity: 1, listener: null);
        var state = new SessionState { Phase = phase, Sent = sent };
        var said = ReplyProgress.Waiting;
        var failure = FailureKind.None;
        foreach (string piece in pieces)
        {
            if (said == ReplyProgress.Wrong || piece.Length == 0)
                continue;
            ReplyProgress progress = reader.Take(0, ref state, Encoding.ASCII.GetBytes(piece), out failure);
            // A piece without a whole reply does not undo what an earlier one has brought.
            said = progress == ReplyProgress.Waiting ? said : progress;
        }
        return $"{said} {failure} {state.Reply}";
    }
}
