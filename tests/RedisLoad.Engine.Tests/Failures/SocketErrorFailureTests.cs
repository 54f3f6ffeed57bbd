using System.Net.Sockets;
using System.Security.Authentication;
using RedisLoad.Failures;
using RedisLoad.Interop;
using RedisLoad.Transport.Portable;

namespace RedisLoad.Tests.Failures;

public class SocketErrorFailureTests
{
    /// <summary>Each error of a .NET socket beside the error number that .NET makes it of: both have to be of one kind.</summary>
    [Theory]
    [InlineData(SocketError.ConnectionRefused, Errno.ECONNREFUSED)]
    [InlineData(SocketError.ConnectionReset, Errno.ECONNRESET)]
    [InlineData(SocketError.Shutdown, Errno.EPIPE)]
    [InlineData(SocketError.ConnectionAborted, Errno.ECONNABORTED)]
    [InlineData(SocketError.TimedOut, Errno.ETIMEDOUT)]
    [InlineData(SocketError.HostUnreachable, Errno.EHOSTUNREACH)]
    [InlineData(SocketError.NetworkUnreachable, Errno.ENETUNREACH)]
    [InlineData(SocketError.HostDown, Errno.EHOSTDOWN)]
    [InlineData(SocketError.NetworkDown, Errno.ENETDOWN)]
    [InlineData(SocketError.AccessDenied, Errno.EACCES)]
    [InlineData(SocketError.AccessDenied, Errno.EPERM)]
    [InlineData(SocketError.ProtocolOption, Errno.ENOPROTOOPT)]
    [InlineData(SocketError.OperationNotSupported, Errno.EOPNOTSUPP)]
    [InlineData(SocketError.AddressFamilyNotSupported, Errno.EAFNOSUPPORT)]
    [InlineData(SocketError.AddressNotAvailable, Errno.EADDRNOTAVAIL)]
    [InlineData(SocketError.AddressAlreadyInUse, Errno.EADDRINUSE)]
    [InlineData(SocketError.TooManyOpenSockets, Errno.EMFILE)]
    [InlineData(SocketError.TooManyOpenSockets, Errno.ENFILE)]
    [InlineData(SocketError.NoBufferSpaceAvailable, Errno.ENOBUFS)]
    public void An_error_has_the_kind_of_its_number(SocketError error, int errno)
    {
        Assert.Equal(ErrnoFailure.Classify("connect", errno, connected: false), SocketErrorFailure.Classify(error, connected: false));
        Assert.Equal(ErrnoFailure.Classify("recv", errno, connected: true), SocketErrorFailure.Classify(error, connected: true));
    }

    [Fact]
    public void An_invalid_argument_is_a_blackhole_route_before_the_connection_and_a_mistake_of_ours_after() =>
        Assert.Equal(
            (FailureKind.Unreachable, FailureKind.None),
            (SocketErrorFailure.Classify(SocketError.InvalidArgument, connected: false), SocketErrorFailure.Classify(SocketError.InvalidArgument, connected: true)));

    [Theory]
    [InlineData(SocketError.AddressNotAvailable)]
    [InlineData(SocketError.WouldBlock)]
    [InlineData(SocketError.ConnectionRefused)]
    public void Nobody_listens_at_a_socket_of_the_file_system_that_is_not_there(SocketError error) =>
        Assert.Equal(FailureKind.Refused, SocketErrorFailure.Classify(error, connected: false, isUnix: true));

    public static TheoryData<Exception, bool, FailureKind> Exceptions => new()
    {
        { new OperationCanceledException(), false, FailureKind.ConnectTimeout },
        { new OperationCanceledException(), true, FailureKind.ReplyTimeout },
        { new SocketException((int)SocketError.ConnectionRefused), false, FailureKind.Refused },
        { new IOException("read", new SocketException((int)SocketError.ConnectionReset)), true, FailureKind.Reset },
        { new IOException("end of the stream"), false, FailureKind.ClosedByServer },
        { new IOException("decrypt", new AuthenticationException("alert")), true, FailureKind.TlsFailed },
        { new AuthenticationException("certificate"), false, FailureKind.TlsFailed },
        { new InvalidOperationException(), true, FailureKind.None },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void An_exception_has_its_kind(Exception exception, bool isTalking, FailureKind expected) =>
        Assert.Equal(expected, ConnectionFailure.Classify(exception, isTalking));
}
