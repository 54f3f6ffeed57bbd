using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RedisLoad.Interop;

/// <summary>What a descriptor is ready for, and the number it was registered under.</summary>
internal readonly record struct EpollEvent(uint Flags, int Number);

/// <summary>Room for the events of one wait, in the kernel's layout: packed on x86-64, aligned elsewhere.</summary>
internal sealed unsafe class EpollEventBuffer(int capacity)
{
    private static readonly int s_dataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private readonly EpollEvent[] _decoded = new EpollEvent[capacity];

    /// <summary>Bytes from one event to the next.</summary>
    public static int Stride { get; } = s_dataOffset + sizeof(long);

    public int Capacity => capacity;

    public byte[] Raw { get; } = new byte[capacity * Stride];

    /// <summary>Reads the first events, leaving out those under one number.</summary>
    public ReadOnlySpan<EpollEvent> Decode(int count, long except)
    {
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            ref byte entry = ref Raw[i * Stride];
            long number = Unsafe.ReadUnaligned<long>(ref Unsafe.Add(ref entry, s_dataOffset));
            if (number != except)
                _decoded[kept++] = new EpollEvent(Unsafe.ReadUnaligned<uint>(ref entry), (int)number);
        }
        return _decoded.AsSpan(0, kept);
    }

    public static void Write(byte* entry, uint flags, long number)
    {
        Unsafe.WriteUnaligned(entry, flags);
        Unsafe.WriteUnaligned(entry + s_dataOffset, number);
    }
}
