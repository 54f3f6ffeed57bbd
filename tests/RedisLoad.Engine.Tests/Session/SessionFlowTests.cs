using RedisLoad.Failures;
using RedisLoad.Tests.Resp;
using RedisLoad.Resp;
using RedisLoad.Session;

namespace RedisLoad.Tests.Session;

/// <summary>Each row is a session: what happens to it, and what it then does.</summary>
public class SessionFlowTests
{
    private static readonly TimeRange s_second = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    private static readonly ConnectionLife s_held = ConnectionLife.Short with { Hold = s_second };
    private static readonly ConnectionLife s_pooled = ConnectionLife.Short with { IsPooled = true };
    private static readonly ConnectionLife s_closedByServer = ConnectionLife.Short with { Close = CloseMode.Server };

    [Fact]
    public void A_session_goes_through_its_commands_and_is_closed() => Check(
        Flow(ConnectionLife.Short, commands: 2),
        "Started: Connect; Connected: Send 0; Replied: Send 1; Replied: Close");

    [Fact]
    public void The_handshake_comes_once_and_the_commands_as_often_as_they_are_repeated() => Check(
        Flow(ConnectionLife.Short, commands: 2, requests: 2, database: 3),
        "Started: Connect; Connected: Send 0; Replied: Send 1; Replied: Send 2; Replied: Send 1; Replied: Send 2; Replied: Close");

    [Fact]
    public void A_pipeline_is_one_step() => Check(
        Flow(ConnectionLife.Short, commands: 5, isPipelined: true),
        "Started: Connect; Connected: Send 0; Replied: Close");

    [Fact]
    public void A_connection_is_secured_before_its_first_word() => Check(
        Flow(ConnectionLife.Short, commands: 1, isSecured: true),
        "Started: Connect; Connected: ShakeHands; Secured: Send 0; Replied: Close");

    [Fact]
    public void Without_a_command_it_is_connected_and_closed()
    {
        Check(Flow(ConnectionLife.Short, commands: 0), "Started: Connect; Connected: Close");
        Check(Flow(ConnectionLife.Short, commands: 0, isSecured: true), "Started: Connect; Connected: ShakeHands; Secured: Close");
        Check(Flow(s_held, commands: 0), "Started: Connect; Connected: Answer; HoldOver: Close");
    }

    [Fact]
    public void A_server_that_speaks_first_is_heard()
    {
        Check(Flow(ConnectionLife.Short, commands: 1), "Started: Connect; Hailed: Listen; Failed MaxClients: Drop MaxClients");
        Check(Flow(ConnectionLife.Short, commands: 0), "Started: Connect; Hailed: Listen; Closed: Drop ClosedByServer");
    }

    [Fact]
    public void A_held_connection_says_a_word_now_and_then() => Check(
        Flow(s_held with { KeepAliveInterval = TimeSpan.FromSeconds(0.1) }, commands: 1),
        "Started: Connect; Connected: Send 0; Replied: Answer; KeepAliveDue: Send 1; Replied: Hold; KeepAliveDue: Send 1; Replied: Hold; HoldOver: Close");

    [Fact]
    public void A_server_that_is_to_close_is_asked_and_waited_for()
    {
        Check(
            Flow(s_closedByServer, commands: 1),
            "Started: Connect; Connected: Send 0; Replied: Answer; HoldOver: Send 2; Replied: AwaitClose; Closed: Close");
        Check(
            Flow(s_closedByServer, commands: 1),
            "Started: Connect; Connected: Send 0; Replied: Answer; HoldOver: Send 2; Replied: AwaitClose; TimedOut: Drop ReplyTimeout");
    }

    [Fact]
    public void A_kept_connection_shows_first_that_it_lives() => Check(
        Flow(s_pooled, commands: 1, database: 1),
        "Started: Connect; Connected: Send 0; Replied: Send 1; Replied: Keep; Borrowed: Send 2; Replied: Send 1; Replied: Keep");

    [Theory]
    [InlineData("Closed")]
    [InlineData("TimedOut")]
    [InlineData("Failed Reset")]
    [InlineData("Failed WrongReply")]
    public void A_kept_connection_that_is_dead_is_replaced_once(string death) => Check(
        Flow(s_pooled, commands: 1),
        $"Started: Connect; Connected: Send 0; Replied: Keep; Borrowed: Send 1; {death}: Reconnect; Failed Refused: Drop Refused");

