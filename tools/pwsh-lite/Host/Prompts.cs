using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace PwshLite.Host;

/// <summary>Questions to the person at the terminal; where there is none they fail, as they do under <c>pwsh -NonInteractive</c>.</summary>
internal static class Prompts
{
    public static int Choice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        RequireTerminal();
        Introduce(caption, message);
        string[] keys = [.. choices.Select(c => KeyOf(c.Label))];
        string menu = string.Join("  ", choices.Select((c, i) => $"[{keys[i]}] {c.Label.Replace("&", string.Empty, StringComparison.Ordinal)}"));
        string hint = defaultChoice >= 0 ? $" (default is \"{keys[defaultChoice]}\")" : string.Empty;
        while (true)
        {
            string answer = Ask($"{menu}{hint}: ");
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            int chosen = Array.FindIndex(keys, k => k.Equals(answer, StringComparison.OrdinalIgnoreCase));
            if (chosen >= 0)
            {
                return chosen;
            }
        }
    }

    public static Dictionary<string, PSObject> Fields(string caption, string message, Collection<FieldDescription> descriptions)
    {
        RequireTerminal();
        Introduce(caption, message);
        return descriptions.ToDictionary(d => d.Name, d => PSObject.AsPSObject(
            d.ParameterTypeFullName == typeof(SecureString).FullName ? Secret($"{d.Name}: ") : Ask($"{d.Name}: ")));
    }

    public static PSCredential Credential(string caption, string message, string userName)
    {
        RequireTerminal();
        Introduce(caption, message);
        string user = string.IsNullOrEmpty(userName) ? Ask("User: ") : userName;
        return new PSCredential(user, Secret($"Password for user {user}: "));
    }

    public static SecureString ReadSecret()
    {
        RequireTerminal();
        SecureString secret = new();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                if (secret.Length > 0)
                {
                    secret.RemoveAt(secret.Length - 1);
                }
            }
            else if (!char.IsControl(key.KeyChar))
            {
                secret.AppendChar(key.KeyChar);
            }
        }

        Console.WriteLine();
        return secret;
    }

    private static SecureString Secret(string question)
    {
        Console.Write(question);
        return ReadSecret();
    }

    private static string Ask(string question)
    {
        Console.Write(question);
        return Console.ReadLine() ?? throw Unavailable();
    }

    private static void Introduce(params string[] lines)
    {
        foreach (string line in lines.Where(l => !string.IsNullOrEmpty(l)))
        {
            Console.WriteLine(line);
        }
    }

    private static string KeyOf(string label)
    {
        int mark = label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < label.Length ? label[mark + 1].ToString().ToUpperInvariant() : label;
    }

    private static void RequireTerminal()
    {
        if (Console.IsInputRedirected || Console.IsOutputRedirected)
        {
            throw Unavailable();
        }
    }

    private static HostException Unavailable() =>
        new("PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.");
}
