using System.Globalization;
using System.Management.Automation.Host;

namespace PwshLite.Host;

/// <summary>The host object that scripts see as <c>$Host</c>.</summary>
internal sealed class LiteHost : PSHost
{
    public TerminalUserInterface Terminal { get; } = new();

    /// <summary>What <c>exit</c> asked for; null when nothing did.</summary>
    public int? ExitCode { get; private set; }

    public override string Name => "pwsh-lite";

    public override Version Version { get; } = typeof(LiteHost).Assembly.GetName().Version ?? new Version(0, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI => Terminal;

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new NotSupportedException("pwsh-lite has no prompt.");

    public override void ExitNestedPrompt()
    {
    }

    // A native program may write to the terminal itself; the progress line must not be in its way.
    public override void NotifyBeginApplication() => Terminal.HideProgress();

    public override void NotifyEndApplication()
    {
    }
}
