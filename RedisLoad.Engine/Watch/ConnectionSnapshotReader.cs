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

    private object Convert(object value, string text, PropertyInfo property)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type == value.GetType())
            return value;
        if (type == typeof(DateTimeOffset))
            return value is DateTime time ? new DateTimeOffset(time) : ExportedText.ToTime(property.Name, text, RunMark.TimeOf(column(nameof(ConnectionSnapshot.RunId))?.ToString()));
        double number = value is IConvertible and not string ? System.Convert.ToDouble(value, CultureInfo.InvariantCulture) : ExportedText.ToNumber(property.Name, text);
        return ToNumber(number, type, property.Name);
    }

    private static object ToNumber(double number, Type type, string name)
    {
        try
        {
            return double.IsFinite(number) && number >= 0 && (type == typeof(double) || Math.Floor(number) == number)
                ? System.Convert.ChangeType(number, type, CultureInfo.InvariantCulture)
                : throw new FormatException($"{name} cannot be {number.ToString(CultureInfo.InvariantCulture)}.");
        }
        catch (OverflowException)
        {
            throw new FormatException($"{name} cannot be {number.ToString(CultureInfo.InvariantCulture)}.");
        }
    }
}
