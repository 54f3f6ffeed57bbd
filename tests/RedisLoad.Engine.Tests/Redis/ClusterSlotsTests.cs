using RedisLoad.Redis;
using RedisLoad.Resp;

namespace RedisLoad.Tests.Redis;

public class ClusterSlotsTests
{
    /// <summary>Each range: first, last, and its nodes as endpoint, port and further names; a - is null.</summary>
    public static TheoryData<string, string> Replies => new()
    {
        { "0 16383 10.0.0.1,7000", "10.0.0.1:7000 0-16383" },
        { "0 5460 10.0.0.1,7000 10.0.0.4,7003|5461 10922 10.0.0.2,7001|10923 16383 10.0.0.3,7002", "10.0.0.1:7000 0-5460|10.0.0.2:7001 5461-10922|10.0.0.3:7002 10923-16383" },
        // Ranges of one master, out of order.
        { "100 200 a,1|0 99 b,1|300 300 a,1", "b:1 0-99|a:1 100-200 300-300" },
        // A fresh node does not know its own address.
        { "0 16383 ,7000", "asked:7000 0-16383" },
        // cluster-preferred-endpoint-type unknown-endpoint: the host that was asked.
        { "0 16383 -,7000,ip,10.0.0.1,hostname,node-1", "asked:7000 0-16383" },
        // cluster-preferred-endpoint-type hostname: the name, and the address of a node that has none.
        { "0 99 node-1.example,7000,ip,10.0.0.1|100 199 ?,7001,ip,10.0.0.2|200 299 ?,7002", "node-1.example:7000 0-99|10.0.0.2:7001 100-199|asked:7002 200-299" },
        { "0 16383 2001:db8::1,7000", "2001:db8::1:7000 0-16383" },
        { "", "" },
    };

    [Theory]
    [MemberData(nameof(Replies))]
    public void Masters_are_where_clients_should_find_them(string reply, string expected)
    {
        IEnumerable<string> masters = ClusterSlots.Masters(Parse(reply), "asked")
            .Select(master => $"{master.Host}:{master.Port} {string.Join(' ', master.Slots.Select(range => $"{range.First}-{range.Last}"))}");
        Assert.Equal(expected, string.Join('|', masters));
    }

    [Theory]
    [InlineData("nonsense 5 10.0.0.1,7000", "the slots  to 5")]
    [InlineData("0 5", "slots without a node")]
    [InlineData("-5 5 a,7000", "the slots -5 to 5")]
    [InlineData("0 16384 a,7000", "the slots 0 to 16384")]
    [InlineData("16383 0 a,7000", "the slots 16383 to 0")]
    [InlineData("0 5 a,70000", "the port 70000")]
    [InlineData("0 5 a,0", "the port 0")]
    [InlineData("0 5 a,-1", "the port -1")]
    [InlineData("0 99 a,7000|2147483647 2147483647 b,7000", "the slots 2147483647 to 2147483647")]
    [InlineData("0 5 \u001b[2J,7000", "a host that has no name or address")]
    [InlineData("0 5 a/../b,7000", "a host that has no name or address")]
    public void What_no_cluster_answers_is_refused(string reply, string reason) =>
        Assert.Contains(
            reason, Assert.Throws<FormatException>(() => ClusterSlots.Masters(Parse(reply), "asked")).Message, StringComparison.Ordinal);

    private static RespValue Parse(string reply) => List(reply.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(range =>
    {
        string[] words = range.Split(' ');
        return List([Text(words[0]), Text(words[1]), .. words[2..].Select(Node)]);
    }));

    private static RespValue Node(string text)
    {
        string[] words = text.Split(',');
        return List([words[0] == "-" ? new RespValue(ReplyType.Null, null, []) : Text(words[0]), Text(words[1]), Text("id"),
            List(words[2..].Select(Text))]);
    }

    private static RespValue Text(string text) => new(ReplyType.BulkString, text, []);

    private static RespValue List(IEnumerable<RespValue> items) => new(ReplyType.Array, null, [.. items]);
}
