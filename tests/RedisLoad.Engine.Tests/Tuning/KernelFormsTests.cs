using RedisLoad.Tuning;

namespace RedisLoad.Tests.Tuning;

/// <summary>What the forms say the kernel makes of a text, held against the kernel.</summary>
public class KernelFormsTests
{
    private static readonly string[] s_numbers =
    [
        "4096", "65000 # wide", "0x10000", "0X20", "010", "09", "0x", "0", "-1", "+72", "65002abc", "\"65002\"", "'65002'", "4096,",
        "4096;", "4_096", "4k", "1e3", "4096.0",
        "4096\0", "81 82", "81\t82", "81\r82", "81\v82", "99999999999", "99999999999999999999999", "2147483647", "2147483648",
        "-2147483648", "-2147483649", "4294967296",
        "00000000000000000000000000083", "0000000000000000083", "0x00000000000000000083", "1", "2", "3", "4", "255", "256", "65535",
        "65536", "2147483", "2147484", "", "#", "١٢",
    ];

    private static readonly string[] s_ranges =
    [
        "2000 61001", "2001", "2002 x", "61000 2000", "0 65001", "1024 65536", "1024 65534", "1024,65535", "1024-65535", "0x400 0xffff",
        "1025 65535 # c", "5000 5000", "1024 65535 7", "-1 5",
    ];

    private static readonly string[] s_lists =
    [
        "", "6379", "6379,", "6380,7000-7002", "1-65535", "0", "0-5", "65536", "6381 7000", "6383, 7000", "6384 # c", "0x18f1", "010",
        "7001-7000", "7000-7000", ",6385", "6386,,7000",
        "6387;7000", "6388-", "-6388", "6389-6390-6391", "\"6389\"", "6390,6390", "6379\0",
    ];

    public static TheoryData<string, string[]> Settings => new()
    {
        { "net.core.somaxconn", s_numbers },
        { "net.ipv4.tcp_max_syn_backlog", s_numbers },
        { "net.ipv4.tcp_max_tw_buckets", s_numbers },
        { "net.ipv4.tcp_fin_timeout", s_numbers },
        { "net.ipv4.tcp_orphan_retries", s_numbers },
        { "net.ipv4.tcp_syncookies", s_numbers },
        { "net.ipv4.tcp_abort_on_overflow", s_numbers },
        { "net.ipv4.tcp_tw_reuse", s_numbers },
        { "net.ipv4.tcp_timestamps", s_numbers },
        { "net.ipv4.ip_local_port_range", s_ranges },
        { "net.ipv4.ip_local_reserved_ports", s_lists },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_form_reads_a_text_as_the_kernel_does(string name, string[] texts) => NetworkNamespace.Run(() =>
    {
        // A range may begin anywhere here: what the present lower bound is, another setting says.
        File.WriteAllText("/proc/sys/net/ipv4/ip_unprivileged_port_start", "1");
        string path = "/proc/sys/" + name.Replace('.', '/');
        SettingForm form = TuningCatalogue.Find(name)!.Form;
        Assert.All(texts, text =>
        {
            string before = Shown(path);
            Assert.Equal((text, Write(path, text)), (text, form.Read(text, before)));
        });
    });

    /// <summary>Writes a text as sysctl(8) does; null where the kernel refuses it.</summary>
    private static string? Write(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text + "\n");
            return Shown(path);
        }
        catch (Exception exception) when (exception is IOException or ArgumentException)
        {
            return null;
        }
    }

    private static string Shown(string path) => File.ReadAllText(path).TrimEnd('\n').Replace('\t', ' ');
}
