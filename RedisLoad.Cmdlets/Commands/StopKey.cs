using System.Management.Automation;
using System.Management.Automation.Host;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>The key at the terminal that ends a load or a watch early and lets the pipeline finish, which Ctrl+C does not.</summary>
/// <param name="ui">The terminal.</param>
/// <param name="key">The key.</param>
internal sealed class StopKey(PSHostRawUserInterface ui, char key)
{
    private const char Default = 'q';

    /// <summary>The key as people see it.</summary>
    public char Key => key;

    /// <summary>The key of a command; null where there is no terminal, or nobody typed the command and asked for none.</summary>
    /// <param name="command">The command.</param>
    /// <param name="given">The value of -StopKey; null where it was not given, empty for no key.</param>
    public static StopKey? Of(PSCmdlet command, string? given)
    {
        bool isTyped = command.MyInvocation.CommandOrigin == CommandOrigin.Runspace;
        if (!Terminal.IsInteractive(command.Host) || given?.Length == 0 || given is null && !isTyped)
            return null;
        return new StopKey(command.Host.UI.RawUI, given?[0] ?? Default);
    }

    /// <summary>Whether the key was pressed since this was last asked. Other keys are taken, too, and do nothing.</summary>
    public bool IsPressed()
    {
        bool isPressed = false;
        while (ui.KeyAvailable)
        {
            char pressed = ui.ReadKey(ReadKeyOptions.NoEcho | ReadKeyOptions.IncludeKeyDown).Character;
            isPressed |= char.ToUpperInvariant(pressed) == char.ToUpperInvariant(key);
        }
        return isPressed;
    }
}