    [Fact]
    public void A_background_connection_says_what_it_is_told_to()
    {
        Check(
            Flow(ConnectionLife.Background, commands: 2, database: 1, isSecured: true),
            "Started: Connect; Connected: ShakeHands; Secured: Send 0; Replied: Answer; Say 2: Send 2; Replied: Answer; Say 1: Send 1; TimedOut: Drop ReplyTimeout");
        Check(
            Flow(ConnectionLife.Background, commands: 1),
            "Started: Connect; Connected: Send 1; Replied: Answer; Say 0: Send 0; Replied: Answer; Closed: Drop ClosedByServer");
    }

    [Theory]
    [InlineData("Started: Connect", "ConnectTimeout")]
    [InlineData("Started: Connect; Connected: ShakeHands", "ConnectTimeout")]
    [InlineData("Started: Connect; Connected: ShakeHands; Secured: Send 0", "ReplyTimeout")]
    public void What_takes_too_long_is_called_by_what_was_waited_for(string path, string kind)
    {
        Check(Flow(s_held, commands: 1, isSecured: true), $"{path}; TimedOut: Drop {kind}");
        Check(Flow(s_held, commands: 1, isSecured: true), $"{path}; RunOver: Drop {kind}");
    }

    [Fact]
    public void At_the_end_of_the_run_a_held_connection_has_done_its_work_and_a_borrowed_one_is_not_replaced()
    {
        Check(Flow(s_held, commands: 1), "Started: Connect; Connected: Send 0; Replied: Answer; RunOver: Close");
        Check(
            Flow(s_pooled, commands: 1),
            "Started: Connect; Connected: Send 0; Replied: Keep; Borrowed: Send 1; RunOver: Drop ReplyTimeout");
    }

    [Fact]
    public void The_servers_close_means_what_is_known_of_it() => Check(
        Flow(ConnectionLife.Short, commands: 1, isSecured: true),
        "Started: Connect; Connected: ShakeHands; Closed MaxClients: Drop MaxClients");

    /// <summary>Whatever happens anywhere either leads somewhere or is refused: no state is left half changed, and no session is
    /// lost.</summary>
    [Fact]
    public void Whatever_happens_wherever_it_is_decided()
    {
        SessionFlow flow = Flow(s_pooled with { Hold = s_second }, commands: 1, isSecured: true);
        foreach (SessionPhase phase in Enum.GetValues<SessionPhase>())
        {
            foreach (SessionEvent what in Enum.GetValues<SessionEvent>())
            {
                var state = new SessionState { Phase = phase };
                try
                {
                    SessionMove move = flow.Next(ref state, what, FailureKind.Reset);
                    Assert.Equal(move.Failure != FailureKind.None, move.Action == SessionAction.Drop);
                    Assert.Equal(
                        state.Phase is SessionPhase.Idle or SessionPhase.Pooled,
                        move.Action is SessionAction.Drop or SessionAction.Close or SessionAction.Keep);
                }
                catch (InvalidOperationException)
                {
                    Assert.Equal(phase, state.Phase);
                }
            }
        }
    }

    private static SessionFlow Flow(ConnectionLife life, int commands, int requests = 1, int database = 0, bool isPipelined = false,
        bool isSecured = false) => new(
        SessionScript.Create(
            Handshake.None with { Database = database }, Commands.Parse(Enumerable.Repeat("PING", commands)), isPipelined, requests),
        life, isSecured);

    private static void Check(SessionFlow flow, string session)
    {
        var state = default(SessionState);
        foreach (string line in session.Split("; "))
        {
            string[] parts = line.Split(": ");
            string[] what = parts[0].Split(' ');
            SessionMove move = what[0] == "Say"
                ? SessionFlow.Say(ref state, int.Parse(what[1], null))
                : flow.Next(
                    ref state, Enum.Parse<SessionEvent>(what[0]), what.Length > 1 ? Enum.Parse<FailureKind>(what[1]) : FailureKind.None);
            string done = move.Action switch
            {
                SessionAction.Send => $"Send {state.Step}",
                SessionAction.Drop => $"Drop {move.Failure}",
                _ => $"{move.Action}",
            };
            Assert.Equal(line, $"{parts[0]}: {done}");
        }
    }
}
