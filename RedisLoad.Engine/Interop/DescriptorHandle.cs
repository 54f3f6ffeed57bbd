using Microsoft.Win32.SafeHandles;

namespace RedisLoad.Interop;

/// <summary>Owns one file descriptor.</summary>
internal sealed class DescriptorHandle : SafeHandleMinusOneIsInvalid
{
    public DescriptorHandle(int fd)
        : base(ownsHandle: true) => SetHandle(fd);

    protected override bool ReleaseHandle()
    {
        Libc.Close((int)handle);
        return true;
    }
}
