using System.Management.Automation;

namespace RedisLoad.Cmdlets.Commands;

public abstract partial class LoadCommand
{
    /// <summary>What each connection sends, each command after the reply to the one before. Quoted as in redis-cli. {burst} and {client} stand for the second of the run (with
    /// -Gap, the burst) and the connection's place in it, {worker} for its thread, {random:1000} for a number from 0 to 999, {random-string:16} for 16 letters and digits,
    /// and with -Cluster {hash-tag} for what makes a key one of the connection's node. @() connects only. PING, GET foo and SET foo {burst}:{client} when left out.</summary>
    [Parameter]
    [ValidateNotNull]
    [AllowEmptyCollection]
    public string[] Command
    {
        get => [.. Plan.Commands];
        set => Plan = Plan with { Commands = [.. value] };
    }

    /// <summary>Sends the commands of a connection together, and reads the replies then.</summary>
    [Parameter]
    public SwitchParameter Pipeline
    {
        get => Plan.Pipeline;
        set => Plan = Plan with { Pipeline = value };
    }

    /// <summary>How often each connection sends its commands. Once when left out.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int Requests
    {
        get => Plan.Requests;
        set => Plan = Plan with { Requests = value };
    }

    /// <summary>The number of the database that each connection selects. 0 when left out.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int Database
    {
        get => Plan.Database;
        set => Plan = Plan with { Database = value };
    }

    /// <summary>The version of the protocol: 2, or 3, for which each connection says HELLO first. 2 when left out.</summary>
    [Parameter]
    [ValidateSet("2", "3")]
    [WholeNumber<int>]
    public int Resp
    {
        get => Plan.Resp;
        set => Plan = Plan with { Resp = value };
    }

    /// <summary>What CLIENT LIST of the server shall call each connection (CLIENT SETNAME). Nothing when left out.</summary>
    [Parameter]
    public string? ClientName
    {
        get => Plan.ClientName;
        set => Plan = Plan with { ClientName = value };
    }
}
