namespace PwshLite.Tests;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("'all is well'", 0)]
    [InlineData("throw 'no'", 1)]
    [InlineData("Write-Error 'not the end'; 'goes on'", 0)]
    public async Task Script_file(string script, int expected)
    {
        using TemporaryFolder folder = new();
        HostResult result = await HostProcess.RunAsync("-NoProfile", "-File", folder.Write("script.ps1", script));
        Assert.Equal(expected, result.ExitCode);
    }

    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("Get-Item /no/such/path", 1)]
    [InlineData("no-such-command", 1)]
    [InlineData("Get-Item /no/such/path; 'the last one counts'", 0)]
    public async Task Command(string command, int expected)
    {
        HostResult result = await HostProcess.RunAsync("-c", command);
        Assert.Equal(expected, result.ExitCode);
    }

    [Theory]
    [InlineData("-File", "/no/such/script.ps1")]
    [InlineData("-Unknown", "x")]
    public async Task A_wrong_command_line_is_64_as_in_pwsh(string option, string value)
    {
        HostResult result = await HostProcess.RunAsync(option, value);
        Assert.Equal(64, result.ExitCode);
        Assert.NotEmpty(result.Error);
    }
}
