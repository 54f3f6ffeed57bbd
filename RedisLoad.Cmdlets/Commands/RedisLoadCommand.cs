using System.Management.Automation;
using RedisLoad.Plan;
using RedisLoad.Redis;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>What the cmdlets have in common: they can be stopped at any time, and speak in one way of what goes wrong.</summary>
public abstract class RedisLoadCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private bool _hasRecord;
    private bool _isDisposed;

    /// <summary>Whether the pipeline was to bring something to work on and brought nothing that could be bound: then nothing is
    /// done.</summary>
    protected bool IsInputMissing => MyInvocation.ExpectingInput && !_hasRecord;

    /// <summary>Cancelled when the pipeline is stopped, by Ctrl+C say. Where nobody wants more output, the pipeline ends with an exception
    /// instead.</summary>
    protected CancellationToken Cancellation => _stopping.Token;

    /// <inheritdoc/>
    protected override void ProcessRecord() => _hasRecord = true;

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The pipeline had ended by itself a moment before.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the cmdlet holds; called when the pipeline ends, however it ends.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || _isDisposed)
            return;
        _isDisposed = true;
        if (_stopping.IsCancellationRequested)
            OnStopped();
        _stopping.Dispose();
    }

    /// <summary>Keeps what there is when the pipeline is stopped: nothing can be written to it any more.</summary>
    protected virtual void OnStopped()
    {
    }

    /// <summary>Whether someone typed the command, rather than a script or a job.</summary>
    private protected bool IsTyped => MyInvocation.CommandOrigin == CommandOrigin.Runspace && !Terminal.IsAway(Host);

    /// <summary>Ends the pipeline with what went wrong with a Redis that was asked about itself.</summary>
    protected void ThrowOfRedis(RedisControlException exception, string parameter = "Redis")
    {
        ArgumentNullException.ThrowIfNull(exception);
        Throw(
            new InvalidOperationException($"-{parameter}: {exception.Message}", exception), "RedisNotAnswering",
            ServerErrors.CategoryOf(exception.Problem), exception.Server);
    }

    /// <summary>Ends the pipeline with what is wrong with its parameters.</summary>
    private protected virtual void Throw(PlanException exception) =>
        Throw(exception, exception.Problem.ToString(), PlanErrors.CategoryOf(exception.Problem), exception.Value);

    /// <summary>Ends the pipeline with an error.</summary>
    protected void Throw(Exception exception, string errorId, ErrorCategory category, object? target) =>
        ThrowTerminatingError(new ErrorRecord(exception, errorId, category,
            UserText.Target((target as PSObject)?.BaseObject is string text ? text : target)));
}
