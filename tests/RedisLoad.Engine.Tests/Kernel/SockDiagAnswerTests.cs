using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using RedisLoad.Kernel;

namespace RedisLoad.Tests.Kernel;

public class SockDiagAnswerTests
{
    private const uint Sequence = 7;
    private const ushort Socket = 18;
    private const ushort Error = 2;
    private const ushort Done = 3;
    private const ushort Interrupted = 0x10;

    private readonly SocketTally _tally = new(SockDiagProgramTests.Filter("6379", ConnectionSide.Both));

    [Fact]
    public void Sockets_are_counted_by_state_over_many_datagrams()
    {
        var answer = new SockDiagAnswer(_tally, Sequence);
        Assert.Equal(
            SockDiagProgress.Underway,
            answer.Read([.. Message(Socket, Body(TcpState.Established)), .. Message(Socket, Body(TcpState.TimeWait))]));
        Assert.Equal(SockDiagProgress.Underway, answer.Read(Message(Socket, Body(TcpState.Established))));
        Assert.Equal(SockDiagProgress.Complete, answer.Read(Message(Done, new byte[4])));
        Assert.Equal((2, 1, 0), (_tally[TcpState.Established], _tally[TcpState.TimeWait], _tally[TcpState.Listen]));
        Assert.False(answer.WasInterrupted);
    }

    [Fact]
    public void The_fullest_listener_is_kept()
    {
        var answer = new SockDiagAnswer(_tally, Sequence);
        answer.Read([
            .. Message(Socket, Body(TcpState.Listen, queue: 1, limit: 511)),
            .. Message(Socket, Body(TcpState.Listen, queue: 4, limit: 3)),
            .. Message(Socket, Body(TcpState.Listen, queue: 5, limit: 511))]);
        Assert.Equal(3, _tally[TcpState.Listen]);
        Assert.Equal(new Listener(4, 3, 99, null), _tally.Listener);
    }

    [Theory]
    [InlineData(40, 7, 5L)]
    [InlineData(40, 8, null)]
    [InlineData(20, 7, null)]
    [InlineData(3, 7, null)]
    [InlineData(4000, 7, null)]
    public void What_listeners_dropped_is_added_up_out_of_their_attributes(int length, int type, long? drops)
    {
        // Another attribute of 5 bytes comes first, and is padded to 8.
        byte[] attributes = new byte[8 + 40];
        attributes[0] = 5;
        MemoryMarshal.Write(attributes.AsSpan(8), (ushort)length);
        attributes[10] = (byte)type;
        attributes[8 + 4 + 32] = 5;
        new SockDiagAnswer(_tally, Sequence).Read(Message(Socket, [.. Body(TcpState.Listen), .. attributes]));
        Assert.Equal(drops, (long?)_tally.ListenerDrops);
    }

    [Fact]
    public void Ports_are_counted_on_the_path_that_has_most_of_them()
    {
        var answer = new SockDiagAnswer(_tally, Sequence);
        foreach (string server in (string[])["10.0.0.1", "10.0.0.2", "10.0.0.1"])
            answer.Read(Message(Socket, Body(TcpState.Established, remotePort: 6379, remote: server)));
        answer.Read(Message(Socket, Body(TcpState.Established, localPort: 6379, remotePort: 40000)));
        Assert.Equal((4, 2), (_tally[TcpState.Established], _tally.PortsInUse));
    }

    [Fact]
    public void An_interrupted_walk_is_told()
    {
        var answer = new SockDiagAnswer(_tally, Sequence);
        answer.Read(Message(Socket, Body(TcpState.Established), flags: Interrupted));
        Assert.Equal(SockDiagProgress.Complete, answer.Read(Message(Done, new byte[4])));
        Assert.True(answer.WasInterrupted);
    }

    [Fact]
    public void What_answers_an_earlier_question_is_passed_over()
    {
        var answer = new SockDiagAnswer(_tally, Sequence);
        Assert.Equal(
            SockDiagProgress.Underway,
            answer.Read([.. Message(Socket, Body(TcpState.Established), sequence: 6), .. Message(Done, new byte[4], sequence: 6)]));
        Assert.Equal(0, _tally[TcpState.Established]);
    }

    [Theory]
    [InlineData(Error)]
    [InlineData(Done)]
    public void A_refusal_has_its_error_number(ushort type)
    {
        var answer = new SockDiagAnswer(_tally, Sequence);
        byte[] body = new byte[20];
        BinaryPrimitives.WriteInt32LittleEndian(body, -2);
        Assert.Equal(SockDiagProgress.Refused, answer.Read(Message(type, body)));
        Assert.Equal(2, answer.Errno);
    }

    [Fact]
    public void States_that_are_unknown_are_not_counted()
    {
        var answer = new SockDiagAnswer(_tally, Sequence);
        Assert.Equal(
            SockDiagProgress.Underway, answer.Read([.. Message(Socket, Body((TcpState)0xFF)), .. Message(Socket, Body(TcpState.Closing))]));
        Assert.Equal(1, _tally[TcpState.Closing]);
    }

    public static TheoryData<byte[]> Malformed => new(
        [],
        new byte[15],
        new byte[16],
        Message(Socket, Body(TcpState.Established))[..^4],
        Message(Socket, new byte[71]),
        Message(Error, new byte[4]),
        [.. Message(Socket, Body(TcpState.Established)), 1, 2, 3, 4],
        WithLength(uint.MaxValue),
        WithLength(15));

    [Theory]
    [MemberData(nameof(Malformed))]
    public void What_makes_no_sense_is_no_answer(byte[] datagram)
    {
        var answer = new SockDiagAnswer(_tally, Sequence);
        Assert.Equal(SockDiagProgress.Malformed, answer.Read(datagram));
    }

    private static byte[] WithLength(uint length)
    {
        byte[] message = Message(Socket, Body(TcpState.Established));
        MemoryMarshal.Write(message, in length);
        return message;
    }

    private static byte[] Message(ushort type, byte[] body, ushort flags = 0, uint sequence = Sequence)
    {
        byte[] message = new byte[(16 + body.Length + 3) & ~3];
        uint length = (uint)(16 + body.Length);
        MemoryMarshal.Write(message, in length);
        MemoryMarshal.Write(message.AsSpan(4), in type);
        MemoryMarshal.Write(message.AsSpan(6), in flags);
        MemoryMarshal.Write(message.AsSpan(8), in sequence);
        body.CopyTo(message, 16);
        return message;
    }

    private static byte[] Body(
        TcpState state, ushort localPort = 40000, ushort remotePort = 6379, string remote = "10.0.0.1", uint queue = 0, uint limit = 0)
    {
        byte[] body = new byte[72];
        uint inode = 99;
        body[1] = (byte)state;
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(4), localPort);
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(6), remotePort);
        IPAddress.Parse(remote).GetAddressBytes().CopyTo(body, 24);
        MemoryMarshal.Write(body.AsSpan(56), in queue);
        MemoryMarshal.Write(body.AsSpan(60), in limit);
        MemoryMarshal.Write(body.AsSpan(68), in inode);
        return body;
    }
}
