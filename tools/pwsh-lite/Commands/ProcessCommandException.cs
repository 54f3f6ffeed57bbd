namespace Microsoft.PowerShell.Commands;

/// <summary>What Get-Process, Stop-Process and Wait-Process report of a process that is not there.</summary>
public class ProcessCommandException : SystemException
{
    public ProcessCommandException()
    {
    }

    public ProcessCommandException(string? message)
        : base(message)
    {
    }

    public ProcessCommandException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
