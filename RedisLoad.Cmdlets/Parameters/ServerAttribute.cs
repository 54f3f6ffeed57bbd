using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;

namespace RedisLoad.Cmdlets.Parameters;

/// <summary>Lets servers be given as names, and as objects with a name and a port: rows of Import-Csv, say. A number is a port of this
/// host.</summary>
/// <remarks>
/// It throws nothing: what cannot be a server becomes a text that the plan refuses, and the command ends before anything is opened.
/// PowerShell would report an object of the pipeline that it cannot bind, and go on with the others. </remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ServerAttribute : ArgumentTransformationAttribute
{
    private const string Port = "Port";

    private static readonly string[] s_names = ["ComputerName", "HostName", "Server"];

    /// <summary>The server that a text of the pipeline says: of a port alone, the one of this host.</summary>
    public static string WithHost(string server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server.Length > 1 && server[0] == ':' && server.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0
            ? $"localhost{server}"
            : server;
    }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Read(inputData).ToArray();

    private static IEnumerable<string> Read(object? input) => ((input as PSObject)?.BaseObject ?? input) switch
    {
        null => [string.Empty],
        string text => [text],
        IPAddress address => [address.ToString()],
        byte or short or ushort or int or uint or long or ulong => [$":{WrittenText.NumberOf(input)}"],
        IDictionary dictionary => [Of(name => ValueOf(dictionary, name), string.Join(", ", dictionary.Keys.Cast<object>()))],
        IEnumerable list => list.Cast<object?>().SelectMany(Read),
        PSCustomObject => [Of(
            name => ((PSObject)input!).Properties[name]?.Value,
            string.Join(", ", ((PSObject)input!).Properties.Select(property => property.Name)))],
        var other => [Of(name => PSObject.AsPSObject(input).Properties[name]?.Value, other.GetType().FullName!)],
    };

    private static object? ValueOf(IDictionary dictionary, string name) =>
        dictionary.Keys.OfType<string>().FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } key
            ? dictionary[key]
            : null;

    private static string Of(Func<string, object?> property, string what)
    {
        if (s_names.Select(property).FirstOrDefault(value => value is not null) is not { } value)
            return $"an object without {s_names[0]} ({what})";
        string name = Read(value).First();
        string port = property(Port) is { } given ? WrittenText.Show(given) : string.Empty;
        if (name.Length == 0 || port.Length == 0)
            return name;
        bool isBareIPv6 = IPAddress.TryParse(name, out IPAddress? address)
            && address.AddressFamily == AddressFamily.InterNetworkV6 && name[0] != '[';
        return isBareIPv6 ? $"[{name}]:{port}" : $"{name}:{port}";
    }
}
