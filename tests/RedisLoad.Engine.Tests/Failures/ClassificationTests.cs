using System.Text;
using RedisLoad.Failures;
using RedisLoad.Interop;

namespace RedisLoad.Tests.Failures;

public class ClassificationTests
{
    [Theory]
    [InlineData(Errno.ECONNREFUSED, false, FailureKind.Refused)]
    [InlineData(Errno.EAGAIN, false, FailureKind.AcceptQueueFull)]
    [InlineData(Errno.ECONNRESET, true, FailureKind.Reset)]
    [InlineData(Errno.EPIPE, true, FailureKind.Reset)]
    [InlineData(Errno.ETIMEDOUT, false, FailureKind.ConnectTimeout)]
    [InlineData(Errno.ETIMEDOUT, true, FailureKind.ReplyTimeout)]
    [InlineData(Errno.EHOSTUNREACH, false, FailureKind.Unreachable)]
    [InlineData(Errno.ENETUNREACH, false, FailureKind.Unreachable)]
    [InlineData(Errno.EPERM, false, FailureKind.Unreachable)]
    [InlineData(Errno.EINVAL, false, FailureKind.Unreachable)]
    [InlineData(Errno.ENOPROTOOPT, false, FailureKind.Unreachable)]
    [InlineData(Errno.EAFNOSUPPORT, false, FailureKind.Unreachable)]
    [InlineData(Errno.EADDRNOTAVAIL, false, FailureKind.PortsExhausted)]
    [InlineData(Errno.EADDRINUSE, false, FailureKind.PortsExhausted)]
    [InlineData(Errno.EMFILE, false, FailureKind.FileLimit)]
    [InlineData(Errno.ENFILE, false, FailureKind.FileLimit)]
    [InlineData(Errno.ENOBUFS, false, FailureKind.NoMemory)]
    [InlineData(Errno.ENOMEM, true, FailureKind.NoMemory)]
    public void An_error_number_has_its_kind(int errno, bool connected, FailureKind expected) =>
        Assert.Equal(expected, ErrnoFailure.Classify("connect", errno, connected));

    [Fact]
    public void An_error_number_that_no_connection_meets_is_a_mistake_of_ours()
    {
        const int EBADF = 9;
        LinuxException exception = Assert.Throws<LinuxException>(() => ErrnoFailure.Classify("recv", EBADF, connected: true));
        Assert.Equal(("recv", EBADF), (exception.Call, exception.Errno));
    }

    [Theory]
    [InlineData("ERR max number of clients reached", FailureKind.MaxClients)]
    [InlineData("ERR max number of clients + cluster connections reached", FailureKind.MaxClients)]
    [InlineData("NOAUTH Authentication required.", FailureKind.AuthRequired)]
    [InlineData("WRONGPASS invalid username-password pair or user is disabled.", FailureKind.AuthFailed)]
    [InlineData("NOPERM this user has no permissions to run the 'get' command", FailureKind.AuthFailed)]
    [InlineData("DENIED Redis is running in protected mode because protected mode is enabled and no password is set", FailureKind.AuthFailed)]
    [InlineData("ERR invalid password", FailureKind.AuthFailed)]
    [InlineData("ERR Client sent AUTH, but no password is set", FailureKind.AuthFailed)]
    [InlineData("ERR AUTH <password> called without any password configured for the default user.", FailureKind.AuthFailed)]
    [InlineData("LOADING Redis is loading the dataset in memory", FailureKind.ErrorReply)]
    [InlineData("MOVED 12182 127.0.0.1:7002", FailureKind.ErrorReply)]
    [InlineData("ERR unknown command 'FOO'", FailureKind.ErrorReply)]
    [InlineData("", FailureKind.ErrorReply)]
    public void An_error_reply_has_its_kind(string text, FailureKind expected) =>
        Assert.Equal(expected, ErrorReplyFailure.Classify(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Every_kind_is_somebodys_fault() =>
        Assert.All(Faults.AllKinds, kind => Assert.True(Enum.IsDefined(Faults.Of(kind))));

    [Fact]
    public void Ports_files_and_memory_are_this_hosts_fault() =>
        Assert.Equal(
            [FailureKind.PortsExhausted, FailureKind.FileLimit, FailureKind.NoMemory],
            Faults.AllKinds.Where(kind => Faults.Of(kind) == Fault.ThisHost));
}
