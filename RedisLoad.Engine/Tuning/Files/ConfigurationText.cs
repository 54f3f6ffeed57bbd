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
    /// <summary>The problem with its place, as compilers write it.</summary>
    public override string ToString() => Line == 0 ? $"{File}: {Message}" : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: {Message}");
}

/// <summary>A file's text, in lines. Whatever the bytes are, there are lines or problems, and no exception.</summary>
internal sealed class ConfigurationText
{
    /// <summary>No configuration of a kernel is longer; a larger file is another thing.</summary>
    public const int LargestFile = 1024 * 1024;

    /// <summary>sysctl(8) reads no longer ones either.</summary>
    public const int LongestLine = 4096;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ConfigurationText(ImmutableArray<(int Number, string Text)> lines, ImmutableArray<ConfigurationProblem> problems)
    {
        Lines = lines;
        Problems = problems;
    }

    /// <summary>The lines that say something: no comment, not empty, without the blanks around them.</summary>
    public ImmutableArray<(int Number, string Text)> Lines { get; }

    public ImmutableArray<ConfigurationProblem> Problems { get; }

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="file">The file's name, for problems.</param>
    /// <param name="bytes">All of them, or more than <see cref="LargestFile"/>.</param>
    /// <param name="comments">The signs that begin a comment at the beginning of a line.</param>
    public static ConfigurationText Parse(string file, ReadOnlySpan<byte> bytes, string comments)
    {
        var lines = ImmutableArray.CreateBuilder<(int, string)>();
        var problems = ImmutableArray.CreateBuilder<ConfigurationProblem>();
        if (bytes.Length > LargestFile)
        {
            problems.Add(new ConfigurationProblem(file, 0, string.Create(CultureInfo.InvariantCulture, $"it is larger than {LargestFile:N0} bytes, and so no configuration file.")));
            return new ConfigurationText([], problems.ToImmutable());
        }
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            problems.Add(new ConfigurationProblem(file, 0, "it is in UTF-16. Save it as UTF-8."));
            return new ConfigurationText([], problems.ToImmutable());
        }

        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        ReadOnlySpan<byte> rest = bytes.StartsWith(mark) ? bytes[mark.Length..] : bytes;
        for (int number = 1; rest.Length > 0; number++)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (Reject(line) is { } message)
                problems.Add(new ConfigurationProblem(file, number, message));
            else if (s_strict.GetString(line).Trim() is { Length: > 0 } text && !comments.Contains(text[0], StringComparison.Ordinal))
                lines.Add((number, text));
        }
        return new ConfigurationText(lines.ToImmutable(), problems.ToImmutable());
    }

    private static string? Reject(ReadOnlySpan<byte> line)
    {
        if (line.Length > LongestLine)
            return string.Create(CultureInfo.InvariantCulture, $"the line has {line.Length:N0} bytes, and {LongestLine:N0} are read at most.");
        if (line.Contains((byte)0))
            return "the line holds a zero byte.";
        return System.Text.Unicode.Utf8.IsValid(line) ? null : "the line is not UTF-8.";
    }
}
