using RedisLoad.Pacing;

namespace RedisLoad.Tests.Pacing;

public class LoadShareTests
{
    [Fact]
    public void The_default_is_all_of_the_load()
    {
        LoadShare whole = default;
        Assert.True(whole.IsWhole);
        Assert.Equal((1, 1, "1/1", 17), (whole.Number, whole.Count, whole.ToString(), whole.Of(17)));
        Assert.Equal(whole, new LoadShare(1, 1));
    }

    [Theory]
    [InlineData("1/3", 1, 3)]
    [InlineData("3/3", 3, 3)]
    [InlineData(" 2 / 10 ", 2, 10)]
    [InlineData("10000/10000", 10_000, 10_000)]
    public void It_is_read_as_it_is_written(string text, int number, int count)
    {
        Assert.True(LoadShare.TryParse(text, out LoadShare share));
        Assert.Equal(new LoadShare(number, count), share);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("0/3")]
    [InlineData("4/3")]
    [InlineData("-1/3")]
    [InlineData("1/0")]
    [InlineData("1/10001")]
    [InlineData("1.5/3")]
    [InlineData("1/3/3")]
    [InlineData("99999999999/3")]
    public void What_is_no_part_is_refused(string? text) => Assert.False(LoadShare.TryParse(text, out _));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(60_000, 4)]
    [InlineData(2, 5)]
    public void The_parts_of_a_number_add_up_and_differ_by_one_at_most(int total, int count)
    {
        int[] parts = [.. Enumerable.Range(1, count).Select(number => new LoadShare(number, count).Of(total))];
        Assert.Equal(total, parts.Sum());
        Assert.InRange(parts.Max() - parts.Min(), 0, 1);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 1, 1)]
    [InlineData(3, 2, 1)]
    [InlineData(3, 2, 4)]
    [InlineData(2, 2, 6)]
    [InlineData(6, 1, 4)]
    [InlineData(4, 3, 10)]
    public void Every_number_belongs_to_one_generator_thread_and_server(int generators, int threads, int servers)
    {
        const int count = 1000;
        var owners = new int[count];
        foreach (EveryNth numbers in Enumerable.Range(1, generators).Select(number => new LoadShare(number, generators).Numbers))
        {
            for (int thread = 0; thread < threads; thread++)
            {
                EveryNth own = numbers.Part(thread, threads);
                for (int server = 0; server < servers; server++)
                {
                    if (own.Among(new EveryNth(server, servers)) is not { } shared)
                        continue;
                    long begin = shared.CountBelow(count);
                    for (long i = 0; i < begin; i++)
                    {
                        long number = shared.First + i * shared.Step;
                        Assert.Equal(server, number % servers);
                        owners[number]++;
                    }
                    Assert.InRange(shared.First + begin * shared.Step, count, long.MaxValue);
                }
            }
        }
        Assert.All(owners, times => Assert.Equal(1, times));
    }

    [Theory]
    [InlineData(0, 3, 0, 0)]
    [InlineData(0, 3, 1, 1)]
    [InlineData(2, 3, 2, 0)]
    [InlineData(2, 3, 3, 1)]
    [InlineData(2, 3, 6, 2)]
    [InlineData(2, 3, -5, 0)]
    public void Numbers_below_a_number_are_counted(long first, long step, long end, long expected) =>
        Assert.Equal(expected, new EveryNth(first, step).CountBelow(end));
}
