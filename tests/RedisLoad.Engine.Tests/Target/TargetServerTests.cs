using System.Net.Sockets;
using System.Text;
using RedisLoad.Target;
using StackExchange.Redis;

namespace RedisLoad.Tests.Target;

public class TargetServerTests
{
    private static readonly CancellationToken s_cancellation = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("*1\r\n$4\r\nPING\r\n", "+PONG\r\n")]
    [InlineData("PING\r\n", "+PONG\r\n")]
    [InlineData("ping\n", "+PONG\r\n")]
    [InlineData("\r\nPING\r\n", "+PONG\r\n")]
    [InlineData("PING hello\r\n", "$5\r\nhello\r\n")]
    [InlineData("ECHO hello\r\n", "$5\r\nhello\r\n")]
    [InlineData("GET nothing\r\n", "$-1\r\n")]
    [InlineData("SET a 1\r\nGET a\r\n", "+OK\r\n$1\r\n1\r\n")]
    [InlineData("SELECT 3\r\n", "+OK\r\n")]
    [InlineData("SELECT 16\r\n", "-ERR DB index is out of range\r\n")]
    [InlineData("SELECT x\r\n", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("GET\r\n", "-ERR wrong number of arguments for 'get' command\r\n")]
    [InlineData("FOO bar\r\n", "-ERR unknown command 'FOO', with args beginning with: 'bar' \r\n")]
    [InlineData("AUTH default anything\r\n", "+OK\r\n")]
    [InlineData("HELLO 4\r\n", "-NOPROTO unsupported protocol version\r\n")]
    [InlineData("QUIT\r\n", "+OK\r\n")]
    [InlineData("*1\r\n$x\r\n", "-ERR Protocol error: a request is an array of bulk strings, or words on a line\r\n")]
    public async Task A_request_gets_the_reply_of_a_Redis(string request, string reply)
    {
        using var target = TargetServer.Start(new TargetOptions());
        Assert.Equal(reply, await Ask(target, request));
    }

    [Theory]
    [InlineData("PING\r\n", "-NOAUTH Authentication required.\r\n")]
    [InlineData("AUTH secret\r\nPING\r\n", "+OK\r\n+PONG\r\n")]
    [InlineData("AUTH default secret\r\nPING\r\n", "+OK\r\n+PONG\r\n")]
    [InlineData("AUTH wrong\r\n", "-WRONGPASS invalid username-password pair or user is disabled.\r\n")]
    [InlineData("AUTH ada secret\r\n", "-WRONGPASS invalid username-password pair or user is disabled.\r\n")]
    public async Task A_password_is_asked_for(string request, string reply)
    {
        using var target = TargetServer.Start(new TargetOptions { Password = "secret" });
        Assert.Equal(reply, await Ask(target, request));
    }

    [Fact]
    public async Task A_request_may_come_byte_by_byte()
    {
        using var target = TargetServer.Start(new TargetOptions());
        using Socket socket = await Connect(target);
        foreach (byte value in Encoding.ASCII.GetBytes("*2\r\n$4\r\nECHO\r\n$3\r\na\r\n\r\n"))
            await socket.SendAsync(new[] { value }, s_cancellation);
        Assert.Equal("$3\r\na\r\n\r\n", await Read(socket, "$3\r\na\r\n\r\n".Length));
    }

    [Fact]
    public async Task A_value_may_be_large_and_requests_many()
    {
        using var target = TargetServer.Start(new TargetOptions());
        using Socket socket = await Connect(target);
        string value = new('x', 1_000_000);
        Task<int> sending = socket.SendAsync(Encoding.ASCII.GetBytes($"*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1000000\r\n{value}\r\n" + string.Concat(Enumerable.Repeat("GET a\r\n", 20)))).WaitAsync(s_cancellation);
        string expected = "+OK\r\n" + string.Concat(Enumerable.Repeat($"$1000000\r\n{value}\r\n", 20));
        Assert.Equal(expected, await Read(socket, expected.Length));
        await sending;
    }

    [Fact]
    public async Task One_client_too_many_is_told_so()
    {
        using var target = TargetServer.Start(new TargetOptions { MaxClients = 1 });
        using Socket first = await Connect(target);
        await first.SendAsync("PING\r\n"u8.ToArray(), s_cancellation);
        await Read(first, 7);
        Assert.Equal("-ERR max number of clients reached\r\n", await Ask(target, string.Empty));
    }

    [Fact]
    public async Task A_common_client_library_can_use_it()
    {
        using var target = TargetServer.Start(new TargetOptions { Password = "secret" });
        await using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(
            $"127.0.0.1:{target.Port},password=secret,allowAdmin=true");
        IDatabase database = redis.GetDatabase();
        Assert.True(await database.StringSetAsync("foo", "1:1"));
        Assert.Equal("1:1", await database.StringGetAsync("foo"));
        Assert.True((await database.PingAsync()) > TimeSpan.Zero);
        string info = (string)(await database.ExecuteAsync("INFO"))!;
        Assert.Contains($"total_connections_received:{target.ConnectionsReceived}", info, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RedisServerException>(() => database.ExecuteAsync("FLUSHALL"));
    }

    private static async Task<string> Ask(TargetServer target, string request)
    {
        using Socket socket = await Connect(target);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), s_cancellation);
        socket.Shutdown(SocketShutdown.Send);
        var reply = new StringBuilder();
        byte[] buffer = new byte[4096];
        for (int n = await socket.ReceiveAsync(buffer, s_cancellation); n > 0; n = await socket.ReceiveAsync(buffer, s_cancellation))
            reply.Append(Encoding.ASCII.GetString(buffer, 0, n));
        return reply.ToString();
    }

    private static async Task<Socket> Connect(TargetServer target)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", target.Port, s_cancellation);
        return socket;
    }

    private static async Task<string> Read(Socket socket, int length)
    {
        byte[] buffer = new byte[length];
        for (int read = 0; read < length;)
        {
            int n = await socket.ReceiveAsync(buffer.AsMemory(read), s_cancellation);
            Assert.NotEqual(0, n);
            read += n;
        }
        return Encoding.ASCII.GetString(buffer);
    }
}
