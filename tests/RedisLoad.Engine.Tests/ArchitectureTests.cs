using System.Reflection;
using NetArchTest.Rules;
using RedisLoad.Plan;

namespace RedisLoad.Tests;

/// <summary>Which folder of the engine may use which. A folder uses only folders that stand above it in the table, so that there is no way
/// round in a circle.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly s_engine = typeof(LoadPlan).Assembly;

    private static readonly (string Folder, string[] Uses)[] s_table =
    [
        ("Interop", []),
        ("Kernel", ["Interop"]),
        ("Pacing", []),
        ("Parameters", ["Pacing"]),
        ("Failures", ["Interop"]),
        ("Target", ["Interop"]),
        ("Resp", ["Failures"]),
        ("Session", ["Failures", "Resp"]),
        ("Transport", ["Interop", "Failures", "Resp", "Session"]),
        ("Redis", ["Interop", "Failures", "Resp", "Transport"]),
        ("Watch", ["Interop", "Kernel", "Parameters", "Redis"]),
        ("Rows", ["Failures", "Resp", "Session", "Watch"]),
        ("Plan", ["Interop", "Pacing", "Parameters", "Resp", "Session", "Transport", "Redis", "Rows"]),
        ("Preflight", ["Interop", "Kernel", "Pacing", "Parameters", "Resp", "Session", "Transport", "Redis", "Plan"]),
        ("Run", ["Interop", "Pacing", "Failures", "Target", "Resp", "Session", "Transport", "Redis", "Watch", "Rows", "Plan", "Preflight"]),
        ("Tuning", ["Interop", "Kernel", "Pacing", "Parameters", "Session", "Redis", "Plan"]),
        ("Results", ["Failures", "Pacing", "Rows"]),
        ("Reporting", ["Interop", "Parameters", "Redis", "Watch", "Rows", "Tuning", "Results"]),
    ];

    public static TheoryData<string> Folders => [.. s_table.Select(row => row.Folder)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_those_that_it_may(string folder)
    {
        string[] allowed = s_table.Single(row => row.Folder == folder).Uses;
        string[] forbidden = [.. s_table.Select(row => row.Folder).Where(other => other != folder && !allowed.Contains(other))
            .Select(Namespace)];

        NetArchTest.Rules.TestResult result = Types.InAssembly(s_engine).That().ResideInNamespace(Namespace(folder)).ShouldNot()
            .HaveDependencyOnAny(forbidden).GetResult();

        Assert.True(result.IsSuccessful, $"{folder} may not use what these use: {string.Join(", ", result.FailingTypeNames ?? [])}.");
    }

    [Fact]
    public void A_folder_uses_only_those_above_it() =>
        Assert.All(
            s_table.Index(),
            row => Assert.Subset(s_table.Take(row.Index).Select(above => above.Folder).ToHashSet(), row.Item.Uses.ToHashSet()));

    [Fact]
    public void Every_folder_is_in_the_table() =>
        Assert.Equal(
            s_table.Select(row => row.Folder).Order(),
            s_engine.GetTypes().Select(type => type.Namespace ?? string.Empty).Where(
                name => name.StartsWith("RedisLoad.", StringComparison.Ordinal))
                .Select(name => name.Split('.')[1]).Distinct().Order());

    [Fact]
    public void The_engine_knows_no_PowerShell() =>
        Assert.DoesNotContain("System.Management.Automation", s_engine.GetReferencedAssemblies().Select(assembly => assembly.Name));

    private static string Namespace(string folder) => $"RedisLoad.{folder}";
}
