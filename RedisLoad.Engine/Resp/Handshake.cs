namespace RedisLoad.Resp;

/// <summary>What a connection says before its commands: who it is, and what it wants to talk and use.</summary>
/// <param name="Protocol">The version of RESP: 2, which needs no word, or 3, which HELLO asks for.</param>
/// <param name="User">The ACL user; null for the password alone.</param>
/// <param name="Password">The password; null for none.</param>
/// <param name="ClientName">What CLIENT LIST shall call the connection; null for nothing.</param>
/// <param name="Database">The database; 0 is selected by every new connection.</param>
internal sealed record Handshake(int Protocol, string? User, string? Password, string? ClientName, int Database)
{
    /// <summary>A handshake without a word.</summary>
    public static Handshake None { get; } = new(2, null, null, null, 0);

    /// <summary>The commands in the order in which they are sent.</summary>
    public IEnumerable<CommandTemplate> Commands()
    {
        if (Protocol == 3)
            yield return CommandTemplate.Literal(
                ReplyExpectation.NoError, "HELLO", Password is null ? ["3"] : ["3", "AUTH", User ?? "default", Password]);
        else if (Password is not null)
            yield return CommandTemplate.Literal(ReplyExpectation.Ok, "AUTH", User is null ? [Password] : [User, Password]);
        if (ClientName is not null)
            yield return CommandTemplate.Literal(ReplyExpectation.Ok, "CLIENT", "SETNAME", ClientName);
        if (Database != 0)
            yield return CommandTemplate.Literal(ReplyExpectation.Ok, "SELECT", $"{Database}");
    }

    /// <summary>What there is to say, without the password.</summary>
    public override string ToString() => string.Join(", ", Commands().Select(command => command.Name));
}
