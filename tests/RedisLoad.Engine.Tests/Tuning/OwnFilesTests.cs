using System.Text;
using RedisLoad.Tuning.Changes;

namespace RedisLoad.Tests.Tuning;

public class OwnFilesTests
{
    private const string Header = "# Written by Set-KernelTuning of RedisLoad. Set-KernelTuning -Restore restores what was here before.\n";
    private const string DropIn = "etc/systemd/system/redis.service.d/90-redisload.conf";

    [Theory]
    [InlineData(OwnFiles.Sysctl, null, "a.b = 1", Header + "a.b = 1\n")]
    [InlineData(OwnFiles.Sysctl, "", "a.b = 1", "\na.b = 1\n")]
    [InlineData(OwnFiles.Sysctl, "# mine\na.b=2\nc.d = 3", "a.b = 1", "# mine\na.b = 1\nc.d = 3\n")]
    [InlineData(OwnFiles.Sysctl, "a.b=2\nc.d = 3\na.b = 4\n", "a.b = 1", "a.b = 1\nc.d = 3\n")]
    [InlineData(OwnFiles.Sysctl, "# a.b = 2\n", "a.b = 1", "# a.b = 2\na.b = 1\n")]
    [InlineData(OwnFiles.Limits, "* soft nofile 10\n", "* hard nofile 20", "* soft nofile 10\n* hard nofile 20\n")]
    [InlineData(OwnFiles.Limits, "*  soft nofile  10 # mine\n", "* soft nofile 20", "* soft nofile 20\n")]
    [InlineData(DropIn, null, "LimitNOFILE=5", Header + "[Service]\nLimitNOFILE=5\n")]
    [InlineData(DropIn, "[Unit]\nAfter=x\n", "LimitNOFILE=5", "[Unit]\nAfter=x\n[Service]\nLimitNOFILE=5\n")]
    [InlineData(DropIn, "[Service]\nNice=1\n[Unit]\nAfter=x\n", "LimitNOFILE=5", "[Service]\nLimitNOFILE=5\nNice=1\n[Unit]\nAfter=x\n")]
    [InlineData(DropIn, "[Service]\nLimitNOFILE=1\nNice=1\n", "LimitNOFILE=5", "[Service]\nLimitNOFILE=5\nNice=1\n")]
    public void A_setting_is_a_line_in_its_place(string file, string? before, string line, string after) =>
        Assert.Equal(after, Text(OwnFiles.With(file, Bytes(before), line)));

    [Theory]
    [InlineData("a.b = 1\n", null, null)]
    [InlineData(Header + "a.b = 1\n", null, null)]
    [InlineData(Header + "a.b = 1\nc.d = 9\n", null, "c.d = 9\n")]
    [InlineData("# mine\na.b = 1\nc.d = 9\n", "# mine\n", "# mine\nc.d = 9\n")]
    [InlineData("# mine\na.b = 1\nc.d = 9\n", "# mine\na.b = 7\n", "# mine\na.b = 7\nc.d = 9\n")]
    [InlineData("a.b = 8\n", null, "a.b = 8\n")]
    [InlineData("c.d = 9\n", null, "c.d = 9\n")]
    [InlineData("", "a.b = 7\n", "\n")]
    public void Of_a_file_that_others_changed_only_the_lines_that_were_written_are_taken_back(string current, string? before,
        string? left) =>
        Assert.Equal(left, Text(OwnFiles.Without(OwnFiles.Sysctl, Bytes(current)!, Bytes(before), ["a.b = 0", "a.b = 1"])));

    [Theory]
    [InlineData(OwnFiles.Sysctl, true)]
    [InlineData(OwnFiles.Limits, true)]
    [InlineData(DropIn, true)]
    [InlineData("etc/systemd/system/redis@7001.service.d/90-redisload.conf", true)]
    [InlineData("etc/systemd/system/redis.timer.d/90-redisload.conf", false)]
    [InlineData("etc/systemd/system/../x.service.d/90-redisload.conf", false)]
    [InlineData("etc/systemd/system/a/b.service.d/90-redisload.conf", false)]
    [InlineData("etc/systemd/system/.d/90-redisload.conf", false)]
    [InlineData("/etc/sysctl.d/90-redisload.conf", false)]
    [InlineData("etc/sysctl.d/../sysctl.d/90-redisload.conf", false)]
    [InlineData("etc/passwd", false)]
    [InlineData("", false)]
    public void Only_three_kinds_of_files_are_its_own(string file, bool isOne) => Assert.Equal(isOne, OwnFiles.IsOne(file));

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.Latin1.GetBytes(text);

    private static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.Latin1.GetString(bytes);
}
