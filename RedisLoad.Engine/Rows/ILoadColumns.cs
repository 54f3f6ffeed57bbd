using RedisLoad.Failures;

namespace RedisLoad.Rows;

/// <summary>What a load counts, times, and shows. A column is declared here and nowhere else: its name, how it adds up, and what it
/// means.</summary>
/// <remarks>
/// RedisLoad.SourceGenerators makes of it the fields of <see cref="IntervalCounters"/>, the histograms of
/// <see cref="IntervalRecorder"/>, and the properties of <see cref="LoadSample"/>, in this order, and of
/// <see cref="Results.LoadSummary"/>. From those follow what is read from files, the metrics of thresholds, and the tables of the
/// documentation. What has no attribute is known of a row alone.
/// </remarks>
[Columns]
internal interface ILoadColumns
{
    /// <summary>End of the interval.</summary>
    DateTimeOffset Timestamp { get; }

    /// <summary>End of the interval, in seconds since the end of the warm-up.</summary>
    double ElapsedSeconds { get; }

    /// <summary>Length of the interval in seconds of real time. Longer than -Interval in the last row, which waits for replies, and if a
    /// slow pipeline caused rows to be merged.</summary>
    double IntervalSeconds { get; }

    /// <summary>Part of the interval, in seconds, that lies in the hold (-HoldTime) after the last connection was due. The rates of a
    /// summary exclude it.</summary>
    double HoldSeconds { get; }

    /// <summary>ID of the run, the same in all of its rows. Null in merged rows of several runs.</summary>
    string? RunId { get; }

    /// <summary>Name of the host that the load came from. Null in merged rows of several hosts.</summary>
    string? Generator { get; }

    /// <summary>Number of load generators that the row is from.</summary>
    int Generators { get; }

    /// <summary>Number of load generators of the run that were lost, and whose part is missing in the row.</summary>
    int GeneratorsMissing { get; }

    /// <summary>Part of the schedule of this load generator (-Share): 2/3 is the second of three. Null for the whole schedule.</summary>
    string? Share { get; }

    /// <summary>Servers of the row: a single one with -PerTarget, otherwise all. Null in merged rows of different servers.</summary>
    string? Target { get; }

    /// <summary>Scheduled connections per second. Null without a schedule, and after its end.</summary>
    [Metric("redisload.connection.target_rate", "{connection}/s")]
    double? TargetCps { get; }

    /// <summary>Connections that may be open at once (-MaxOpen or -PoolSize). Null in merged rows of several runs.</summary>
    int? MaxOpen { get; }

    /// <summary>Seconds from one burst to the next (-Gap); null without bursts. All connections of a burst are due at once, and its lag is
    /// the time it took to start them.</summary>
    double? GapSeconds { get; }

    /// <summary>Disruptions (-Disrupt, -DisruptWith) and failovers in the interval, with their time in seconds since the end of the
    /// warm-up. Null if there were none.</summary>
    string? Events { get; }

    /// <summary>Connections that were due; without a schedule, connections started.</summary>
    [Counter]
    [Metric("redisload.connection.due", "{connection}")]
    long Due { get; }

    /// <summary>Connections started, on time or late.</summary>
    [Counter]
    [Metric("redisload.connection.started", "{connection}")]
    long Started { get; }

    /// <summary>Connections not started because -MaxOpen or -PoolSize was reached.</summary>
    [Counter]
    [Metric("redisload.connection.dropped", "{connection}")]
    long Dropped { get; }

    /// <summary>Connections not started before the run ended, because the load generator was too far behind. They are in the last
    /// row.</summary>
    [Counter]
    [Metric("redisload.connection.not_started", "{connection}")]
    long NotStarted { get; }

    /// <summary>Connections due and not started yet when the interval ended: how far the load generator was behind.</summary>
    [Gauge]
    [Metric("redisload.connection.overdue", "{connection}")]
    long Overdue { get; }

    /// <summary>Connections started more than 1 ms after they were due.</summary>
    [Counter]
    [Metric("redisload.connection.late", "{connection}")]
    long Late { get; }

    /// <summary>Connections that received every reply and were closed as planned.</summary>
    [Counter]
    [Metric("redisload.connection.succeeded", "{connection}")]
    long Succeeded { get; }

    /// <summary>Connections of Succeeded whose first attempt failed (-Retry).</summary>
    [Counter]
    long SucceededByRetry { get; }

    /// <summary>Retries of connections that failed (-Retry). Started counts each connection once.</summary>
    [Counter]
    long Retries { get; }

    /// <summary>Retries after a timeout; the others follow a connection that was refused, reset, or closed, or an error reply.</summary>
    [Counter]
    long RetriesAfterTimeout { get; }

    /// <summary>Connections that failed, for any reason and after all retries (-Retry).</summary>
    [Derived]
    long Failed { get; }

    /// <summary>Connections in progress when the interval ended.</summary>
    [Gauge]
    [Metric("redisload.connection.open", "{connection}")]
    long Open { get; }

