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
        var reader = new ConnectionSnapshotReader(name => typeof(ConnectionSnapshot).GetProperty(name)!.GetValue(s_snapshot) is { } value
            ? FormattableString.Invariant($"{value}") : "");

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
    [InlineData(nameof(ConnectionSnapshot.TimeWait), "many", "TimeWait is 'many', which is not a number.")]
    [InlineData(nameof(ConnectionSnapshot.TimeWait), "-1", "TimeWait cannot be -1.")]
    [InlineData(nameof(ConnectionSnapshot.TimeWait), "1.5", "TimeWait cannot be 1.5.")]
    [InlineData(nameof(ConnectionSnapshot.TimeWait), "1e300", "TimeWait cannot be 1E+300.")]
    [InlineData(nameof(ConnectionSnapshot.ServerCpuPercent), "NaN", "ServerCpuPercent cannot be NaN.")]
    [InlineData(nameof(ConnectionSnapshot.Timestamp), "04/12/2026 07:41:03 +00:00", "Timestamp is '04/12/2026 07:41:03 +00:00', which could be 2026-04-12 or 2026-12-04. Keep the column RunId, which tells which, or write times as 2026-04-12T07:41:03+00:00.")]
    [InlineData(nameof(ConnectionSnapshot.Timestamp), "soon", "Timestamp is 'soon', which is not a time with a date and a year.")]
    public void WhatCannotBeReadIsNamed(string column, string value, string expected)
    {
        var reader = new ConnectionSnapshotReader(name => name == column ? value : null);

        Assert.Equal(expected, Assert.Throws<FormatException>(reader.Read).Message);
    }

    [Fact]
    public void ARowOfALoadIsNoSnapshot() =>
        Assert.False(new ConnectionSnapshotReader(name => name is "Started" or "TimeWait" ? 1 : null).IsSnapshot);
}
