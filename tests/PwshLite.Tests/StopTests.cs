using System.Diagnostics;

namespace PwshLite.Tests;

public sealed class StopTests
{
    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_stops_the_pipeline_and_finally_runs(string signal, int expected)
    {
        using HostProcess host = HostProcess.Start("-c", """
            try { 'ready'; Start-Sleep 60 } finally { Write-Host 'finally' }
            """);
        Assert.Equal("ready", await host.ReadLineAsync());

        Stopwatch watch = Stopwatch.StartNew();
        await host.SignalAsync(signal);
        HostResult result = await host.FinishAsync();

        Assert.Equal(expected, result.ExitCode);
        Assert.Contains("finally", result.Output, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Rows_exported_before_the_stop_are_in_the_file()
    {
        using TemporaryFolder folder = new();
        string csv = Path.Combine(folder.FullName, "rows.csv");
        using HostProcess host = HostProcess.Start("-c", $$"""
            & { [pscustomobject]@{ Row = 1 }; Write-Host 'ready'; Start-Sleep 60 } | Export-Csv '{{csv}}'
            """);
        Assert.Equal("ready", await host.ReadLineAsync());

        await host.SignalAsync("INT");
        await host.FinishAsync();

        Assert.Equal(["\"Row\"", "\"1\""], await File.ReadAllLinesAsync(csv, TestContext.Current.CancellationToken));
    }
}
