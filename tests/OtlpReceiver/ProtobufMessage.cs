using Google.Protobuf;

namespace OtlpReceiver;

/// <summary>A message of Protocol Buffers, whose fields are known by their numbers alone.</summary>
internal sealed class ProtobufMessage
{
    private readonly ILookup<int, object> _fields;

    private ProtobufMessage(ByteString bytes) => _fields = Read(bytes).ToLookup(field => field.Number, field => field.Value);

    public static ProtobufMessage Parse(byte[] bytes) => new(ByteString.CopyFrom(bytes));

    public IEnumerable<ProtobufMessage> Messages(int number) => _fields[number].Select(bytes => new ProtobufMessage((ByteString)bytes));

    public ProtobufMessage? Message(int number) => Messages(number).SingleOrDefault();

    public string Text(int number) => _fields[number].SingleOrDefault() is ByteString bytes ? bytes.ToStringUtf8() : string.Empty;

    public bool Has(int number) => _fields.Contains(number);

    public long Integer(int number) => _fields[number].SingleOrDefault() is ulong value ? (long)value : 0;

    public double Double(int number) => BitConverter.Int64BitsToDouble(Integer(number));

    /// <summary>Numbers of eight bytes that stand behind each other in one field.</summary>
    public IEnumerable<long> Integers(int number)
    {
        if (_fields[number].SingleOrDefault() is not ByteString bytes)
            yield break;
        for (int at = 0; at < bytes.Length; at += sizeof(long))
            yield return BitConverter.ToInt64(bytes.Span[at..]);
    }

    private static IEnumerable<(int Number, object Value)> Read(ByteString bytes)
    {
        CodedInputStream input = bytes.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            int number = WireFormat.GetTagFieldNumber(tag);
            yield return (number, WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadUInt64(),
                WireFormat.WireType.Fixed64 => input.ReadFixed64(),
                WireFormat.WireType.Fixed32 => (ulong)input.ReadFixed32(),
                WireFormat.WireType.LengthDelimited => input.ReadBytes(),
                var other => throw new InvalidDataException($"Field {number} is of type {other}."),
            });
        }
    }
}
