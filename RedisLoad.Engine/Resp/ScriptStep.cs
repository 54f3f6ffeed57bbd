using System.Collections.Immutable;

namespace RedisLoad.Resp;

/// <summary>Commands that are sent in one go: one, or all of them in a pipeline. The next step waits for all their replies.</summary>
internal sealed class ScriptStep
{
    private readonly byte[]? _always;

    public ScriptStep(params ImmutableArray<CommandTemplate> commands)
    {
        Commands = commands;
        MaxLength = commands.Sum(command => command.MaxLength);
        if (commands.All(command => command.IsFixed))
        {
            byte[] bytes = new byte[MaxLength];
            _always = bytes[..Encode(default, bytes)];
        }
    }

    public ImmutableArray<CommandTemplate> Commands { get; }

    /// <summary>The most bytes the step has for any session.</summary>
    public int MaxLength { get; }

    /// <summary>The step's bytes, where they are the same for every session; null where they differ.</summary>
    public byte[]? FixedBytes => _always;

    /// <summary>The step's bytes for one session.</summary>
    /// <param name="values">The session's values.</param>
    /// <param name="scratch">Room for <see cref="MaxLength"/> bytes, used where the bytes differ by session.</param>
    public ReadOnlySpan<byte> BytesFor(scoped in TemplateValues values, Span<byte> scratch) =>
        _always is null ? scratch[..Encode(values, scratch)] : _always;

    private int Encode(in TemplateValues values, Span<byte> buffer)
    {
        int length = 0;
        foreach (CommandTemplate command in Commands)
            length += command.Encode(values, buffer[length..]);
        return length;
    }
}
