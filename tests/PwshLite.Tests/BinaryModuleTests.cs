namespace PwshLite.Tests;

public sealed class BinaryModuleTests
{
    [Fact]
    public async Task A_module_against_the_reference_library_loads_shows_its_view_and_is_stopped_by_Select_Object()
    {
        HostResult result = await HostProcess.RunAsync("-c", $$"""
            Import-Module '{{HostProcess.Fixture("Sample.psd1")}}'
            Get-SampleRow | Select-Object -First 2
            """);

        Assert.Empty(result.Error);
        Assert.Equal("\nNo.\n---\n1\n2\ndisposed after 2\n\n", result.Output);
    }
}
