using System.Diagnostics.CodeAnalysis;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;

namespace PwshLite.Host;

/// <summary>What was asked for on the command line, read by the rules of pwsh.</summary>
internal sealed partial class CommandLine
{
    // What pwsh exits with when its command line is wrong.
    private const int BadCommandLine = 64;

    private const string Usage = "usage: pwsh-lite [-NoProfile] (-File <script.ps1> [arguments] | -Command <text>)";

    private CommandLine(string? text, Command? script)
    {
        Text = text;
        Script = script;
    }

    /// <summary>The text of -Command; null when a script file was given.</summary>
    public string? Text { get; }

    /// <summary>The script of -File with its arguments; null when a text was given.</summary>
    public Command? Script { get; }

    public static bool TryParse(string[] args, [NotNullWhen(true)] out CommandLine? commandLine, [NotNullWhen(false)] out string? problem)
    {
        commandLine = null;
        problem = null;
        for (int i = 0; i < args.Length; i++)
        {
            string option = args[i];
            if (Matches(option, "-NoProfile", "-nop") || Matches(option, "-NoLogo", "-nol") || Matches(option, "-NonInteractive", "-noni"))
            {
                continue;
            }

            bool isCommand = Matches(option, "-Command", "-c");
            bool isFile = Matches(option, "-File", "-f");
            if (option.StartsWith('-') && !isCommand && !isFile)
            {
                problem = $"The option '{option}' is not supported.";
                return false;
            }

            string[] rest = args[(isCommand || isFile ? i + 1 : i)..];
            if (rest.Length == 0)
            {
                problem = $"The option '{option}' needs a value.";
                return false;
            }

            if (isCommand)
            {
                commandLine = new CommandLine(string.Join(' ', rest), script: null);
                return true;
            }

            string path = Path.GetFullPath(rest[0]);
            if (!File.Exists(path))
            {
                problem = $"The argument '{rest[0]}' is not recognized as the name of a script file.";
                return false;
            }

            Command script = new(path, isScript: false, useLocalScope: false);
            AddArguments(script, rest[1..]);
            commandLine = new CommandLine(text: null, script);
            return true;
        }

        problem = Usage;
        return false;
    }

    public static int Reject(string problem)
    {
        Console.Error.WriteLine(problem);
        return BadCommandLine;
    }

    private static bool Matches(string option, string name, string shortName) =>
        option.Equals(name, StringComparison.OrdinalIgnoreCase) || option.Equals(shortName, StringComparison.OrdinalIgnoreCase);

    // A bare '-Name' goes to the binder as it stands: only the binder knows whether Name is a switch or takes the next argument.
    private static void AddArguments(Command script, string[] arguments)
    {
        string? pendingName = null;
        foreach (string argument in arguments)
        {
            if (pendingName is not null)
            {
                script.Parameters.Add(new CommandParameter(pendingName, ValueOf(argument)));
                pendingName = null;
            }
            else if (NameAndValue().Match(argument) is { Success: true } match)
            {
                string name = match.Groups["name"].Value;
                string value = match.Groups["value"].Value;
                if (value.Length == 0)
                {
                    pendingName = name;
                }
                else
                {
                    script.Parameters.Add(new CommandParameter(name, ValueOf(value)));
                }
            }
            else if (BareName().IsMatch(argument))
            {
                script.Parameters.Add(new CommandParameter(argument, null));
            }
            else
            {
                script.Parameters.Add(new CommandParameter(null, argument));
            }
        }
    }

    private static object ValueOf(string text) => text.ToLowerInvariant() switch
    {
        "$true" => true,
        "$false" => false,
        _ => text,
    };

    [GeneratedRegex(@"^-(?<name>[A-Za-z_]\w*):(?<value>.*)$", RegexOptions.Singleline)]
    private static partial Regex NameAndValue();

    [GeneratedRegex(@"^-[A-Za-z_?]\w*$")]
    private static partial Regex BareName();
}
