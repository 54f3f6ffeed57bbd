using System.Management.Automation;
using RedisLoad.Cmdlets.Completion;
using RedisLoad.Cmdlets.Parameters;

namespace RedisLoad.Cmdlets.Commands;

public abstract partial class LoadCommand
{
    /// <summary>Commands that each connection sends, each after the reply to the previous one, quoted as in redis-cli. Placeholders differ
    /// by connection: {burst} and {client}, the second of the run (with -Gap, the burst) and the connection's place in it; {worker}, its
    /// thread; {random:1000}, a number from 0 to 999; {random-string:16}, 16 letters and digits; and with -Cluster {hash-tag}, a hash tag
    /// of the connection's node. @() only connects. Default: PING, GET redisload:foo, SET redisload:foo
    /// {burst}:{client}.</summary>
    [Parameter]
    [ValidateNotNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(CommandCompleter))]
    public string[] Command
    {
        get => [.. Plan.Session.Commands];
        set => With(Plan.Session with { Commands = [.. value] });
    }

    /// <summary>Size of the value that each connection writes without -Command, in bytes, with or without a unit (100, 4kb): letters and
    /// digits, drawn at random. Range: 1 to 1,048,576. Default: the short text {burst}:{client}.</summary>
    [Parameter]
    [WholeNumber<int>(IsSize = true)]
    public int DataSize
    {
        get => Plan.Session.DataSize ?? default;
        set => With(Plan.Session with { DataSize = value });
    }

    /// <summary>Sends all commands of a connection together, then reads the replies.</summary>
    [Parameter]
    public SwitchParameter Pipeline
    {
        get => Plan.Session.Pipeline;
        set => With(Plan.Session with { Pipeline = value });
    }

    /// <summary>Number of times that each connection sends its commands. Default: 1.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int Requests
    {
        get => Plan.Session.Requests;
        set => With(Plan.Session with { Requests = value });
    }

    /// <summary>Number of the database that each connection selects. Default: 0.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int Database
    {
        get => Plan.Session.Database;
        set => With(Plan.Session with { Database = value });
    }

    /// <summary>Version of the protocol: 2, or 3, for which each connection sends HELLO first. Default: 2.</summary>
    [Parameter]
    [ValidateSet("2", "3")]
    [WholeNumber<int>]
    public int Resp
    {
        get => Plan.Session.Resp;
        set => With(Plan.Session with { Resp = value });
    }

    /// <summary>Connection name, as shown by CLIENT LIST (CLIENT SETNAME). Default: none.</summary>
    [Parameter]
    public string? ClientName
    {
        get => Plan.Session.ClientName;
        set => With(Plan.Session with { ClientName = value });
    }
}
