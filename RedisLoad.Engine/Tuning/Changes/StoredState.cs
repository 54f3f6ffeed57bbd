using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RedisLoad.Tuning.Changes;

/// <summary>A value that was in force before the first change.</summary>
/// <param name="Name">The setting.</param>
/// <param name="Value">Its value, as the kernel had it.</param>
/// <param name="Boot">The start of the host that it was in force in: after another one there is nothing to put back.</param>
/// <param name="Realm">Whose value it was: a network namespace's, or a process's; null for the host's.</param>
internal sealed record StoredValue(string Name, string Value, string Boot, string? Realm);

/// <summary>A file as it was before the first change.</summary>
/// <param name="File">The file, relative to the root.</param>
/// <param name="Content">Its bytes; null where there was no such file.</param>
/// <param name="NewFolders">The folders that had to be made for it, the innermost first.</param>
internal sealed record StoredFile(string File, byte[]? Content, ImmutableArray<string> NewFolders);

/// <summary>What was in force before the first change: enough to put exactly that back, at any time.</summary>
/// <param name="Values">The values in force.</param>
/// <param name="Files">The files.</param>
internal sealed record StoredState(ImmutableArray<StoredValue> Values, ImmutableArray<StoredFile> Files)
{
    public const string File = "var/lib/redisload/kernel-tuning.json";

    public static StoredState Empty { get; } = new([], []);

    [JsonIgnore]
    public bool IsEmpty => Values.IsEmpty && Files.IsEmpty;

    /// <exception cref="JsonException">The file is no state.</exception>
    public static StoredState Load(HostFiles files)
    {
        if (files.TryRead(File) is not { } bytes)
            return Empty;
        StoredState? state = JsonSerializer.Deserialize(bytes, StoredStateJson.Default.StoredState);
        return state is { Values.IsDefault: false, Files.IsDefault: false } ? state : throw new JsonException("It holds no state.");
    }

    /// <summary>Keeps the state; an empty one needs no file.</summary>
    public void Save(HostFiles files)
    {
        if (IsEmpty)
            files.Delete(File);
        else
            files.Write(File, JsonSerializer.SerializeToUtf8Bytes(this, StoredStateJson.Default.StoredState));
    }

    /// <summary>Takes a value in, unless an earlier one of the same realm is there: what was before the first change is kept.</summary>
    public StoredState With(StoredValue value) =>
        Values.Any(stored => (stored.Name, stored.Boot, stored.Realm) == (value.Name, value.Boot, value.Realm)) ? this : this with { Values = Values.Add(value) };

    /// <summary>Takes a file in, unless it is there.</summary>
    public StoredState With(StoredFile file) =>
        Files.Any(stored => stored.File == file.File) ? this : this with { Files = Files.Add(file) };
}

/// <remarks>By metadata: the generated writers write bytes that are null as empty ones, and a file that was not there is another thing than an empty one.</remarks>
[JsonSourceGenerationOptions(WriteIndented = true, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(StoredState))]
internal sealed partial class StoredStateJson : JsonSerializerContext;
