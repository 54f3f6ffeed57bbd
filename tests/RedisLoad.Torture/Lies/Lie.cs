using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace RedisLoad.Torture.Lies;

/// <summary>What a server does that is no Redis, or a Redis that is not well.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TellAsync">What it does to a client that has connected.</param>
internal sealed record Lie(string Name, Func<Victim, Task> TellAsync)
{
    /// <summary>How many clients may wait to be accepted.</summary>
    public int Backlog { get; init; } = 1024;

    /// <summary>How long it waits before it accepts the next client.</summary>
    public TimeSpan AcceptDelay { get; init; }

    /// <summary>Whether it listens no more after the first lie.</summary>
    public bool IsGone { get; init; }

    /// <summary>Whether it lies in place of the handshake of TLS.</summary>
    public bool BreaksTls { get; init; }

    /// <summary>No lie: what it answers is what a Redis answers.</summary>
    public static Lie Honest { get; } = new("honest", async victim =>
    {
        while (!victim.HasQuit && await victim.HearAsync() is { } replies)
            await victim.SayAsync(replies);
    });

    public static IReadOnlyList<Lie> All { get; } =
    [
        Honest,

        // It ends.
        new("closes-at-once", _ => Task.CompletedTask) { BreaksTls = true },
        new("resets-at-once", async victim =>
        {
            await Task.Yield();
            victim.Reset();
        }) { BreaksTls = true },
        new("closes-when-asked", victim => victim.HearAsync()),
        new("resets-when-asked", async victim =>
        {
            await victim.HearAsync();
            victim.Reset();
        }),
        new("closes-within-a-reply", async victim =>
        {
            await victim.HearAsync();
            await victim.SayAsync("+PO");
        }),
        new("closes-after-a-reply", async victim => await victim.SayAsync(await victim.HearAsync() ?? [])),
        new("resets-after-a-reply", async victim =>
        {
            await victim.SayAsync(await victim.HearAsync() ?? []);
            victim.Reset();
        }),
        new("half-closes", async victim =>
        {
            await victim.SayAsync(await victim.HearAsync() ?? []);
            victim.Socket.Shutdown(SocketShutdown.Send);
            await victim.IgnoreAsync();
        }),
        new("gone", Honest.TellAsync) { IsGone = true },

        // It is slow, or does not go on.
        new("silent", victim => victim.IgnoreAsync()),
        new("never-reads", _ => Task.Delay(TimeSpan.FromSeconds(30))),
        new("silent-tls", victim => victim.IgnoreAsync()) { BreaksTls = true },
        new("stops-within-a-reply", async victim =>
        {
            await victim.HearAsync();
            await victim.SayAsync("$6\r\nab");
            await victim.IgnoreAsync();
        }),
        new("byte-by-byte", async victim =>
        {
            while (await victim.HearAsync() is { } replies)
            {
                foreach (byte one in replies)
                {
                    await victim.SayAsync([one]);
                    await Task.Yield();
                }
            }
        }),
        new("accepts-slowly", Honest.TellAsync) { Backlog = 1, AcceptDelay = TimeSpan.FromMilliseconds(100) },

        // It never stops.
        new("endless-pushes", victim => victim.FloodAsync(">0\r\n")),
        new("endless-pushes-when-asked", async victim =>
        {
            await victim.HearAsync();
            await victim.FloodAsync(">0\r\n");
        }),
        new("endless-pushes-when-answered", async victim =>
        {
            for (int i = 0; i < 3; i++)
                await victim.SayAsync(await victim.HearAsync() ?? []);
            await victim.FloodAsync(">0\r\n");
        }),
        new("endless-bulk", async victim =>
        {
            await victim.HearAsync();
            await victim.SayAsync("$536870912\r\n");
            await victim.FloodAsync("\0");
        }),
        new("endless-line", async victim =>
        {
            await victim.HearAsync();
            await victim.FloodAsync("+a");
        }),
        new("endless-nesting", async victim =>
        {
            await victim.HearAsync();
            await victim.FloodAsync("*1\r\n");
        }),
        new("endless-replies", async victim =>
        {
            await victim.HearAsync();
            await victim.FloodAsync("+PONG\r\n");
        }),

        // It says the wrong thing.
        new("wrong-type", victim => victim.AnswerAsync(":1\r\n")),
        new("twenty-digits", victim => victim.AnswerAsync("$18446744073709551620\r\nPONG\r\n")),
        new("twenty-digit-array", victim => victim.AnswerAsync("*18446744073709551617\r\n+PONG\r\n")),
        new("negative-length", victim => victim.AnswerAsync("$-5\r\n")),
        new("attributes", victim => victim.AnswerAsync("|1\r\n+ttl\r\n:3600\r\n+PONG\r\n")),
        new("garbage", victim => victim.AnswerAsync(Encoding.Latin1.GetString(RandomNumberGenerator.GetBytes(50)))),
        new("http", victim => victim.AnswerAsync("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")),
        new("speaks-first", async victim =>
        {
            await victim.SayAsync("SSH-2.0-OpenSSH_9.2\r\n");
            await victim.IgnoreAsync();
        }) { BreaksTls = true },
        new("tls-alert", victim => victim.AnswerAsync("\u0015\u0003\u0003\0\u0002\u0002\u0046")) { BreaksTls = true },
        new("answers-nothing", async victim =>
        {
            await victim.SayAsync("+PONG\r\n");
            await Honest.TellAsync(victim);
        }),
        new("answers-twice", async victim =>
        {
            while (await victim.HearAsync() is { } replies)
                await victim.SayAsync([.. replies, .. replies]);
        }),
        new("answers-another", victim => victim.AnswerAsync("+OK\r\n")),
        new("pushes-between", async victim =>
        {
            while (await victim.HearAsync() is { } replies)
                await victim.SayAsync([.. ">2\r\n+invalidate\r\n*1\r\n$3\r\nfoo\r\n"u8, .. replies]);
        }),
        new("urgent-data", async victim =>
        {
            await victim.HearAsync();
            victim.Socket.Send("!"u8, SocketFlags.OutOfBand);
            await victim.IgnoreAsync();
        }),

        // It refuses.
        new("huge-error", victim => victim.AnswerAsync($"-ERR {new string('a', 1024 * 1024)}\r\n")),
        new("zeros", victim => victim.AnswerAsync("-ERR \0\0\0\r\n")),
        new("escapes", victim => victim.AnswerAsync("-ERR \u001b]0;taken over\u0007\u001b[2J\u009b31m\r\n")),
        new("loading", victim => victim.AnswerAsync("-LOADING Redis is loading the dataset in memory\r\n")),
        new("moved", victim => victim.AnswerAsync("-MOVED 3999 203.0.113.1:6381\r\n")),
        new("ask", victim => victim.AnswerAsync("-ASK 3999 203.0.113.1:6381\r\n")),
        new("noauth", victim => victim.AnswerAsync("-NOAUTH Authentication required.\r\n")),
        new("wrongpass", victim => victim.AnswerAsync("-WRONGPASS invalid username-password pair or user is disabled.\r\n")),
        new("full", async victim => await victim.SayAsync("-ERR max number of clients reached\r\n")),
        new("clusterdown", victim => victim.AnswerAsync("-CLUSTERDOWN Hash slot not served\r\n")),

        // It lies to what asks about the server.
        new("slots-backwards", victim => victim.AnswerAsync(Slots("2147483647", "0", "127.0.0.1", "7000"))),
        new("slots-beyond", victim => victim.AnswerAsync(Slots("-5", "999999", "127.0.0.1", "7000"))),
        new("slots-port", victim => victim.AnswerAsync(Slots("0", "16383", "127.0.0.1", "70000"))),
        new("slots-host", victim => victim.AnswerAsync(Slots("0", "16383", "\u001b[2J", "7000"))),
        new("slots-elsewhere", victim => victim.AnswerAsync(Slots("0", "16383", "203.0.113.1", "6379"))),
        new("endless-texts", async victim =>
        {
            await victim.HearAsync();
            await victim.SayAsync("*1000000\r\n");
            await victim.FloodAsync($"$16384\r\n{new string('a', 16_384)}\r\n");
        }),
    ];

    private static string Slots(string first, string last, string host, string port) =>
        $"*1\r\n*3\r\n:{first}\r\n:{last}\r\n*2\r\n${host.Length}\r\n{host}\r\n:{port}\r\n";
}
