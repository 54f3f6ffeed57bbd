using System.Net;
using System.Text;
using RedisLoad.Redis;

namespace RedisLoad.Tests.Redis;

public class ConnectionTestTests
{
    private const string Info = "$20\r\nredis_version:7.0.15\r\n";

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_try_that_succeeds_has_the_time_of_each_step()
    {
        using var server = Answering(("AUTH", "+OK\r\n"), ("PING", "+PONG\r\n"), ("INFO", Info));
        (ConnectionTest test, ServerException? failure) = await TryAsync(server, new NetworkCredential("ada", "secret"));
        Assert.Null(failure);
        Assert.Equal(
            ("Success", "127.0.0.1", server.EndPoint.Port, "redis", "7.0.15"),
            (test.Status, test.Address, test.Port, test.ServerName, test.ServerVersion));
        Assert.All([test.ConnectMs, test.AuthMs, test.PingMs], time => Assert.InRange(time ?? -1, 0, s_timeout.TotalMilliseconds));
        Assert.Null(test.TlsMs);
    }

    [Fact]
    public async Task A_server_that_does_not_say_what_it_is_is_as_good_as_any()
    {
        using var server = Answering(("PING", "+PONG\r\n"), ("INFO", "-NOPERM this user has no permissions to run the 'info' command\r\n"));
        (ConnectionTest test, ServerException? failure) = await TryAsync(server, credential: null);
        Assert.Null(failure);
        Assert.Equal(("Success", null, null, null), (test.Status, test.ServerName, test.ServerVersion, test.AuthMs));
    }

    [Theory]
    [InlineData("-WRONGPASS invalid username-password pair\r\n", "+PONG\r\n", ServerProblem.AuthenticationFailed)]
    [InlineData("+OK\r\n", "-LOADING Redis is loading the dataset in memory\r\n", ServerProblem.ServerLoading)]
    [InlineData("+OK\r\n", "+OK\r\n", ServerProblem.UnexpectedReply)]
    [InlineData("+OK\r\n", "HTTP/1.1 400 Bad Request\r\n", ServerProblem.NotRedis)]
    public async Task A_try_that_fails_has_the_times_until_then(string auth, string ping, ServerProblem problem)
    {
        using var server = Answering(("AUTH", auth), ("PING", ping), ("INFO", Info));
        (ConnectionTest test, ServerException? failure) = await TryAsync(server, new NetworkCredential("ada", "secret"));
        Assert.Equal((problem, $"{problem}"), (failure?.Problem, test.Status));
        Assert.NotNull(test.ConnectMs);
        Assert.Equal(problem == ServerProblem.AuthenticationFailed, test.AuthMs is null);
        Assert.Equal((null, null), (test.PingMs, test.ServerVersion));
    }

    private static Task<(ConnectionTest Test, ServerException? Failure)> TryAsync(ScriptedServer server, NetworkCredential? credential) =>
        ConnectionTest.RunAsync(
            new RedisEndPoint("127.0.0.1", server.EndPoint.Port, credential), number: 1, s_timeout, TestContext.Current.CancellationToken);

    /// <summary>A server that answers a command by its name.</summary>
    private static ScriptedServer Answering(params (string Command, string Reply)[] replies) => new(async (connection, testOver) =>
    {
        byte[] request = new byte[1024];
        while (await connection.ReceiveAsync(request, testOver) is > 0 and int length)
        {
            string text = Encoding.ASCII.GetString(request, 0, length);
            string answer = replies.First(reply => text.Contains(reply.Command, StringComparison.Ordinal)).Reply;
            await connection.SendAsync(Encoding.ASCII.GetBytes(answer), testOver);
        }
    });
}
