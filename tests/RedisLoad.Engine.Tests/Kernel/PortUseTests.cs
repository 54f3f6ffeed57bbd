using RedisLoad.Kernel;

namespace RedisLoad.Tests.Kernel;

public class PortUseTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 1)]
    [InlineData("abab a", 3)]
    [InlineData("abbba", 3)]
    public void The_fullest_path_counts(string sockets, int most) => Assert.Equal(most, MostOf(new PortUse(), sockets));

    [Fact]
    public void It_is_empty_again_once_cleared()
    {
        var use = new PortUse();
        MostOf(use, "aaa");
        use.Clear();
        Assert.Equal(2, MostOf(use, "bba"));
    }

    [Fact]
    public void Paths_beyond_its_room_are_not_taken_for_one_full_path()
    {
        string sockets = string.Concat(Enumerable.Range(0x100, 1000).Select(number => (char)number));
        Assert.Equal(2, MostOf(new PortUse(), sockets + sockets[..10]));
    }

    private static int MostOf(PortUse use, string sockets)
    {
        foreach (char path in sockets)
        {
            if (path != ' ')
                use.Add([(byte)(path >> 8), (byte)path]);
        }
        return use.Max;
    }
}
