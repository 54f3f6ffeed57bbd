using System.Text.Json;

namespace PwshLite.Tests;

/// <summary>What the Pester stand-in makes of the fixtures: the phases, scopes and failures are those of Pester 5.</summary>
public sealed class PesterTests(PesterTests.Runs runs) : IClassFixture<PesterTests.Runs>
{
    // Passed, failed, skipped, not run.
    [Theory]
    [InlineData("body-variable", "Passed", "3 0 0 0 of 3")]
    [InlineData("scopes", "Passed", "9 0 0 0 of 9")]
    [InlineData("foreach", "Passed", "7 0 0 0 of 7")]
    [InlineData("failures", "Failed", "3 3 0 0 of 6")]
    [InlineData("failing-setup", "Failed", "1 2 0 0 of 3")]
    [InlineData("failing-teardown", "Failed", "1 0 0 0 of 1")]
    [InlineData("skip", "Passed", "1 0 4 0 of 5")]
    [InlineData("testdrive", "Passed", "3 0 0 0 of 3")]
    [InlineData("mock", "Failed", "0 1 0 0 of 1")]
    [InlineData("discovery-error", "Failed", "0 0 0 1 of 1")]
    [InlineData("syntax-error", "Failed", "0 0 0 0 of 0")]
    [InlineData("empty-foreach", "Failed", "0 0 0 0 of 0")]
    public void Counts(string fixture, string result, string counts)
    {
        Run run = runs[fixture];
        Assert.Equal((result, counts, ""), (run.Result, run.Counts, run.Counts == counts ? "" : run.Output));
    }

    [Theory]
    [InlineData("discovery-error", 1)]
    [InlineData("syntax-error", 1)]
    [InlineData("empty-foreach", 1)]
    [InlineData("failures", 0)]
    public void A_file_that_fails_in_discovery_is_a_failed_container(string fixture, int expected) =>
        Assert.Equal(expected, runs[fixture].FailedContainers);

    [Fact]
    public void Names_are_expanded_from_data() => Assert.Equal(
        [
            "Passed: shape square.has 4 sides", "Passed: shape square.is square in $_ too",
            "Passed: shape triangle.has 3 sides", "Passed: shape triangle.is triangle in $_ too",
            "Passed: tests.item 1", "Passed: tests.item 2", "Passed: tests.case 5",
        ],
        runs["foreach"].Tests);

    [Theory]
    [InlineData("failures")]
    [InlineData("failing-setup")]
    public void AfterAll_runs_after_a_failure(string fixture) =>
        Assert.Contains("AfterAll ran", runs[fixture].Output, StringComparison.Ordinal);

    [Fact]
    public void A_failure_names_its_reason_and_its_line()
    {
        string output = runs["failures"].Output;
        Assert.Contains("  [-] asserts ", output, StringComparison.Ordinal);
        Assert.Contains("Expected 2, because arithmetic holds, but got 1.", output, StringComparison.Ordinal);
        Assert.Contains("failures.fixture.ps1:3", output, StringComparison.Ordinal);
        Assert.Contains("RuntimeException: thrown", output, StringComparison.Ordinal);
        Assert.Contains("failures.fixture.ps1: line 4", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failing_AfterAll_fails_the_block() => Assert.Equal(1, runs["failing-teardown"].FailedBlocks);

    [Fact]
    public void Setups_of_a_skipped_block_do_not_run() =>
        Assert.DoesNotContain("must not run", runs["skip"].Output, StringComparison.Ordinal);

    [Fact]
    public void What_is_not_supported_fails_by_its_name() =>
        Assert.Contains("'Mock'", Assert.Single(runs["mock"].Errors), StringComparison.Ordinal);

    [Theory]
    [InlineData("holds", "Passed")]
    [InlineData("fails", "Failed")]
    public void Assertions(string block, string expected)
    {
        string[] tests = [.. runs["assertions"].Tests.Where(t => t.Contains($": {block}.", StringComparison.Ordinal))];
        Assert.NotEmpty(tests);
        Assert.All(tests, t => Assert.StartsWith(expected, t, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_is_searched_for_test_files_and_filters_choose_tests()
    {
        using TemporaryFolder folder = new();
        folder.Write("a.Tests.ps1", "Describe 'd' { It 'tagged' -Tag t { 1 }; It 'plain' { throw } }");
        folder.Write("not-a-test.ps1", "throw");
        HostResult result = await HostProcess.RunAsync("-c", $$"""
            Import-Module Pester -MinimumVersion 5.7
            $run = Invoke-Pester -Path '{{folder.FullName}}' -TagFilter t -Output None -PassThru
            "$($run.Result) $($run.PassedCount) $($run.NotRunCount)"
            """);
        Assert.Equal(("Passed 1 1\n", ""), (result.Output, result.Error));
    }

    public sealed record Run(string Result, string Counts, int FailedContainers, int FailedBlocks, string[] Tests, string[] Errors, string Output);

    public sealed class Runs : IAsyncLifetime
    {
        private Dictionary<string, Run> _all = [];

        public Run this[string fixture] => _all[fixture];

        public async ValueTask InitializeAsync()
        {
            HostResult result = await HostProcess.RunAsync("-File", HostProcess.Fixture("Run-Fixtures.ps1"));
            _all = JsonSerializer.Deserialize<Dictionary<string, Run>>(result.Output)
                ?? throw new InvalidOperationException(result.Error);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
