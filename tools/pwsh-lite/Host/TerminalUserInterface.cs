using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;

namespace PwshLite.Host;

/// <summary>
/// Writes as pwsh does: errors to standard error when that is redirected, everything else to standard output; colours only in a terminal.
/// </summary>
internal sealed class TerminalUserInterface : PSHostUserInterface
{
    private readonly Lock _gate = new();
    private readonly ProgressLine? _progress = Console.IsOutputRedirected ? null : new ProgressLine(Console.Out);

    public TerminalUserInterface()
    {
        bool colourless = Console.IsOutputRedirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        SupportsVirtualTerminal = !colourless;
        if (colourless)
        {
            PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
        }
    }

    public override bool SupportsVirtualTerminal { get; }

    public override PSHostRawUserInterface RawUI { get; } = new TerminalRawUserInterface();

    public override void Write(string value) => Put(Console.Out, value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        bool known = Enum.IsDefined(foregroundColor);
        Put(Console.Out, SupportsVirtualTerminal && known
            ? PSStyle.Instance.Foreground.FromConsoleColor(foregroundColor) + value + PSStyle.Instance.Reset
            : value);
    }

    public override void WriteLine(string value) => Put(Console.Out, value + Environment.NewLine);

    public override void WriteErrorLine(string value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        if (Console.IsErrorRedirected)
        {
            Put(Console.Error, Plain(value) + Environment.NewLine);
        }
        else
        {
            // The error view of the engine brings its own colours.
            WriteLine(value);
        }
    }

    public override void WriteWarningLine(string message) => WriteStyled(PSStyle.Instance.Formatting.Warning, "WARNING: " + message);

    public override void WriteVerboseLine(string message) => WriteStyled(PSStyle.Instance.Formatting.Verbose, "VERBOSE: " + message);

    public override void WriteDebugLine(string message) => WriteStyled(PSStyle.Instance.Formatting.Debug, "DEBUG: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        lock (_gate)
        {
            _progress?.Update(sourceId, record);
        }
    }

    public void HideProgress()
    {
        lock (_gate)
        {
            _progress?.Erase();
        }
    }

    public void EndProgress()
    {
        lock (_gate)
        {
            _progress?.Clear();
        }
    }

    public override string ReadLine()
    {
        HideProgress();
        return Console.ReadLine() ?? string.Empty;
    }

    public override SecureString ReadLineAsSecureString()
    {
        HideProgress();
        return Prompts.ReadSecret();
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        HideProgress();
        return Prompts.Fields(caption, message, descriptions);
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        HideProgress();
        return Prompts.Choice(caption, message, choices, defaultChoice);
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName)
    {
        HideProgress();
        return Prompts.Credential(caption, message, userName);
    }

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => PromptForCredential(caption, message, userName, targetName);

    private static string Plain(string text) => new StringDecorated(text).ToString(OutputRendering.PlainText);

    private void WriteStyled(string style, string text) =>
        WriteLine(SupportsVirtualTerminal ? style + text + PSStyle.Instance.Reset : text);

    private void Put(TextWriter writer, string text)
    {
        lock (_gate)
        {
            _progress?.Erase();
            writer.Write(SupportsVirtualTerminal || !text.Contains('\e') ? text : Plain(text));
            if (text.EndsWith('\n'))
            {
                _progress?.Draw();
            }
        }
    }
}
