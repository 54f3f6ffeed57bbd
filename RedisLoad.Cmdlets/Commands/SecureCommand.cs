using System.Management.Automation;
using System.Net;
using RedisLoad.Plan;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>Base class of the cmdlets that talk to a Redis server: credentials and TLS.</summary>
public abstract partial class SecureCommand : RedisLoadCommand
{
    private PSCredential? _credential;

    /// <summary>As whom the cmdlet connects, and how encrypted.</summary>
    internal SecurityPlan Security { get; set; } = new();

    /// <summary>ACL user name and password that each connection sends with AUTH. If the server only has a password, the user name is
    /// default. Default: the password in the environment variable REDISCLI_AUTH, if it is set.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential
    {
        get => _credential;
        set
        {
            _credential = value;
            bool isGiven = value is not null && value != PSCredential.Empty;
            Security = Security with { Credential = isGiven ? new NetworkCredential(value!.UserName, value.Password) : null };
        }
    }
}
