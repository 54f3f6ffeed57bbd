using RedisLoad.Torture.Fuzz;

namespace RedisLoad.Tests.Torture;

/// <summary>The corpus of each parser, and a hundred inputs made of it; <c>./build.sh torture -Only Fuzz</c> tries millions.</summary>
public class FuzzTests
{
    private const int Rounds = 100;
    private const int Seed = 20261125;

    public static TheoryData<string> Parsers => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Parsers))]
    public void A_parser_stands_whatever_it_is_given(string name)
    {
        FuzzTarget target = FuzzTargets.All.Single(target => target.Name == name);
        FuzzFault? fault = new FuzzRun(target, Seed).Run(Rounds, TimeSpan.MaxValue);
        Assert.True(fault is null, $"{fault?.Message} (input {Convert.ToBase64String(fault?.Input ?? [])})");
    }
}