    /// <summary>Connections of Open that had received every reply and were held open.</summary>
    [Gauge]
    [Metric("redisload.connection.held", "{connection}")]
    long Held { get; }

    /// <summary>Connections of Open that had failed and were waiting for their next retry (-Retry).</summary>
    [Gauge]
    long RetryWaiting { get; }

    /// <summary>Idle connections in the pool when the interval ended. With -PerTarget, those of all servers are in the rows of the
    /// first.</summary>
    [Gauge]
    [Metric("redisload.connection.pooled", "{connection}")]
    long Pooled { get; }

    /// <summary>Connections that ended in the interval and came from the pool.</summary>
    [Counter]
    [Metric("redisload.connection.reused", "{connection}")]
    long Reused { get; }

    /// <summary>Connections that succeeded, per second.</summary>
    double Cps { get; }

    /// <summary>Response time: from due to the last reply, of connections that received every reply.</summary>
    [Times("Response: due to last reply", "P50 P90 P95 P99 P999 Max")]
    [Metric("redisload.response.duration", "s")]
    LatencyHistogram Response { get; }

    /// <summary>Connect time: from the call of connect to the established connection.</summary>
    [Times("Connect", "P50 P99")]
    [Metric("db.client.connection.create_time", "s")]
    LatencyHistogram Connect { get; }

    /// <summary>TLS handshake: from the established connection to the end of the handshake. Null without TLS.</summary>
    [Times("TLS handshake", "P50 P99")]
    [Metric("redisload.tls.handshake.duration", "s")]
    LatencyHistogram TlsHandshake { get; }

    /// <summary>TLS handshakes that were completed.</summary>
    [Counter]
    long TlsHandshakes { get; }

    /// <summary>TLS handshakes that resumed the session of an earlier connection.</summary>
    [Counter]
    [Metric("redisload.tls.handshake.resumed", "{handshake}")]
    long TlsResumed { get; }

    /// <summary>Percentage of the TLS handshakes that resumed the session of an earlier connection (-TlsResume). Null without
    /// TLS.</summary>
    [Share(nameof(TlsResumed), nameof(TlsHandshakes))]
    double? TlsResumedPercent { get; }

    /// <summary>Service time: from the call of connect, or from when a connection was taken from the pool, to the last reply.</summary>
    [Times("Service: connect to last reply", "P50 P99")]
    [Metric("db.client.operation.duration", "s")]
    LatencyHistogram Service { get; }

    /// <summary>Schedule lag: from due to the call of connect, the load generator's own delay. Null without a schedule.</summary>
    [Times("Lag: started after due", "P99 Max")]
    [Metric("redisload.schedule.lag", "s")]
    LatencyHistogram Lag { get; }

    /// <summary>Nanoseconds of the longest pause of a worker's loop; null where none was measured.</summary>
    [Longest, Hidden]
    long? LongestPause { get; }

    /// <summary>Longest pause of the load generator's own loop, in milliseconds, for any shape of load: the time between two turns of the
    /// loop, without intended waits. A pause that spans several rows is in each of them, whole.</summary>
    [Derived]
    [Metric("redisload.generator.pause", "s")]
    double? GeneratorPauseMaxMs { get; }

    /// <summary>Starts of a connection whose CPU time was taken.</summary>
    [Counter, Hidden]
    long StartsTimed { get; }

    /// <summary>Nanoseconds of CPU time that those took.</summary>
    [Counter, Hidden]
    long StartCpuNanoseconds { get; }

    /// <summary>Mean CPU time of the system calls that open a connection (socket, bind, connect; on loopback the first send), in
    /// milliseconds. It rises when local ports are scarce and the kernel searches for a free one. One in 64 is timed; null if none
    /// was.</summary>
    [Derived]
    double? ConnectCpuMs { get; }

    /// <summary>Clients (-Clients): the sum of the next four columns.</summary>
    [Derived]
    long Clients { get; }

    /// <summary>Clients that were connected when the interval ended: the server had answered them.</summary>
    [Gauge]
    [Metric("redisload.client.connected", "{client}")]
    long ClientsConnected { get; }

    /// <summary>Clients that were connecting when the interval ended.</summary>
    [Gauge]
    [Metric("redisload.client.connecting", "{client}")]
    long ClientsConnecting { get; }

    /// <summary>Clients that were not connected when the interval ended, and waited for their next attempt or request.</summary>
    [Gauge]
    [Metric("redisload.client.waiting", "{client}")]
    long ClientsWaiting { get; }

    /// <summary>Clients that had lost their connection and given up by the end of the interval (-Reconnect None,
    /// -ReconnectLimit).</summary>
    [Gauge]
    [Metric("redisload.client.given_up", "{client}")]
    long ClientsGivenUp { get; }

    /// <summary>Connections that clients lost: the server closed or reset them, answered incorrectly, or did not answer in time.</summary>
    [Counter]
    [Metric("redisload.client.connection.lost", "{connection}")]
    long ClientsLost { get; }

