using System.Net;
using RedisLoad.Resp;

namespace RedisLoad.Transport;

/// <summary>What a transport needs to know of the plan.</summary>
/// <param name="Server">Where to connect to.</param>
/// <param name="Script">What each session says.</param>
/// <param name="Capacity">How many sessions may be under way at once.</param>
/// <param name="ConnectTimeout">How long a connection may take to be established.</param>
/// <param name="ReplyTimeout">How long each reply may take.</param>
/// <param name="SendsAtOnce">Whether to try to send as soon as connect() returns: on loopback the handshake is over by then, and a wait for it would only cost.</param>
internal sealed record TransportSettings(
    IPEndPoint Server, SessionScript Script, int Capacity, TimeSpan ConnectTimeout, TimeSpan ReplyTimeout, bool SendsAtOnce);
