namespace RedisLoad.Rows;

/// <summary>Rows between processes of the same version of the module, in a few kilobytes: everything that a row holds, exactly.</summary>
/// <remarks>The order of the columns is that of their declaration, which both sides have.</remarks>
public static class PackedRow
{
    /// <summary>A row, packed.</summary>
    public static byte[] Of(LoadSample row)
    {
        ArgumentNullException.ThrowIfNull(row);
        using var packed = new MemoryStream();
        using var writer = new BinaryWriter(packed);
        row.Pack(writer);
        return packed.ToArray();
    }

    /// <summary>The row that was packed.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static LoadSample Read(byte[] packed)
    {
        using var reader = new BinaryReader(new MemoryStream(packed));
        try
        {
            return LoadSample.Unpack(reader);
        }
        catch (Exception exception) when (exception is EndOfStreamException or ArgumentException)
        {
            throw new FormatException("This is not a packed row.", exception);
        }
    }

    internal static void Pack(this BinaryWriter writer, int value) => writer.Write(value);

    internal static void Pack(this BinaryWriter writer, long value) => writer.Write(value);

    internal static void Pack(this BinaryWriter writer, double value) => writer.Write(value);

    internal static void Pack(this BinaryWriter writer, bool value) => writer.Write(value);

    internal static void Pack(this BinaryWriter writer, TimeSpan value) => writer.Write(value.Ticks);

    internal static void Pack(this BinaryWriter writer, DateTimeOffset value)
    {
        writer.Write(value.Ticks);
        writer.Write(value.Offset.Ticks);
    }

    internal static void Pack(this BinaryWriter writer, int? value) => writer.Pack((double?)value);

    internal static void Pack(this BinaryWriter writer, long? value)
    {
        if (writer.Has(value is not null))
            writer.Write(value!.Value);
    }

    internal static void Pack(this BinaryWriter writer, double? value)
    {
        if (writer.Has(value is not null))
            writer.Write(value!.Value);
    }

    internal static void Pack(this BinaryWriter writer, string? value)
    {
        if (writer.Has(value is not null))
            writer.Write(value!);
    }

    internal static void Pack(this BinaryWriter writer, byte[]? value)
    {
        if (!writer.Has(value is not null))
            return;
        writer.Write(value!.Length);
        writer.Write(value);
    }

    internal static void Unpack(this BinaryReader reader, out int value) => value = reader.ReadInt32();

    internal static void Unpack(this BinaryReader reader, out long value) => value = reader.ReadInt64();

    internal static void Unpack(this BinaryReader reader, out double value) => value = reader.ReadDouble();

    internal static void Unpack(this BinaryReader reader, out bool value) => value = reader.ReadBoolean();

    internal static void Unpack(this BinaryReader reader, out TimeSpan value) => value = new TimeSpan(reader.ReadInt64());

    internal static void Unpack(this BinaryReader reader, out DateTimeOffset value) =>
        value = new DateTimeOffset(reader.ReadInt64(), new TimeSpan(reader.ReadInt64()));

    internal static void Unpack(this BinaryReader reader, out int? value)
    {
        reader.Unpack(out double? number);
        value = (int?)number;
    }

    internal static void Unpack(this BinaryReader reader, out long? value) => value = reader.ReadBoolean() ? reader.ReadInt64() : null;

    internal static void Unpack(this BinaryReader reader, out double? value) => value = reader.ReadBoolean() ? reader.ReadDouble() : null;

    internal static void Unpack(this BinaryReader reader, out string? value) => value = reader.ReadBoolean() ? reader.ReadString() : null;

    /// <summary>A histogram, packed.</summary>
    internal static void Unpack(this BinaryReader reader, out byte[]? value)
    {
        value = null;
        if (!reader.ReadBoolean())
            return;
        int length = reader.ReadInt32();
        value = reader.ReadBytes(length);
        if (value.Length != length || !EncodedCounts.AreReadable(value))
            throw new EndOfStreamException();
    }

    private static bool Has(this BinaryWriter writer, bool isThere)
    {
        writer.Write(isThere);
        return isThere;
    }
}
