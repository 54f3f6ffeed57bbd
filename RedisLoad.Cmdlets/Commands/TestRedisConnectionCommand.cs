using System.Management.Automation;
using RedisLoad.Cmdlets.Completion;
using RedisLoad.Cmdlets.Parameters;
using RedisLoad.Parameters;
using RedisLoad.Redis;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>Connects to Redis servers as a client does, and shows how long each step takes.</summary>
/// <remarks>
/// <para>Opens -Count connections to each server, one after another: connect, the TLS handshake with -UseTls, AUTH with a user name and
/// password, PING, and INFO, which identifies the server. It writes a ConnectionTest for each. No key is read or written.</para>
/// <para>If a try fails, Status says why, and a non-terminating error says what to do, as in the check of Start-RedisLoad before a load. An
/// error is written when the status of a server changes, not for each try.</para>
/// <para>The first try of a session is made twice and reported once, because .NET compiles the code on first use, which would add to the
/// measured times.</para>
/// </remarks>
/// <example>
/// <code>Test-RedisConnection</code>
/// <para>Connects four times to the Redis server at localhost:6379.</para>
/// </example>
/// <example>
/// <code>Import-Csv servers.csv | Test-RedisConnection -Count 1 | Sort-Object PingMs</code>
/// <para>Connects once to each server of a file with the columns ComputerName and Port, and shows the nearest first.</para>
/// </example>
/// <example>
/// <code>Test-RedisConnection redis1 -Port 6380 -UseTls -CaCertificate ca.pem -Credential app</code>
/// <para>Prompts for the password of the user app, and connects over TLS.</para>
/// </example>
/// <example>
/// <code>if (-not (Test-RedisConnection redis1 -Count 1 -Quiet)) { throw 'redis1 does not respond.' }</code>
/// <para>Ends a script if a server does not respond.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "RedisConnection", HelpUri = HelpPages.Folder + "Test-RedisConnection.md")]
[OutputType(typeof(ConnectionTest))]
[OutputType(typeof(bool))]
public sealed class TestRedisConnectionCommand : ServerCommand
{
    private const int MaxCount = 1_000_000_000;

    private static readonly TimeSpan s_shortestTimeout = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_longestTimeout = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromDays(1);

    /// <summary>Names or addresses of the Redis servers, with or without a port: redis1, 10.0.0.5:6380, [::1]:6380. The pipeline can bring
    /// names, ports of this host, or objects with the properties ComputerName (HostName, Server) and Port. Default: localhost.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("HostName", "Server")]
    [Server]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(HostCompleter))]
    public override string[] ComputerName
    {
        get => base.ComputerName;
        set => base.ComputerName = value;
    }

    /// <summary>Number of connections to each server, 1 or more. Default: 4.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int Count { get; set; } = 4;

    /// <summary>Time between two connections to a server: seconds, units (500ms, 1m), or a TimeSpan. Default: 1 s.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Time in which a connection must be established, the TLS handshake completed, and each reply received, up to
    /// 120 s. Default: 5 s.</summary>
    [Parameter]
    [Alias("TimeoutSeconds")]
    [Seconds]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Writes True for a server if every connection succeeded, otherwise False, and no errors.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Run(() =>
        {
            Bounds.Require(nameof(Count), Count, 1, MaxCount);
            Bounds.Require(nameof(Delay), Delay, TimeSpan.Zero, s_longestDelay);
            Bounds.Require(nameof(Timeout), Timeout, s_shortestTimeout, s_longestTimeout);
        });
    }

    /// <inheritdoc/>
    /// <remarks>Servers are tried as the pipeline brings them.</remarks>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        Run(() =>
        {
            CompletePlan(MyInvocation.ExpectingInput ? Plan.Targets.ComputerNames : null);
            Plan.Validate();
            foreach (RedisEndPoint server in Plan.Controls())
                Test(server);
        });
    }

    private void Test(RedisEndPoint server)
    {
        bool hasSucceeded = true;
        string? status = null;
        for (int number = 1; number <= Count; number++)
        {
            if (number > 1)
                Wait(Delay);
            (ConnectionTest test, ServerException? failure) =
                ConnectionTest.RunAsync(server, number, Timeout, Cancellation).GetAwaiter().GetResult();
            hasSucceeded &= failure is null;
            if (Quiet)
                continue;
            WriteObject(test.With(RowView.Of(server)));
            if (failure is not null && test.Status != status)
                WriteError(new ErrorRecord(failure, test.Status, Errors.CategoryOf(failure.Problem), $"{server}"));
            status = test.Status;
        }
        if (Quiet)
            WriteObject(hasSucceeded);
    }

    private void Wait(TimeSpan time)
    {
        Cancellation.WaitHandle.WaitOne(time);
        Cancellation.ThrowIfCancellationRequested();
    }
}
