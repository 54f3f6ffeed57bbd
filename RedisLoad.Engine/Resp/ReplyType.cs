namespace RedisLoad.Resp;

/// <summary>The types of a RESP2 reply, by their first byte.</summary>
internal enum ReplyType : byte
{
    SimpleString = (byte)'+',
    Error = (byte)'-',
    Integer = (byte)':',
    BulkString = (byte)'$',
    Array = (byte)'*',
}
