using System.Globalization;
using System.Management.Automation;
using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>The rows of a load, as they come down a pipeline: live ones, and what other hosts, jobs and files made of them.</summary>
internal static class LoadRows
{
    /// <summary>Reads an object, and adds it to the rows before it. What is wrong with it is said with its number, from 1.</summary>
    /// <exception cref="LoadRowException">It is no row of a load.</exception>
    public static void Add(this List<LoadSample> rows, PSObject input)
    {
        try
        {
            LoadSample row = Read(input, rows.LastOrDefault());
            if (input.BaseObject is not LoadSample)
            {
                LoadSample? before = rows.FindLast(
                    before => before.RunId == row.RunId && before.Generator == row.Generator && before.Target == row.Target);
                RowBooks.Check(row, before, ColumnsOf(input));
            }
            rows.Add(row);
        }
        catch (LoadRowException exception)
        {
            string row = exception.Column.Length == 0
                ? string.Empty
                : string.Create(CultureInfo.InvariantCulture, $"Row {rows.Count + 1}: ");
            throw new LoadRowException(exception.Column, exception.Value, $"{row}{exception.Message}");
        }
    }

    /// <summary>Reads an object.</summary>
    /// <param name="input">The object.</param>
    /// <param name="previous">The row before it.</param>
    /// <exception cref="LoadRowException">It is no row of a load.</exception>
    public static LoadSample Read(PSObject input, LoadSample? previous) => input.BaseObject switch
    {
        LoadSample sample => sample,
        string text =>
            throw new LoadRowException(
                string.Empty, text,
                $"{UserText.Show(text)} is not a row from Start-RedisLoad. Read rows from a file with Import-Csv: (Import-Csv load.csv)."),
        _ => new LoadRowReader(ColumnsOf(input)).Read(previous),
    };

    /// <summary>The values of an object by their names.</summary>
    public static Func<string, object?> ColumnsOf(PSObject input) => name => Plain(input.Properties[name]?.Value);

    /// <summary>A value without PowerShell's wrapping; of an object that was serialised, its text.</summary>
    private static object? Plain(object? value) => value is PSObject wrapped
        ? wrapped.BaseObject is PSCustomObject ? wrapped.ToString() : wrapped.BaseObject
        : value;
}
