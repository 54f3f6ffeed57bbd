using RedisLoad.Watch;

namespace RedisLoad.Tests.Watch;

public sealed class ConnectionSnapshotReaderTests
{
    private static readonly ConnectionSnapshot s_snapshot = new()
    {
        Timestamp = new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero),
        IntervalSeconds = 0.5,
        Established = 12,
        AcceptQueue = 3,
        ServerCpuPercent = 41.5,
    };

    [Fact]
    public void ASnapshotComesBackFromTexts()
    {
        var reader = new ConnectionSnapshotReader(name => typeof(ConnectionSnapshot).GetProperty(name)!.GetValue(s_snapshot) is { } value ? FormattableString.Invariant($"{value}") : "");

        Assert.True(reader.IsSnapshot);
        Assert.Equal(s_snapshot, reader.Read());
    }

    [Fact]
    public void ASnapshotComesBackFromNumbersOfOtherKinds()
    {
        var reader = new ConnectionSnapshotReader(name => name switch
        {
            nameof(ConnectionSnapshot.Established) => 12L,
            nameof(ConnectionSnapshot.AcceptQueue) => 3.0,
            _ => null,
        });

        Assert.Equal(new ConnectionSnapshot { Established = 12, AcceptQueue = 3 }, reader.Read());
    }

    [Theory]
    [InlineData(nameof(ConnectionSnapshot.TimeWait), "many", "TimeWait is no number: 'many'.")]
    [InlineData(nameof(ConnectionSnapshot.Timestamp), "soon", "Timestamp is no time: 'soon'.")]
    public void WhatCannotBeReadIsNamed(string column, string value, string expected)
    {
        var reader = new ConnectionSnapshotReader(name => name == column ? value : null);

        Assert.Equal(expected, Assert.Throws<FormatException>(reader.Read).Message);
    }

    [Fact]
    public void ARowOfALoadIsNoSnapshot() => Assert.False(new ConnectionSnapshotReader(name => name is "Started" or "TimeWait" ? 1 : null).IsSnapshot);
}
