using System.Runtime.CompilerServices;

namespace RedisLoad.Failures;

/// <summary>How often each kind of failure happened.</summary>
[InlineArray(Kinds)]
internal partial struct FailureCounts
{
    private long _first;

    public readonly long Of(FailureKind kind) => this[(int)kind];

    public void Set(FailureKind kind, long times) => this[(int)kind] = times;

    public void Count(FailureKind kind) => this[(int)kind]++;

    public void Add(in FailureCounts other)
    {
        for (int i = 0; i < Kinds; i++)
            this[i] += other[i];
    }

    public readonly void Pack(BinaryWriter writer)
    {
        foreach (long count in this)
            writer.Write(count);
    }

    public void Unpack(BinaryReader reader)
    {
        foreach (ref long count in this)
            count = reader.ReadInt64();
    }

    public readonly long Total()
    {
        long total = 0;
        foreach (long count in this)
            total += count;
        return total;
    }
}
