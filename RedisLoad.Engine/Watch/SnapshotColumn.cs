using System.Collections.Immutable;
using System.Reflection;
using RedisLoad.Kernel;

namespace RedisLoad.Watch;

/// <summary>A column of <see cref="ConnectionSnapshot"/> that says by an attribute where its value is read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Source">The attribute.</param>
/// <param name="Set">Sets its value in a row.</param>
internal sealed record SnapshotColumn<TSource, TValue>(string Name, TSource Source, Action<ConnectionSnapshot, TValue> Set)
    where TSource : Attribute
{
    /// <summary>The columns with such an attribute, in their order.</summary>
    public static ImmutableArray<SnapshotColumn<TSource, TValue>> All { get; } =
    [
        .. from property in typeof(ConnectionSnapshot).GetProperties()
           let source = property.GetCustomAttribute<TSource>()
           where source is not null
           let set = property.SetMethod!.CreateDelegate<Action<ConnectionSnapshot, TValue>>()
           select new SnapshotColumn<TSource, TValue>(property.Name, source, set),
    ];
}

/// <summary>The sockets in a state.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SocketStateAttribute(TcpState state) : Attribute
{
    public TcpState State { get; } = state;
}

/// <summary>How much the kernel's counter of the column's name rose since the previous row.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KernelCounterAttribute : Attribute;

/// <summary>A figure in the line TCP of /proc/net/sockstat.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SockstatAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>A number in a file below /proc/sys; of several numbers, the one at a place.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SysctlAttribute(string file, int place = 0) : Attribute
{
    public string File { get; } = file;

    public int Place { get; } = place;
}

/// <summary>A field of INFO.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class InfoFieldAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>Whether the column is how much the field rose since the previous row.</summary>
    public bool IsCounter { get; init; }
}