    /// <summary>Attempts of clients to reconnect.</summary>
    [Counter]
    [Metric("redisload.client.reconnect.attempts", "{attempt}")]
    long ReconnectAttempts { get; }

    /// <summary>Attempts of clients to connect that failed at once: refused, reset, closed, or answered with an error.</summary>
    [Counter]
    [Metric("redisload.client.reconnect.refused", "{attempt}")]
    long ReconnectsRefused { get; }

    /// <summary>Attempts of clients to connect that timed out.</summary>
    [Counter]
    [Metric("redisload.client.reconnect.timed_out", "{attempt}")]
    long ReconnectsTimedOut { get; }

    /// <summary>Outage of a client: from the loss of its connection to the first reply on the next one.</summary>
    [Times("Outage: loss to first reply", "P50 P99 Max")]
    [Metric("redisload.client.outage.duration", "s")]
    LatencyHistogram Outage { get; }

    /// <summary>Seconds from the first loss of a connection until 50 % of the clients were connected again, in the row in which that
    /// happened; 0 if they always were. In a summary, the longest; null if it did not happen.</summary>
    [Longest]
    double? Recovery50Seconds { get; }

    /// <summary>Seconds from the first loss of a connection until 99 % of the clients were connected again.</summary>
    [Longest]
    double? Recovery99Seconds { get; }

    /// <summary>Seconds from the first loss of a connection until all clients were connected again.</summary>
    [Longest]
    double? Recovery100Seconds { get; }

    /// <summary>Lookups of the servers' addresses after failures, from the sentinels (-Sentinel) or the nodes (-Cluster): one for all
    /// connections, at most ten per second. With -PerTarget, those of all servers are in the rows of the first.</summary>
    [Counter]
    long TopologyLookups { get; }

    /// <summary>Requests of clients that were answered.</summary>
    [Counter]
    [Metric("redisload.client.request.answered", "{request}")]
    long SteadyRequests { get; }

    /// <summary>Requests of clients that failed, were answered incorrectly, timed out, or could not be sent within -ReplyTimeout.</summary>
    [Counter]
    [Metric("redisload.client.request.failed", "{request}")]
    long SteadyFailed { get; }

    /// <summary>Requests of clients that were due while the client was not connected, and were sent when it was.</summary>
    [Counter]
    [Metric("redisload.client.request.waited", "{request}")]
    long SteadyWaited { get; }

    /// <summary>Response time of clients: from when a request was due to its reply. Null without -Clients.</summary>
    [Times("Clients: due to reply", "P50 P99 Max")]
    [Metric("redisload.client.request.duration", "s")]
    LatencyHistogram Steady { get; }

    /// <summary>Connections that failed, by kind.</summary>
    [Failures]
    [Metric("redisload.connection.failed", "{connection}")]
    FailureKind Failures { get; }

    /// <summary>Times over 120 s, which count as 120 s.</summary>
    [Counter]
    long OutOfRange { get; }

    /// <summary>With -Watch or -ServerSession: connections waiting to be accepted. With -ServerSession, of the servers' hosts, the most
    /// during the interval; with -Watch alone, if the server is on this host. This and the next three columns are null without these
    /// parameters, and where it is unknown.</summary>
    [Metric("redisload.server.accept_queue", "{connection}")]
    long? AcceptQueue { get; }

    /// <summary>With -Watch or -ServerSession: connections dropped since the previous row because an accept queue was full: on all hosts of
    /// -ServerSession; with -Watch alone, on this host or the hosts of -Session.</summary>
    [Metric("redisload.server.listen_overflows", "{connection}", AddsUp = true)]
    long? ListenOverflows { get; }

    /// <summary>With -Watch: sockets in TIME_WAIT, to and from the server's port, on this host or the hosts of -Session.</summary>
    [Metric("redisload.socket.time_wait", "{socket}")]
    int? TimeWait { get; }

    /// <summary>With -Watch or -ServerSession: connections per second that the server accepted, by its own count. With -ServerSession, the
    /// sum over its hosts.</summary>
    [Metric("redisload.server.connection_rate", "{connection}/s")]
    double? ServerCps { get; }

    /// <summary>Nanoseconds of CPU time that the load's threads used.</summary>
    [Counter, Hidden]
    long CpuNanoseconds { get; }

    /// <summary>Nanoseconds of CPU time that they could have used: the length of the interval, once a worker.</summary>
    [Counter, Hidden]
    long CpuCapacityNanoseconds { get; }

    /// <summary>CPU time of the load's threads, user and system, in milliseconds.</summary>
    [Derived]
    double CpuMs { get; }

    /// <summary>CPU time of the load's threads, in percent of one CPU each. Near 100, they are saturated.</summary>
    [Share(nameof(CpuNanoseconds), nameof(CpuCapacityNanoseconds))]
    [Metric("redisload.generator.cpu.utilization", "1")]
    double? CpuPercent { get; }
}
