using System.Runtime.InteropServices;

namespace RedisLoad.Interop;

/// <summary>One epoll instance, with room for one batch of its events and a way to be woken from another thread.</summary>
/// <remarks>Registrations are edge-triggered and carry a number of the caller's choice, any but -1.</remarks>
internal sealed unsafe partial class EpollSet : IDisposable
{
    public const uint In = 0x001;
    public const uint Out = 0x004;
    public const uint Error = 0x008;
    public const uint HangUp = 0x010;
    public const uint PeerClosed = 0x2000;

    private const uint EdgeTriggered = 1u << 31;
    private const int EPOLL_CLOEXEC = 0x80000;
    private const int EPOLL_CTL_ADD = 1;
    private const int EPOLL_CTL_DEL = 2;
    private const int EFD_CLOEXEC = 0x80000;
    private const int EFD_NONBLOCK = 0x800;

    /// <summary>epoll_pwait2 has one number on all architectures. glibc wraps it only from 2.35 on, so it is called by number.</summary>
    private const nint SYS_epoll_pwait2 = 441;

    private const long WakeNumber = -1;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly DescriptorHandle _epoll;
    private readonly DescriptorHandle _wake;
    private readonly EpollEventBuffer _events;

    /// <exception cref="LinuxException">No descriptor or memory is left.</exception>
    public EpollSet(int batchSize)
    {
        _events = new EpollEventBuffer(batchSize);
        _epoll = new DescriptorHandle(LinuxException.Check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1"));
        try
        {
            _wake = new DescriptorHandle(LinuxException.Check(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd"));
            Add((int)_wake.DangerousGetHandle(), In, WakeNumber);
        }
        catch
        {
            _wake?.Dispose();
            _epoll.Dispose();
            throw;
        }
    }

    /// <summary>Finds out whether this system has what the engine stands on.</summary>
    /// <exception cref="PlatformNotSupportedException">It is not Linux 5.11 or later, or a container's profile forbids
    /// epoll_pwait2.</exception>
    public static void EnsureSupported()
    {
        const string Needs = "RedisLoad requires Linux 5.11 or later, with the system call epoll_pwait2.";
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException(Needs);
        try
        {
            using var probe = new EpollSet(batchSize: 1);
            probe.Wait(nanoseconds: 0);
        }
        catch (LinuxException exception) when (exception.Errno is Errno.ENOSYS or Errno.EPERM)
        {
            throw new PlatformNotSupportedException(Needs, exception);
        }
    }

    /// <summary>Watches a descriptor. Closing the descriptor ends it.</summary>
    /// <exception cref="LinuxException">This host has no room for it.</exception>
    public void Add(int fd, uint interest, long number)
    {
        if (!TryAdd(fd, interest, number))
            throw new LinuxException("epoll_ctl(EPOLL_CTL_ADD)", Marshal.GetLastPInvokeError());
    }

    /// <summary>Watches a descriptor, unless this host has no room for it (ENOSPC, ENOMEM).</summary>
    public bool TryAdd(int fd, uint interest, long number)
    {
        byte* registration = stackalloc byte[EpollEventBuffer.Stride];
        EpollEventBuffer.Write(registration, interest | EdgeTriggered, number);
        return epoll_ctl(_epoll, EPOLL_CTL_ADD, fd, registration) == 0;
    }

    /// <summary>Watches a descriptor no more, now; closing it does so only when no child of a fork holds it either.</summary>
    /// <remarks>One that was not watched is left as it is.</remarks>
    public void Remove(int fd) => _ = epoll_ctl(_epoll, EPOLL_CTL_DEL, fd, null);

    /// <summary>Waits for events, at most so long.</summary>
    /// <param name="nanoseconds">The longest wait; 0 only looks, a negative value waits for ever.</param>
    /// <returns>The events, their state as of this call. Valid until the next one.</returns>
    /// <exception cref="LinuxException">ENOSYS before Linux 5.11.</exception>
    public ReadOnlySpan<EpollEvent> Wait(long nanoseconds)
    {
        var timeout = new Timespec(nanoseconds / NanosecondsPerSecond, nanoseconds % NanosecondsPerSecond);
        int count;
        fixed (byte* raw = _events.Raw)
            count = (int)syscall(
                SYS_epoll_pwait2, _epoll.DangerousGetHandle(), raw, _events.Capacity, nanoseconds < 0 ? null : &timeout, 0, 0);

        if (count < 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            return errno == Errno.EINTR ? default : throw new LinuxException("epoll_pwait2", errno);
        }
        return _events.Decode(count, WakeNumber);
    }

    /// <summary>Ends the present or the next wait. May be called from any thread.</summary>
    public void Wake()
    {
        ulong one = 1;
        _ = write(_wake, &one, sizeof(ulong));
    }

    public void Dispose()
    {
        _wake.Dispose();
        _epoll.Dispose();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(DescriptorHandle epoll, int operation, int fd, byte* registration);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(
        nint number, nint epoll, byte* events, nint capacity, Timespec* timeout, nint signalMask, nint maskSize);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(DescriptorHandle fd, void* buffer, nuint length);
}
