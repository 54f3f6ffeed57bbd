using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Numerics;
using System.Security;
using System.Text.RegularExpressions;
using System.Xml;

namespace CmdletHelp;

/// <summary>The names that PowerShell shows for types: its accelerator where it has one, else the name without the namespace.</summary>
/// <remarks>Help shows a switch as SwitchParameter all the same.</remarks>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> s_accelerators = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(char)] = "char",
        [typeof(string)] = "string",
        [typeof(BigInteger)] = "bigint",
        [typeof(DateTime)] = "datetime",
        [typeof(TimeSpan)] = "timespan",
        [typeof(Guid)] = "guid",
        [typeof(Uri)] = "uri",
        [typeof(Version)] = "version",
        [typeof(Type)] = "type",
        [typeof(Array)] = "array",
        [typeof(Hashtable)] = "hashtable",
        [typeof(Regex)] = "regex",
        [typeof(CultureInfo)] = "cultureinfo",
        [typeof(IPAddress)] = "ipaddress",
        [typeof(IPEndPoint)] = "IPEndpoint",
        [typeof(SecureString)] = "securestring",
        [typeof(XmlDocument)] = "xml",
        [typeof(PSCredential)] = "pscredential",
        [typeof(PSObject)] = "psobject",
        [typeof(ScriptBlock)] = "scriptblock",
    };

    public static string Of(Type type)
    {
        // PowerShell binds null to a nullable parameter but does not show it.
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Of(underlying);
        if (s_accelerators.TryGetValue(type, out string? accelerator))
            return accelerator;
        if (type.IsArray)
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsConstructedGenericType)
            return $"{type.Name.Split('`')[0]}[{string.Join(',', type.GetGenericArguments().Select(Of))}]";
        return type.IsNested ? $"{Of(type.DeclaringType!)}+{type.Name}" : type.Name;
    }
}
