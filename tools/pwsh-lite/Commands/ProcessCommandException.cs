// The name is what scripts catch and what error ids begin with, so it is that of the stock type.
#pragma warning disable IDE0130
namespace Microsoft.PowerShell.Commands;
#pragma warning restore IDE0130

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
