namespace Microsoft.PowerShell.Commands;

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
