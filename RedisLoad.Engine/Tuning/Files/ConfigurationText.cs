using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace RedisLoad.Tuning.Files;

/// <summary>A line that cannot be read, or stands for nothing.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1; 0 for the file as a whole.</param>
/// <param name="Message">What is wrong with it.</param>
public sealed record ConfigurationProblem(string File, int Line, string Message)
{
    /// <summary>What is wrong with it, as a terminal may show it: it can quote the file.</summary>
    public string Message { get; init; } = PrintableText.Of(Message);

    /// <summary>The problem with its place, as compilers write it.</summary>
    public override string ToString() =>
        PrintableText.Of(Line == 0 ? $"{File}: {Message}" : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: {Message}"));
}

/// <summary>What is a comment in a file.</summary>
/// <param name="Signs">The signs that begin one.</param>
/// <param name="AreInline">Whether it can begin anywhere in a line; else only at its beginning.</param>
internal readonly record struct Comments(string Signs, bool AreInline)
{
    /// <summary>A line without its comment, and without the blanks around it.</summary>
    public string Strip(string line)
    {
        string said = SettingText.Trim(line);
        int comment = said.AsSpan().IndexOfAny(Signs);
        return comment < 0 || (comment > 0 && !AreInline) ? said : SettingText.Trim(said[..comment]);
    }
}

/// <summary>A file's text, in lines. Whatever the bytes are, there are lines or problems, and no exception.</summary>
internal sealed class ConfigurationText
{
    /// <summary>No configuration of a kernel is longer; a larger file is another thing.</summary>
    public const int LargestFile = 1024 * 1024;

    private const char ByteOrderMark = '\uFEFF';

    private ConfigurationText(ImmutableArray<(int Number, string Text)> lines, ImmutableArray<ConfigurationProblem> problems)
    {
        Lines = lines;
        Problems = problems;
    }

    /// <summary>The lines that say something, without comments and the blanks around them.</summary>
    public ImmutableArray<(int Number, string Text)> Lines { get; }

    public ImmutableArray<ConfigurationProblem> Problems { get; }

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="file">The file's name, for problems.</param>
    /// <param name="bytes">All of them, or more than <see cref="LargestFile"/>.</param>
    /// <param name="comments">What is a comment.</param>
    public static ConfigurationText Parse(string file, ReadOnlySpan<byte> bytes, Comments comments)
    {
        var lines = ImmutableArray.CreateBuilder<(int, string)>();
        var problems = ImmutableArray.CreateBuilder<ConfigurationProblem>();
        if (bytes.Length > LargestFile)
        {
            problems.Add(new ConfigurationProblem(file, 0, string.Create(CultureInfo.InvariantCulture, $"it is larger than {LargestFile:N0} bytes, too large for a configuration file.")));
            return new ConfigurationText([], problems.ToImmutable());
        }
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            problems.Add(new ConfigurationProblem(file, 0, "it is in UTF-16. Save it as UTF-8."));
            return new ConfigurationText([], problems.ToImmutable());
        }

        ReadOnlySpan<byte> rest = bytes;
        for (int number = 1; rest.Length > 0; number++)
        {
            int end = rest.IndexOf((byte)'\n');
            string line = Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? default : rest[(end + 1)..];
            bool isMarked = line.StartsWith(ByteOrderMark);
            string said = comments.Strip(isMarked ? line[1..] : line);
            if (said.Length == 0)
                continue;
            if (Reject(said, isMarked) is { } message)
                problems.Add(new ConfigurationProblem(file, number, message));
            else
                lines.Add((number, said));
        }
        return new ConfigurationText(lines.ToImmutable(), problems.ToImmutable());
    }

    private static string? Reject(string line, bool isMarked)
    {
        if (isMarked)
            return "it is preceded by a byte order mark (BOM), which makes it unreadable. Save the file as UTF-8 without BOM.";
        if (line.Contains('\0'))
            return "the line holds a zero byte.";
        if (line.Any(letter => char.IsControl(letter) && !SettingText.IsBlank(letter)))
            return "the line holds a control character.";
        return line.Contains('\uFFFD') ? "the line is not UTF-8." : null;
    }
}
