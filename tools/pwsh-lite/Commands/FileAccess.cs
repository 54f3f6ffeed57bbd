using System.Management.Automation;
using System.Text;

namespace Microsoft.PowerShell.Commands;

/// <summary>Files of the FileSystem provider, and the errors that cmdlets report for them.</summary>
internal static class FileAccessExtensions
{
    /// <summary>The path in the file system that a PowerShell path names; the file need not exist.</summary>
    public static string NativePath(this PSCmdlet cmdlet, string path) => cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);

    /// <summary>Opens a text file for writing, or ends the cmdlet with the error that its stock counterpart reports.</summary>
    public static StreamWriter OpenText(this PSCmdlet cmdlet, string path, bool append, bool noClobber, Encoding encoding)
    {
        string native = cmdlet.NativePath(path);
        try
        {
            if (noClobber && !append && File.Exists(native))
            {
                cmdlet.ThrowTerminatingError(new ErrorRecord(
                    new IOException($"The file '{native}' already exists."), "NoClobber", ErrorCategory.ResourceExists, native));
            }

            return new StreamWriter(native, append, encoding);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            cmdlet.ThrowTerminatingError(new ErrorRecord(e, "FileOpenFailure", ErrorCategory.OpenError, native));
            throw;
        }
    }

    /// <summary>Runs one item's work; what its provider throws becomes a non-terminating error.</summary>
    public static void Attempt(this PSCmdlet cmdlet, object? target, Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IContainsErrorRecord and not PipelineStoppedException and not FlowControlException
            and not ActionPreferenceStopException)
        {
            ErrorRecord inner = ((IContainsErrorRecord)e).ErrorRecord;
            cmdlet.WriteError(new ErrorRecord(inner, e.InnerException ?? e));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            cmdlet.WriteError(new ErrorRecord(e, e.GetType().Name, ErrorCategory.NotSpecified, target));
        }
    }
}
