// The name is what scripts catch and what error ids begin with, so it is that of the stock type.
#pragma warning disable IDE0130
namespace Microsoft.PowerShell.Commands;
#pragma warning restore IDE0130

/// <summary>What Write-Error -Message reports.</summary>
public class WriteErrorException : SystemException
{
    public WriteErrorException()
    {
    }

    public WriteErrorException(string? message)
        : base(message)
    {
    }

    public WriteErrorException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
