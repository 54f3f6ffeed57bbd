using System.Diagnostics;

namespace PwshLite.Tests;

/// <summary>The built host, started as a user starts it.</summary>
internal sealed class HostProcess : IDisposable
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(30);
    private static readonly string s_host = FindHost();

    private readonly Process _process;
    private readonly Task<string> _error;

    private HostProcess(IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("dotnet", [s_host, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    public static HostProcess Start(params string[] arguments) => new(arguments);

    public static async Task<HostResult> RunAsync(params string[] arguments)
    {
        using HostProcess host = new(arguments);
        return await host.FinishAsync();
    }

    public async Task<string?> ReadLineAsync()
    {
        using CancellationTokenSource limit = new(s_bound);
        return await _process.StandardOutput.ReadLineAsync(limit.Token);
    }

    public async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<HostResult> FinishAsync()
    {
        using CancellationTokenSource limit = new(s_bound);
        string output = await _process.StandardOutput.ReadToEndAsync(limit.Token);
        string error = await _error;
        await _process.WaitForExitAsync(limit.Token);
        return new HostResult(_process.ExitCode, output, error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static string FindHost()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RedisLoad.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "artifacts", "pwsh-lite", "pwsh-lite.dll");
    }
}

internal sealed record HostResult(int ExitCode, string Output, string Error);
