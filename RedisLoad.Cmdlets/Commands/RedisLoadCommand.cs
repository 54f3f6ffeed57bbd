using System.Management.Automation;
using RedisLoad.Redis;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>Base class of the cmdlets: they can be stopped at any time, and report errors in the same way.</summary>
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

    /// <summary>Releases the cmdlet's resources; called however the pipeline ends.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || _isDisposed)
            return;
        _isDisposed = true;
        if (_stopping.IsCancellationRequested)
            OnStopped();
        _stopping.Dispose();
    }

    /// <summary>Saves results when the pipeline is stopped: nothing can be written to it then.</summary>
    protected virtual void OnStopped()
    {
    }

    /// <summary>Whether someone typed the command, rather than a script or a job.</summary>
    private protected bool IsTyped => MyInvocation.CommandOrigin == CommandOrigin.Runspace && !Terminal.IsAway(Host);

    /// <summary>Does the work of the cmdlet; a known failure ends the pipeline with an error.</summary>
    /// <param name="work">The work.</param>
    /// <param name="parameter">The parameter whose Redis is asked.</param>
    private protected void Run(Action work, string parameter = "Redis")
    {
        try
        {
            work();
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            // The pipeline is being stopped: nobody is left to be told.
        }
        catch (RedisControlException exception)
        {
            ThrowOfRedis(exception, parameter);
        }
        catch (Exception exception) when (ErrorOf(exception) is not null)
        {
            Throw(ErrorOf(exception)!);
        }
    }

    /// <summary>The error of an exception; null where it is not known.</summary>
    private protected virtual ErrorRecord? ErrorOf(Exception exception) => Errors.Find(exception);

    /// <summary>Ends the pipeline with the error of a query to a Redis server.</summary>
    private protected void ThrowOfRedis(RedisControlException exception, string parameter)
    {
        ErrorRecord error = Errors.Find(exception)!;
        var named = new InvalidOperationException($"-{parameter}: {exception.Message}", exception);
        Throw(new ErrorRecord(named, error.FullyQualifiedErrorId, error.CategoryInfo.Category, error.TargetObject));
    }

    /// <summary>Ends the pipeline with an error of an exception that is known.</summary>
    private protected void Throw(Exception exception) => Throw(ErrorOf(exception)!);

    private void Throw(ErrorRecord error) =>
        Throw(error.Exception, error.FullyQualifiedErrorId, error.CategoryInfo.Category, error.TargetObject);

    /// <summary>Ends the pipeline with an error.</summary>
    protected void Throw(Exception exception, string errorId, ErrorCategory category, object? target) =>
        ThrowTerminatingError(new ErrorRecord(exception, errorId, category,
            UserText.Target((target as PSObject)?.BaseObject is string text ? text : target)));
}
