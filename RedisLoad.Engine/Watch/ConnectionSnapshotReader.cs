using System.Globalization;
using System.Reflection;

namespace RedisLoad.Watch;

/// <summary>Reads snapshots that have been elsewhere: texts of a CSV file, numbers of JSON, what a job or another host sent.</summary>
/// <param name="column">Gives the value of a column by its name; null where there is none.</param>
public sealed class ConnectionSnapshotReader(Func<string, object?> column)
{
    private static readonly PropertyInfo[] s_columns = [.. typeof(ConnectionSnapshot).GetProperties().Where(property => property.CanWrite)];

    /// <summary>Whether it looks like a snapshot at all: it counts sockets by state.</summary>
    public bool IsSnapshot => column(nameof(ConnectionSnapshot.Established)) is not null && column(nameof(ConnectionSnapshot.TimeWait)) is not null && column(nameof(ConnectionSnapshot.Listen)) is not null;

    /// <summary>Reads the snapshot. What it does not say stays unknown.</summary>
    /// <exception cref="FormatException">A value is of another kind.</exception>
    public ConnectionSnapshot Read()
    {
        var snapshot = new ConnectionSnapshot();
        foreach (PropertyInfo property in s_columns)
        {
            if (column(property.Name) is { } value && value.ToString() is { Length: > 0 } text)
                property.SetValue(snapshot, Convert(value, text, property));
        }
        return snapshot;
    }

    private static object Convert(object value, string text, PropertyInfo property)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type == value.GetType())
            return value;
        return type == typeof(DateTimeOffset)
            ? ToTime(value, text) ?? throw new FormatException($"{property.Name} is no time: '{text}'.")
            : System.Convert.ChangeType(ToNumber(value, text) ?? throw new FormatException($"{property.Name} is no number: '{text}'."), type, CultureInfo.InvariantCulture);
    }

    private static DateTimeOffset? ToTime(object value, string text) => value is DateTime time ? time : ExportedText.ToTime(text);

    private static double? ToNumber(object value, string text) =>
        value is IConvertible and not string ? System.Convert.ToDouble(value, CultureInfo.InvariantCulture) : ExportedText.ToNumber(text);
}
