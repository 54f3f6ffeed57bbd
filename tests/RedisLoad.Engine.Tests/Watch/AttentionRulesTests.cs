using System.Reflection;
using RedisLoad.Watch;

namespace RedisLoad.Tests.Watch;

public class AttentionRulesTests
{
    public static TheoryData<string?, ConnectionSnapshot> Rows => new()
    {
        { null, new() },
        { null, new() { AcceptQueue = 128, AcceptQueueLimit = 128, Listen = 1, ListenOverflows = 0 } },
        { "AcceptQueueFull", new() { AcceptQueue = 129, AcceptQueueLimit = 128 } },
        { "AcceptQueueFull", new() { AcceptQueue = 0, AcceptQueueLimit = 128, ListenerDrops = 1, ListenOverflows = 1 } },
        { null, new() { Listen = 1, ListenerDrops = 0, ListenOverflows = 1 } },
        { null, new() { Listen = 1, ListenerDrops = 1, ListenOverflows = 0 } },
        { null, new() { AcceptQueue = 1_000_000 } },
        { null, new() { SyncookiesSent = 0, TCPReqQFullDoCookies = 0 } },
        { "SynCookies", new() { SyncookiesSent = 1 } },
        { "SynCookies", new() { TCPReqQFullDoCookies = 1 } },
        { null, new() { LocalPortsInUse = 79, LocalPorts = 100 } },
        { "PortsNearlyExhausted", new() { LocalPortsInUse = 80, LocalPorts = 100 } },
        { null, new() { TCPTimeWaitOverflow = 0, TimeWaitBuckets = 99, TimeWaitBucketLimit = 100 } },
        { null, new() { TimeWaitBuckets = 0, TimeWaitBucketLimit = 0 } },
        { "TimeWaitBucketsFull", new() { TimeWaitBuckets = 100, TimeWaitBucketLimit = 100 } },
        { "TimeWaitBucketsFull", new() { TCPTimeWaitOverflow = 1 } },
        { null, new() { Conntrack = 79, ConntrackLimit = 100 } },
        { "ConntrackNearlyFull", new() { Conntrack = 80, ConntrackLimit = 100 } },
        { null, new() { FilesOpen = 79, FilesLimit = 100 } },
        { "NearFileLimit", new() { FilesOpen = 80, FilesLimit = 100 } },
        { null, new() { FilesOpen = 80, FilesLimit = long.MaxValue } },
        { null, new() { ServerFilesOpen = 79, ServerFilesLimit = 100 } },
        { "NearFileLimit", new() { ServerFilesOpen = 80, ServerFilesLimit = 100 } },
        { null, new() { ConnectedClients = 79, MaxClients = 100, RejectedConnections = 0 } },
        { "NearMaxClients", new() { ConnectedClients = 80, MaxClients = 100 } },
        { "NearMaxClients", new() { RejectedConnections = 1 } },
        { null, new() { Orphans = 49, OrphanLimit = 100 } },
        { "OrphanPressure", new() { Orphans = 50, OrphanLimit = 100 } },
        { null, new() { TcpMemoryPages = 19, TcpMemoryPressurePages = 20, TCPAbortOnMemory = 0 } },
        { "MemoryPressure", new() { TcpMemoryPages = 20, TcpMemoryPressurePages = 20 } },
        { "MemoryPressure", new() { TCPAbortOnMemory = 1 } },
        { "SynCookies MemoryPressure", new() { SyncookiesSent = 3, TCPAbortOnMemory = 1 } },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_word_comes_when_its_rule_holds_and_not_before(string? words, ConnectionSnapshot row) =>
        Assert.Equal(words, row.Attention);

    [Fact]
    public void Every_word_is_provoked_here() => Assert.Equal(
        typeof(AttentionRules).GetMethods(BindingFlags.Static | BindingFlags.Public).Select(rule => rule.Name).Order(),
        Rows.SelectMany(row => row.Data.Item1?.Split(' ') ?? []).Distinct().Order());
}
