using System.Globalization;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>The order of Sort-Object and Get-Unique: PowerShell's own comparison, by text where two values do not compare.</summary>
internal sealed class ValueComparer(bool caseSensitive = false) : IComparer<object?>, IEqualityComparer<object?>
{
    public int Compare(object? x, object? y) =>
        LanguagePrimitives.TryCompare(x, y, !caseSensitive, CultureInfo.CurrentCulture, out int result)
            ? result
            : string.Compare(PSObject.AsPSObject(x).ToString(), PSObject.AsPSObject(y).ToString(), Comparison);

    public new bool Equals(object? x, object? y) => Compare(x, y) == 0;

    // Values of different types may be equal (1 and '1'), so only their text can be hashed.
    public int GetHashCode(object? obj) =>
        obj is null ? 0 : StringComparer.FromComparison(Comparison).GetHashCode(PSObject.AsPSObject(obj).ToString());

    private StringComparison Comparison => caseSensitive ? StringComparison.CurrentCulture : StringComparison.CurrentCultureIgnoreCase;
}
