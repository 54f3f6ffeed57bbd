using System.Management.Automation.Host;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>The terminal in front of which a person may sit.</summary>
internal static class Terminal
{
    /// <summary>Whether there is somebody to ask and to listen to: not in a job, on another host, with redirected input, or with
    /// -NonInteractive.</summary>
    public static bool IsInteractive(PSHost host) => host.Name == "ConsoleHost" && !Console.IsInputRedirected && !IsNonInteractive;

    /// <summary>Whether output goes to a job, another session, or ForEach-Object -Parallel: a text there belongs to nothing that its reader
    /// sees.</summary>
    public static bool IsAway(PSHost host) => host.Name is "ServerRemoteHost" or "Default Host";

    private static bool IsNonInteractive => Environment.GetCommandLineArgs().Any(argument =>
        argument.Length > 4 && "-NonInteractive".StartsWith(argument, StringComparison.OrdinalIgnoreCase));
}
