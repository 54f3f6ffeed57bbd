using System.Collections.Immutable;
using System.Reflection;

namespace RedisLoad.Watch;

/// <summary>The columns of <see cref="ConnectionSnapshot"/> that say by an attribute where their values are read.</summary>
internal static class SnapshotColumns
{
    /// <summary>The columns with such an attribute, in their order.</summary>
    public static ImmutableArray<(PropertyInfo Column, TSource Source)> From<TSource>()
        where TSource : Attribute =>
    [
        .. from column in typeof(ConnectionSnapshot).GetProperties()
           let source = column.GetCustomAttribute<TSource>()
           where source is not null
           select (column, source),
    ];
}

/// <summary>The sockets in the state that has the column's name.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SocketStateAttribute : Attribute;

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
