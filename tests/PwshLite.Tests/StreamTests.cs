namespace PwshLite.Tests;

public sealed class StreamTests
{
    [Fact]
    public async Task Errors_go_to_standard_error_in_the_concise_view_and_the_rest_to_standard_output()
    {
        using TemporaryFolder folder = new();
        string script = folder.Write("streams.ps1", """
            Write-Warning careful
            Write-Verbose detail -Verbose
            Write-Host said
            Write-Progress -Activity Working -Status busy -PercentComplete 50
            Get-Item /no/such/path
            'object'
            throw 'the end'
            """);
        HostResult result = await HostProcess.RunAsync("-File", script);

        Assert.Equal(["WARNING: careful", "VERBOSE: detail", "said", "object", ""], result.Output.Split('\n'));
        Assert.Contains($"Get-Item: {script}:5\nLine |\n   5 |  Get-Item /no/such/path\n     |  ~~~~~~~~~~~~~~~~~~~~~~\n", result.Error, StringComparison.Ordinal);
        Assert.Contains($"Exception: {script}:7", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Working", result.Output + result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', result.Output + result.Error);
    }

    [Fact]
    public async Task Where_there_is_nobody_to_ask_a_question_is_an_error()
    {
        HostResult result = await HostProcess.RunAsync("-c", "Remove-Item /no/such -Confirm; Remove-Item /tmp/* -Confirm");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("NonInteractive", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_bind_as_in_pwsh()
    {
        using TemporaryFolder folder = new();
        string script = folder.Write("arguments.ps1", """
            param([string] $Name, [int] $Count, [switch] $Loud, [switch] $Quiet, [Parameter(ValueFromRemainingArguments)] $Rest)
            "$Name|$Count|$Loud|$Quiet|$($Rest -join '+')"
            """);
        HostResult result = await HostProcess.RunAsync("-File", script, "-Name", "a b", "-Count:4", "-Loud", "-Quiet:$false", "x", "-1");
        Assert.Equal("a b|4|True|False|x+-1\n", result.Output);
    }
}
