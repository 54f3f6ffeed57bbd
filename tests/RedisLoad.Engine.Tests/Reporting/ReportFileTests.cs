using System.Diagnostics;
using RedisLoad.Reporting;
using RedisLoad.Tests.Tuning;

namespace RedisLoad.Tests.Reporting;

public class ReportFileTests
{
    [Fact]
    public void A_file_is_replaced_and_keeps_its_permissions()
    {
        using var folder = new TemporaryFolder();
        folder.Write("report", "before");
        Run("chmod", "640", folder.FullName("report"));
        Write(folder.FullName("report"));
        Assert.Equal("report", File.ReadAllText(folder.FullName("report")));
        Assert.Equal("640", Run("stat", "-c", "%a", folder.FullName("report")));
        Assert.Equal(["report"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_file_that_is_not_there_is_made()
    {
        using var folder = new TemporaryFolder();
        Write(folder.FullName("report"));
        Assert.Equal("report", File.ReadAllText(folder.FullName("report")));
    }

    [Fact]
    public void A_file_of_another_user_stays_that_user_s()
    {
        Assert.SkipUnless(Environment.UserName == "root", "Giving a file to another user needs root.");
        using var folder = new TemporaryFolder();
        folder.Write("report", "before");
        Run("chown", "65534:65534", folder.FullName("report"));
        Write(folder.FullName("report"));
        Assert.Equal(
            "65534:65534 report",
            Run("stat", "-c", "%u:%g", folder.FullName("report")) + " " + File.ReadAllText(folder.FullName("report")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_link_stays_and_what_it_leads_to_is_replaced(bool isThere)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.FullName("elsewhere"));
        if (isThere)
            folder.Write("elsewhere/report", "before");
        File.CreateSymbolicLink(folder.FullName("link"), "elsewhere/report");
        Write(folder.FullName("link"));
        Assert.Equal("elsewhere/report", new FileInfo(folder.FullName("link")).LinkTarget);
        Assert.Equal("report", File.ReadAllText(folder.FullName("elsewhere/report")));
    }

    [Fact]
    public void A_link_that_another_user_laid_into_a_folder_for_all_is_not_followed()
    {
        Assert.SkipUnless(Environment.UserName == "root", "Giving a link to another user needs root.");
        Assert.SkipUnless(
            File.ReadAllText("/proc/sys/fs/protected_symlinks").Trim() == "1",
            "This kernel does not protect links (fs.protected_symlinks).");
        using var folder = new TemporaryFolder();
        folder.Write("victim", "before");
        Run("mkdir", "-m", "1777", folder.FullName("all"));
        Run("ln", "-s", folder.FullName("victim"), folder.FullName("all/report"));
        Run("chown", "-h", "65534:65534", folder.FullName("all/report"));
        Assert.Throws<IOException>(() => Write(folder.FullName("all/report")));
        Assert.Equal("before", File.ReadAllText(folder.FullName("victim")));
    }

    [Fact]
    public void A_report_does_not_run_as_its_owner()
    {
        using var folder = new TemporaryFolder();
        folder.Write("report", "before");
        Run("chmod", "6755", folder.FullName("report"));
        Write(folder.FullName("report"));
        Assert.Equal("755", Run("stat", "-c", "%a", folder.FullName("report")));
    }

    [Fact]
    public void A_file_with_two_names_keeps_both()
    {
        using var folder = new TemporaryFolder();
        folder.Write("report", "a longer text than the new one");
        Run("ln", folder.FullName("report"), folder.FullName("other"));
        Write(folder.FullName("report"));
        Assert.Equal("report", File.ReadAllText(folder.FullName("other")));
    }

    [Fact]
    public void A_device_stays_a_device()
    {
        Assert.SkipUnless(Environment.UserName == "root", "Making a device needs root.");
        using var folder = new TemporaryFolder();
        Run("mknod", folder.FullName("null"), "c", "1", "3");
        Write(folder.FullName("null"));
        Assert.Equal("character special file", Run("stat", "-c", "%F", folder.FullName("null")));
    }

    [Fact]
    public async Task A_fifo_is_written_to_its_reader()
    {
        using var folder = new TemporaryFolder();
        Run("mkfifo", folder.FullName("fifo"));
        Assert.Throws<IOException>(() => Write(folder.FullName("fifo")));
        // Opening for both ends does not wait, and is a reader.
        using var reader = new FileStream(folder.FullName("fifo"), FileMode.Open, FileAccess.ReadWrite);
        await Task.Run(() => Write(folder.FullName("fifo")), TestContext.Current.CancellationToken);
        byte[] read = new byte[6];
        reader.ReadExactly(read);
        Assert.Equal("report"u8.ToArray(), read);
        Assert.Equal("fifo", Run("stat", "-c", "%F", folder.FullName("fifo")));
    }

    private static void Write(string path) =>
        ReportFile.At(path, path, mustBeNew: false, replacesReadOnly: false).Write(output => output.Write("report"));

    private static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string said = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return said;
    }
}
