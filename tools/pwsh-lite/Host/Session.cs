using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.InteropServices;
using Microsoft.PowerShell;
using PwshLite.Engine;

namespace PwshLite.Host;

/// <summary>One runspace, one command, one exit code.</summary>
internal sealed class Session(CommandLine commandLine)
{
    private const int Failed = 1;

    private readonly LiteHost _host = new();
    private readonly Lock _gate = new();
    private Pipeline? _running;
    private int? _signalExitCode;

    public int Run()
    {
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => Interrupt(c, 130));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Interrupt(c, 143));
        using Runspace runspace = OpenRunspace();
        try
        {
            return Invoke(runspace);
        }
        finally
        {
            _host.Terminal.EndProgress();
        }
    }

    private int Invoke(Runspace runspace)
    {
        bool completed = Execute(runspace);
        if (_signalExitCode is int signalled)
        {
            return signalled;
        }

        if (_host.ExitCode is int requested)
        {
            return requested;
        }

        bool lastStatementFailed = commandLine.Text is not null && !LastStatementSucceeded(runspace);
        return completed && !lastStatementFailed ? 0 : Failed;
    }

    private bool Execute(Runspace runspace)
    {
        using Pipeline pipeline = CreatePipeline(runspace);
        pipeline.Commands.Add(new Command("Out-Default", isScript: false, useLocalScope: true)
        {
            MergeUnclaimedPreviousCommandResults = PipelineResultTypes.Error | PipelineResultTypes.Output,
        });
        lock (_gate)
        {
            _running = pipeline;
        }

        try
        {
            pipeline.Invoke();
            return true;
        }
        catch (PipelineStoppedException)
        {
            return false;
        }
        catch (RuntimeException e)
        {
            Report(runspace, e.ErrorRecord);
            return false;
        }
        finally
        {
            lock (_gate)
            {
                _running = null;
            }
        }
    }

    private Pipeline CreatePipeline(Runspace runspace)
    {
        if (commandLine.Script is null)
        {
            // A pipeline that is not added to the history leaves $? as it was before.
            return runspace.CreatePipeline(commandLine.Text, addToHistory: true);
        }

        EngineInternals.LetExitOfScriptEndTheSession(runspace);
        Pipeline pipeline = runspace.CreatePipeline();
        pipeline.Commands.Add(commandLine.Script);
        return pipeline;
    }

    private static bool LastStatementSucceeded(Runspace runspace)
    {
        using Pipeline pipeline = runspace.CreatePipeline("$global:?");
        return LanguagePrimitives.IsTrue(pipeline.Invoke().Single());
    }

    // The engine formats an error only when a pipeline carries it to Out-Default, marked as one of the error stream.
    private static void Report(Runspace runspace, ErrorRecord error)
    {
        using Pipeline pipeline = runspace.CreatePipeline();
        pipeline.Commands.Add("Out-Default");
        pipeline.Invoke(new[] { EngineInternals.OfErrorStream(error) });
    }

    private void Interrupt(PosixSignalContext context, int exitCode)
    {
        lock (_gate)
        {
            // The second signal is for a pipeline that does not let itself be stopped: the process ends by default handling.
            if (_running is null || _signalExitCode is not null)
            {
                return;
            }

            context.Cancel = true;
            _signalExitCode = exitCode;
            _running.StopAsync();
        }
    }

    private Runspace OpenRunspace()
    {
        // The engine would report what it loads to its makers, who did not make this host.
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");

        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        string modules = Path.Combine(AppContext.BaseDirectory, "Modules");
        state.ImportPSModule(Path.Combine(modules, "StockCmdlets", "StockCmdlets.psd1"));

        Runspace runspace = RunspaceFactory.CreateRunspace(_host, state);
        runspace.Open();

        // The engine has composed PSModulePath by now; what lies beside the host goes before it, so that these are the modules found by name.
        Environment.SetEnvironmentVariable(
            "PSModulePath", modules + Path.PathSeparator + Environment.GetEnvironmentVariable("PSModulePath"));
        return runspace;
    }
}
