using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using RedisLoad.Interop;

namespace RedisLoad.Target;

/// <summary>The built-in target: a small Redis in this process, for control runs and for machines without a Redis.</summary>
/// <remarks>One thread, one epoll. Knows PING, ECHO, GET, SET, AUTH, HELLO, SELECT, QUIT and INFO; keeps values while it lives.</remarks>
public sealed class TargetServer : IDisposable
{
    private const int Backlog = 4096;
    private const int BatchSize = 128;
    /// <summary>Connections are registered under their descriptors, which are at least 0.</summary>
    private const int ListenerNumber = -2;

    private readonly EpollSet _epoll = new(BatchSize);
    private readonly Dictionary<int, TargetConnection> _connections = [];
    private readonly Stack<TargetConnection> _spare = [];
    private readonly TargetCommands _commands;
    private readonly int _maxClients;
    private readonly DescriptorHandle _listener;
    private readonly Thread _thread;
    private readonly long _started = Clock.Now;
    private long _connectionsReceived;
    private long _commandsProcessed;
    private long _rejectedConnections;
    private volatile bool _stopRequested;

    private TargetServer(TargetOptions options)
    {
        _maxClients = options.MaxClients;
        _commands = new TargetCommands(options.Password, Info);
        try
        {
            _listener = new DescriptorHandle(Libc.OpenListener(new IPEndPoint(IPAddress.Loopback, options.Port), Backlog));
        }
        catch
        {
            _epoll.Dispose();
            throw;
        }
        Port = Libc.LocalPort(ListenerSocket);
        _epoll.Add(ListenerSocket, EpollSet.In, ListenerNumber);
        _thread = new Thread(Serve) { IsBackground = true, Name = "RedisLoad target" };
        _thread.Start();
    }

    /// <summary>The port it listens at, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>How many connections it has taken.</summary>
    public long ConnectionsReceived => Interlocked.Read(ref _connectionsReceived);

    /// <summary>Starts a target.</summary>
    /// <exception cref="LinuxException">The port is taken.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux 5.11 or later.</exception>
    public static TargetServer Start(TargetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        EpollSet.EnsureSupported();
        return new TargetServer(options);
    }

    /// <summary>Ends the target and resets every connection.</summary>
    public void Dispose()
    {
        if (_stopRequested)
            return;
        _stopRequested = true;
        _epoll.Wake();
        _thread.Join();
        CloseAll();
        _epoll.Dispose();
    }

    private void CloseAll()
    {
        foreach (int socket in _connections.Keys)
            Libc.Close(socket);
        _connections.Clear();
        _listener.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "The process is the user's shell, and must not end because a target did: its clients see it gone.")]
    private void Serve()
    {
        try
        {
            while (!_stopRequested)
                ServeBatch();
        }
        catch (Exception)
        {
            CloseAll();
        }
    }

    private void ServeBatch()
    {
        foreach (EpollEvent ready in _epoll.Wait(-1))
        {
            if (ready.Number == ListenerNumber)
                AcceptAll();
            else if (_connections.TryGetValue(ready.Number, out TargetConnection? connection))
                Talk(ready.Number, connection);
        }
    }

    private int ListenerSocket => (int)_listener.DangerousGetHandle();

    private void AcceptAll()
    {
        while (true)
        {
            int socket = Libc.Accept(ListenerSocket);
            if (socket == -Errno.ECONNABORTED)
                continue;
            if (socket < 0)
                return;
            Interlocked.Increment(ref _connectionsReceived);
            Libc.SetNoDelay(socket);
            if (_connections.Count >= _maxClients)
            {
                _rejectedConnections++;
                _ = Libc.Send(socket, "-ERR max number of clients reached\r\n"u8);
                Libc.Close(socket);
                continue;
            }
            TargetConnection connection = _spare.TryPop(out TargetConnection? spare) ? spare : new TargetConnection();
            connection.Begin(_commands.NewSession());
            _connections.Add(socket, connection);
            _epoll.Add(socket, EpollSet.In | EpollSet.Out | EpollSet.PeerClosed, socket);
        }
    }

    private void Talk(int socket, TargetConnection connection)
    {
        bool goesOn = connection.Serve(socket, _commands, out int commands);
        _commandsProcessed += commands;
        if (goesOn)
            return;
        Libc.Close(socket);
        _connections.Remove(socket);
        _spare.Push(connection);
    }

    private string Info() => string.Create(CultureInfo.InvariantCulture, $"""
        # Server
        redis_version:7.0.0
        redis_mode:standalone
        process_id:{Environment.ProcessId}
        tcp_port:{Port}
        uptime_in_seconds:{(Clock.Now - _started) / Clock.NanosecondsPerSecond}

        # Clients
        connected_clients:{_connections.Count}
        maxclients:{_maxClients}

        # Stats
        total_connections_received:{_connectionsReceived}
        total_commands_processed:{_commandsProcessed}
        rejected_connections:{_rejectedConnections}

        # Replication
        role:master
        connected_slaves:0

        """).ReplaceLineEndings("\r\n");
}
