using System.Collections.Immutable;
using System.Text.Json.Serialization;
using System.Text.Json;

namespace RedisLoad.Tuning.Changes;

/// <summary>A value that was in force before the first change.</summary>
/// <param name="Name">The setting.</param>
/// <param name="Value">Its value, as the kernel had it.</param>
/// <param name="Boot">The start of the host that it was in force in: after another one there is nothing to put back.</param>
/// <param name="Realm">Whose value it was: a network namespace's, or a process's; null for the host's.</param>
/// <param name="Written">The values that were written in its place: any other one is somebody else's.</param>
internal sealed record StoredValue(string Name, string Value, string Boot, string? Realm, ImmutableArray<string> Written);

/// <summary>A file as it was before the first change.</summary>
/// <param name="File">The file, by its path from the root.</param>
/// <param name="Content">Its bytes; null where there was no such file.</param>
/// <param name="NewFolders">The folders that had to be made for it, the innermost first.</param>
/// <param name="Lines">The lines that were written to it, in their order.</param>
internal sealed record StoredFile(string File, byte[]? Content, ImmutableArray<string> NewFolders, ImmutableArray<string> Lines);

/// <summary>What was in force before the first change: enough to put exactly that back, at any time.</summary>
/// <param name="Values">The values in force.</param>
/// <param name="Files">The files.</param>
internal sealed record StoredState(ImmutableArray<StoredValue> Values, ImmutableArray<StoredFile> Files)
{
    public const string File = HostFiles.PrivateFolder + "/kernel-tuning.json";

    /// <summary>More lines than anybody has set of a file since it was last restored; telling its versions apart takes the square of
    /// them.</summary>
    private const int MostLines = 5000;

    public static StoredState Empty { get; } = new([], []);

    [JsonIgnore]
    public bool IsEmpty => Values.IsEmpty && Files.IsEmpty;

    /// <summary>Reads the state of a host; of another file system than this host's, only its files.</summary>
    /// <exception cref="JsonException">The file is no state.</exception>
    public static StoredState Load(HostFiles files)
    {
        if (files.TryRead(File) is not { } bytes)
            return Empty;
        StoredState state = Parse(bytes);
        return files.Root.IsLive ? state : state with { Values = [] };
    }

    /// <summary>Reads a state; nothing in it leads out of what tuning writes.</summary>
    /// <exception cref="JsonException">The bytes are no state.</exception>
    internal static StoredState Parse(ReadOnlySpan<byte> bytes)
    {
        StoredState state = JsonSerializer.Deserialize(bytes, StoredStateJson.Default.StoredState) ?? throw new JsonException(
            "it is empty.");
        state.Validate();
        return state;
    }

    /// <summary>Keeps the state; an empty one needs no file.</summary>
    public void Save(HostFiles files)
    {
        if (IsEmpty)
            files.Delete(File);
        else
            files.Write(File, JsonSerializer.SerializeToUtf8Bytes(this, StoredStateJson.Default.StoredState));
    }

    /// <summary>Takes in that a value is about to be written. Of a setting, what was there before the first change is kept.</summary>
    public StoredState With(StoredValue value, string written)
    {
        StoredValue kept = Values.FirstOrDefault(stored => (stored.Name, stored.Boot, stored.Realm) == (value.Name, value.Boot,
            value.Realm)) ?? value;
        return kept.Written.Contains(written)
            ? this
            : this with { Values = Values.Remove(kept).Add(kept with { Written = kept.Written.Add(written) }) };
    }

    /// <summary>Takes in that a line is about to be written to a file.</summary>
    public StoredState With(StoredFile file, string line)
    {
        StoredFile kept = Files.FirstOrDefault(stored => stored.File == file.File) ?? file;
        return this with { Files = Files.Remove(kept).Add(kept with { Lines = kept.Lines.Add(line) }) };
    }

    private void Validate()
    {
        if (Values.IsDefault || Files.IsDefault)
            throw new JsonException("Values or Files are missing.");
        foreach (StoredValue value in Values)
        {
            if (value is not { Name: not null, Value: not null, Boot: not null, Written.IsDefault: false } || value.Written.Contains(null!))
                throw new JsonException("a value is incomplete.");
            if (!LiveSetting.IsName(value.Name))
                throw new JsonException($"'{value.Name}' is not the name of a setting.");
        }
        foreach (StoredFile file in Files)
        {
            if (file is not { File: not null, NewFolders.IsDefault: false, Lines.IsDefault: false }
                || file.Lines.Contains(null!) || file.NewFolders.Contains(null!))
                throw new JsonException("a file is incomplete.");
            if (file.Lines.Length > MostLines)
                throw new JsonException($"a file has more than {MostLines} lines.");
            if (!OwnFiles.IsOne(file.File) || file.NewFolders.Any(folder => !file.File.StartsWith(folder + "/", StringComparison.Ordinal)))
                throw new JsonException($"'{file.File}' is not a file of Set-KernelTuning, or is in other folders.");
        }
    }
}

/// <remarks>By metadata: the generated writers write bytes that are null as empty ones, and a file that was not there is another thing than
/// an empty one.</remarks>
[JsonSourceGenerationOptions(WriteIndented = true, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(StoredState))]
internal sealed partial class StoredStateJson : JsonSerializerContext;

/// <summary>One thing that was stored before it was first changed.</summary>
public sealed class StoredItem
{
    internal StoredItem(StoredValue value) => Value = value;

    internal StoredItem(StoredFile file) => File = file;

    /// <summary>The setting, or the file.</summary>
    public string Name => Value?.Name ?? "/" + File!.File;

    /// <summary>What restoring it does, in words.</summary>
    public string Action => Value is { } value ? $"restore {value.Value}" : File!.Content is null ? "remove" : "restore as it was";

    internal StoredValue? Value { get; }

    internal StoredFile? File { get; }
}
