using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace RedisLoad.Cmdlets.Generators;

/// <summary>What the coordinator of a load wants of its load generators while they load.</summary>
internal enum CoordinatorOrder
{
    GoOn,

    /// <summary>No connection is due any more; what is open comes to its end.</summary>
    EndSchedule,
}

/// <summary>The host of a load generator's shell, on the side of the coordinator. A shell asks its host when it needs an answer of the
/// user; a load generator asks it for the order in force.</summary>
/// <remarks>Orders are asked for, and not sent as input of the pipeline: if ssh dies while a pipeline has open input, PowerShell 7.6 writes
/// to its pipe once more, fails, and ends this process (SSHClientSessionTransportManager.CloseConnection).</remarks>
internal sealed class CoordinatorHost : PSHost
{
    private readonly OrderInterface _ui = new();

    /// <summary>The order in force.</summary>
    public CoordinatorOrder Order
    {
        get => _ui.Order;
        set => _ui.Order = value;
    }

    /// <summary>From when on connections count, by the clock over there.</summary>
    public DateTimeOffset CountsFrom
    {
        set => _ui.CountsFrom = CoordinatorOrders.Format(value);
    }

    public override string Name => "RedisLoad";

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => _ui;

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }

    /// <summary>Answers with the order, and with nothing else: there is no user.</summary>
    private sealed class OrderInterface : PSHostUserInterface
    {
        private volatile CoordinatorOrder _order;
        private volatile string _countsFrom = string.Empty;

        public CoordinatorOrder Order
        {
            get => _order;
            set => _order = value;
        }

        public string CountsFrom
        {
            get => _countsFrom;
            set => _countsFrom = value;
        }

        public override PSHostRawUserInterface RawUI => null!;

        public override string ReadLine() => $"{_order} {_countsFrom}";

        public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
            throw new NotSupportedException();

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes,
            PSCredentialUIOptions options) => throw new NotSupportedException();

        public override void Write(string value)
        {
        }

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
        {
        }

        public override void WriteLine(string value)
        {
        }

        public override void WriteErrorLine(string value)
        {
        }

        public override void WriteDebugLine(string message)
        {
        }

        public override void WriteVerboseLine(string message)
        {
        }

        public override void WriteWarningLine(string message)
        {
        }

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
        }
    }
}
