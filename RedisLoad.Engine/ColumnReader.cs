using System.Globalization;
using System.Reflection;

namespace RedisLoad;

/// <summary>Reads a row that has been elsewhere, column by column: texts of a CSV file, numbers of JSON, what a job or another host
/// sent.</summary>
/// <param name="column">Gives the value of a column by its name; null where there is none.</param>
/// <param name="largest">The largest number that a column can have.</param>
/// <param name="errorOf">Makes the exception of a column, its value, and what is wrong with that.</param>
internal sealed class ColumnReader(Func<string, object?> column, double largest, Func<string, object?, string, Exception> errorOf)
{
    public bool Has(string name) => Text(name) is not null;

    /// <summary>Sets every column of a row that there is a value for.</summary>
    public void Fill(object row)
    {
        foreach (PropertyInfo property in row.GetType().GetProperties().Where(property => property.CanWrite && Has(property.Name)))
        {
            object value = Read(property.Name, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
            try
            {
                property.SetValue(row, value, BindingFlags.DoNotWrapExceptions, binder: null, index: null, culture: null);
            }
            catch (FormatException exception)
            {
                throw errorOf(property.Name, value, exception.Message);
            }
        }
    }

    /// <summary>The number in a column; null where there is none.</summary>
    public double? Number(string name) => Has(name) ? (double)Read(name, typeof(double)) : null;

    private string? Text(string name) => column(name)?.ToString() is { Length: > 0 } text ? text : null;

    private object Read(string name, Type type)
    {
        object value = column(name)!;
        try
        {
            if (type == typeof(string))
                return value.ToString()!;
            return type == typeof(DateTimeOffset) ? ToTime(name, value) : ToNumber(name, value, type);
        }
        catch (FormatException exception)
        {
            throw errorOf(name, value, exception.Message);
        }
    }

    private object ToNumber(string name, object value, Type type)
    {
        // Of what else can be converted, a time or a letter is no number.
        double number = value is IConvertible convertible && convertible.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal
            ? Convert.ToDouble(value, CultureInfo.InvariantCulture)
            : ExportedText.ToNumber(name, value.ToString()!);
        bool isInRange = number >= 0 && number <= (type == typeof(int) ? int.MaxValue : largest);
        if (!isInRange || (type != typeof(double) && number != Math.Floor(number)))
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{name} cannot be {number}."));
        if (type == typeof(double))
            return number;
        // The double nearest to the largest long is past it.
        return type == typeof(int) ? (object)(int)number : long.CreateSaturating(number);
    }

    private DateTimeOffset ToTime(string name, object value)
    {
        DateTimeOffset time = value switch
        {
            DateTimeOffset known => known,
            DateTime local => local,
            _ => ExportedText.ToTime(name, value.ToString()!, ExpectedTime()),
        };
        // Other calendars are centuries away.
        return time.Year is >= 1970 and < 2200
            ? time
            : throw new FormatException($"{name} cannot be in the year {time.Year} of the Gregorian calendar.");
    }

    /// <summary>About when the row ended, by the mark of its run; null where it has none.</summary>
    private DateTimeOffset? ExpectedTime()
    {
        double elapsed = Number("ElapsedSeconds") ?? 0;
        return RunMark.TimeOf(Text("RunId")) is { } start && elapsed < (DateTimeOffset.MaxValue - start).TotalSeconds
            ? start.AddSeconds(elapsed)
            : null;
    }
}
