using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RedisLoad.Cmdlets.Completion;

/// <summary>Completes the names of hosts.</summary>
public sealed class HostCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(wordToComplete);
        return Completions.Of(KnownHosts.Names, wordToComplete);
    }
}

/// <summary>Completes the ports that a Redis usually has: its own, that of TLS, that of Sentinel, and those of a cluster on one
/// host.</summary>
public sealed class PortCompleter : IArgumentCompleter
{
    private static readonly int[] s_ports = [6379, 6380, 26379, 7000, 7001, 7002, 7003, 7004, 7005];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(wordToComplete);
        return Completions.Of(s_ports.Select(port => port.ToString(CultureInfo.InvariantCulture)), wordToComplete);
    }
}

/// <summary>Completes a server: a host, a host with its port, or the beginning of a URI.</summary>
public sealed class ServerCompleter : IArgumentCompleter
{
    private static readonly string[] s_schemes = ["redis://", "rediss://", "unix:/"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(wordToComplete);
        string typed = wordToComplete.Trim('\'', '"');
        string scheme = Array.Find(s_schemes, typed.StartsWith) ?? string.Empty;
        IEnumerable<string> hosts = KnownHosts.Names.Select(host => scheme + host);
        return Completions.Of([.. hosts, .. hosts.Select(host => $"{host}:6379"), .. s_schemes], typed);
    }
}

/// <summary>Completes the network namespaces that have a name, as <c>ip netns</c> lists them.</summary>
public sealed class NamespaceCompleter : IArgumentCompleter
{
    private const string Folder = "/run/netns";

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(wordToComplete);
        IEnumerable<string> names = Directory.Exists(Folder)
            ? Directory.EnumerateFiles(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)
            : [];
        return Completions.Of(names, wordToComplete);
    }
}
