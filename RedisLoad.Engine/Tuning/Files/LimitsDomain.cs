using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RedisLoad.Tuning.Files;

/// <summary>Whom a line of limits.conf is for: a user, <c>@group</c>, <c>%group</c>, <c>*</c>, or ids (<c>1000:</c>, <c>:1000</c>,
/// <c>1000:2000</c>, <c>@1000:2000</c>).</summary>
internal sealed class LimitsDomain
{
    private const string Everybody = "*";

    private readonly string _text;
    private readonly (uint Min, uint Max)? _ids;

    private LimitsDomain(string text, (uint Min, uint Max)? ids)
    {
        _text = text;
        _ids = ids;
    }

    /// <summary>Whether it is for all users but root (on some systems for root, too) that no other line names.</summary>
    public bool IsEverybody => _text == Everybody;

    /// <summary>Whether it is about all logins together, which only maxlogins can be.</summary>
    public bool IsOfAllLogins => _text.StartsWith('%');

    /// <summary>Whether <c>DOMAIN -</c> keeps limits from it.</summary>
    public bool CanBeExempt => !IsEverybody && !IsOfAllLogins;

    /// <summary>Whether it is for root, by name or by id. Groups are not: they do not count for root on Debian.</summary>
    public bool IsRoot => _text == "root" || (_ids is { Min: 0 } && !_text.StartsWith('@'));

    /// <summary>Whether it is for root and nobody else.</summary>
    public bool IsRootAlone => IsRoot && _ids is null or { Max: 0 };

    /// <summary>Reads a domain as pam_limits does: what has a colon is a range of ids, anything else a name.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out LimitsDomain? domain)
    {
        domain = null;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            domain = new LimitsDomain(text, null);
            return true;
        }
        int start = text[0] is '@' or '%' ? 1 : 0;
        string first = text[start..colon];
        string last = text[(colon + 1)..];
        uint min = 0;
        uint max = uint.MaxValue;
        if ((first.Length > 0 && !TryParseId(first, out min))
            || (last.Length > 0 && !TryParseId(last, out max)) || first.Length + last.Length == 0)
            return false;
        // :1000 is the id 1000 alone.
        domain = new LimitsDomain(text, (first.Length == 0 ? max : min, max));
        return true;
    }

    /// <summary>As it is written.</summary>
    public override string ToString() => _text;

    private static bool TryParseId(string text, out uint id) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);
}
