using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using RedisLoad.Control;
using StackExchange.Redis;

namespace RedisLoad.Client;

/// <summary>Makes connections of StackExchange.Redis.</summary>
public sealed class RedisControlFactory : IRedisControlFactory
{
    /// <inheritdoc/>
    public IRedisControl Connect(RedisEndPoint endPoint, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        var options = new ConfigurationOptions
        {
            EndPoints = { endPoint.Port is { } port ? new DnsEndPoint(endPoint.Host, port) : new UnixDomainSocketEndPoint(endPoint.Host) },
            User = endPoint.Credential?.UserName is "default" or null ? null : endPoint.Credential.UserName,
            Password = endPoint.Credential?.Password,
            ConnectTimeout = (int)timeout.TotalMilliseconds,
            SyncTimeout = (int)timeout.TotalMilliseconds,
            ConnectRetry = 1,
            AbortOnConnectFail = true,
            // CONFIG GET is among the commands that the library keeps back otherwise.
            AllowAdmin = true,
            ClientName = "RedisLoad",
            Ssl = endPoint.Tls is not null,
            SslClientAuthenticationOptions = endPoint.Tls is { } tls ? _ => tls.CreateOptions(endPoint.CertificateName) : null,
            // Without it, the library has no reason to keep a second connection, for subscriptions.
            CommandMap = CommandMap.Create(["SUBSCRIBE"], available: false),
        };
        try
        {
            return new RedisControl(ConnectionMultiplexer.Connect(options), endPoint);
        }
        catch (RedisConnectionException exception) when (endPoint.Tls is not null && OfTls(exception) is { } failure)
        {
            throw new RedisControlException($"The TLS handshake with {endPoint} failed: {failure.Message.TrimEnd('.')}. Check -CaCertificate, -TlsServerName and -ClientCertificate.", exception);
        }
        catch (RedisConnectionException exception) when (exception.FailureType == ConnectionFailureType.AuthenticationFailure)
        {
            throw new RedisControlException($"{endPoint} does not take the credential, or wants one. Check -Credential.", exception);
        }
        catch (RedisException exception)
        {
            throw new RedisControlException($"{endPoint} cannot be reached, or is no Redis that this user may ask about itself in this way. Check the name and the port, that the server runs there in plain text or over TLS as asked, and that the user may run INFO.", exception);
        }
    }

    /// <summary>What the handshake failed of, where it did: the library takes a certificate for a credential.</summary>
    private static AuthenticationException? OfTls(Exception? exception)
    {
        while (exception is not (null or AuthenticationException))
            exception = exception.InnerException;
        return exception as AuthenticationException;
    }
}
