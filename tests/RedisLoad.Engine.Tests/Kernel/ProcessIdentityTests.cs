using RedisLoad.Kernel;

namespace RedisLoad.Tests.Kernel;

public class ProcessIdentityTests
{
    [Theory]
    [InlineData("7 (redis) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4242 20", 4242)]
    [InlineData("7 (a b) c) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4242", 4242)]
    [InlineData("7 (redis) S 1", null)]
    [InlineData("", null)]
    public void The_start_is_found_behind_the_name(string stat, int? expected) =>
        Assert.Equal(expected, (int?)ProcessIdentity.StartTicksOf(stat));

    [Fact]
    public void A_process_is_known_again_by_its_words()
    {
        ProcessIdentity? here = ProcessIdentity.Of(Environment.ProcessId);
        Assert.True(ProcessIdentity.TryParse(here.ToString()!, out ProcessIdentity parsed));
        Assert.Equal(here, parsed);
        Assert.Null(ProcessIdentity.Of(int.MaxValue));
        Assert.False(ProcessIdentity.TryParse("net:[1]", out _));
    }
}
