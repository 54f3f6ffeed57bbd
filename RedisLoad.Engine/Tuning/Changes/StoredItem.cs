namespace RedisLoad.Tuning.Changes;

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
