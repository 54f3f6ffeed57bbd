using RedisLoad.Pacing;

namespace RedisLoad.Run;

internal enum ClientPhase : byte
{
    /// <summary>Not connected; its next request connects it.</summary>
    Idle,

    /// <summary>Not connected; it connects when its delay is over.</summary>
    Waiting,

    /// <summary>Connects, and says who it is.</summary>
    Connecting,

    /// <summary>Is connected, and waits for its next request to fall due.</summary>
    Ready,

    /// <summary>Is connected, and waits for the reply to a request.</summary>
    Busy,

    /// <summary>Not connected, and it will not connect again.</summary>
    GivenUp,
}

/// <summary>A client that stays: its connection, and where it is in its share of the requests.</summary>
internal struct Client
{
    public ClientPhase Phase;

    /// <summary>The connection's slot in the transport, while there is one.</summary>
    public int Slot;

    /// <summary>Attempts to connect since the connection was lost; of a client that connects on demand, for the request that it has
    /// now.</summary>
    public ReconnectState Attempts;

    /// <summary>Attempts to connect in all: what is drawn at random for each follows from this.</summary>
    public uint AllAttempts;

    /// <summary>When the connection was made.</summary>
    public long Connected;

    /// <summary>When it was lost; 0 where there was none yet.</summary>
    public long Lost;

    /// <summary>The request that it sends next, or waits for: of n clients, client <c>j</c> has the requests <c>j</c>, <c>j + n</c>, <c>j +
    /// 2n</c> and so on.</summary>
    public long Request;

    public readonly bool IsConnected => Phase is ClientPhase.Ready or ClientPhase.Busy;
}

/// <summary>The clients, and how many of them are in each phase.</summary>
internal sealed class ClientTable
{
    private readonly Client[] _clients;
    private readonly int[] _inPhase = new int[Enum.GetValues<ClientPhase>().Length];

    /// <param name="count">How many clients there are: none is connected.</param>
    public ClientTable(int count)
    {
        _clients = new Client[count];
        for (int number = 0; number < count; number++)
            _clients[number].Request = number;
        _inPhase[(int)ClientPhase.Idle] = count;
    }

    public int Count => _clients.Length;

    public int Connected => CountOf(ClientPhase.Ready) + CountOf(ClientPhase.Busy);

    public Span<Client> All => _clients;

    public ref Client this[int number] => ref _clients[number];

    public int CountOf(ClientPhase phase) => _inPhase[(int)phase];

    public void SetPhase(ref Client client, ClientPhase phase)
    {
        _inPhase[(int)client.Phase]--;
        _inPhase[(int)phase]++;
        client.Phase = phase;
    }
}
