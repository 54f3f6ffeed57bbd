using System.Net;
using System.Runtime.InteropServices;
using RedisLoad.Kernel;

namespace RedisLoad.Tests.Kernel;

/// <summary>The program that the kernel runs, run here as net/ipv4/inet_diag.c does it, says what the filter says.</summary>
public class SockDiagProgramTests
{
    private static readonly string[] s_peers = ["10.0.0.5", "10.0.0.6", "::1", "::ffff:10.0.0.5", "0.0.0.0"];
    private static readonly ushort[] s_ports = [0, 1, 6378, 6379, 6380, 7000, 65535];

    [Theory]
    [InlineData("6379", ConnectionSide.Client, "")]
    [InlineData("6379", ConnectionSide.Server, "")]
    [InlineData("6379", ConnectionSide.Both, "")]
    [InlineData("6379 65535 1", ConnectionSide.Both, "")]
    [InlineData("6379", ConnectionSide.Both, "10.0.0.5")]
    [InlineData("6379 7000", ConnectionSide.Server, "10.0.0.5 ::1")]
    [InlineData("6379 7000", ConnectionSide.Client, "::1 10.0.0.6")]
    public void The_program_takes_what_the_filter_takes(string ports, ConnectionSide side, string peers)
    {
        SocketFilter filter = Filter(ports, side, peers);
        byte[] program = SockDiagProgram.Of(filter);
        AssertKernelTakes(program);
        foreach (ushort local in s_ports)
        {
            foreach (ushort remote in s_ports)
            {
                foreach (IPAddress peer in s_peers.Select(IPAddress.Parse))
                    Assert.Equal(filter.Matches(local, remote, peer.MapToIPv6().GetAddressBytes()), Run(program, local, remote, peer));
            }
        }
    }

    internal static SocketFilter Filter(string ports, ConnectionSide side, string peers = "") => new(
        [.. ports.Split(' ').Select(ushort.Parse)],
        side,
        [.. peers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)]);

    /// <summary>inet_diag_bc_audit: every jump but one past the end goes to where going on leads, too.</summary>
    private static void AssertKernelTakes(byte[] program)
    {
        var boundaries = new HashSet<int>();
        for (int at = 0; at < program.Length; at += program[at + 1])
            boundaries.Add(at);
        foreach (int at in boundaries)
        {
            int target = at + No(program, at);
            Assert.True(
                target > at && (target == program.Length + 4 || target == program.Length || boundaries.Contains(target)),
                $"jump from {at} to {target}");
        }
    }

    /// <summary>inet_diag_bc_run.</summary>
    private static bool Run(byte[] program, ushort local, ushort remote, IPAddress peer)
    {
        int at = 0;
        while (at < program.Length)
        {
            bool holds = program[at] switch
            {
                1 => false,
                8 => IsHost(program.AsSpan(at + 4), peer),
                11 => local == No(program, at + 4),
                12 => remote == No(program, at + 4),
                _ => throw new InvalidDataException($"operation {program[at]}"),
            };
            at += holds ? program[at + 1] : No(program, at);
        }
        return at == program.Length;
    }

    private static bool IsHost(ReadOnlySpan<byte> condition, IPAddress peer)
    {
        byte[] address = peer.GetAddressBytes();
        int length = condition[1] / 8;
        bool isSameFamily = address.Length == length;
        bool isMapped = peer.IsIPv4MappedToIPv6 && length == 4;
        return (isSameFamily || isMapped) && condition.Slice(8, length).SequenceEqual(address.AsSpan(address.Length - length));
    }

    private static ushort No(byte[] program, int at) => MemoryMarshal.Read<ushort>(program.AsSpan(at + 2));
}
