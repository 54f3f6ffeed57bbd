namespace RedisLoad.Session;

/// <summary>How a connection ends that has done its work.</summary>
public enum CloseMode
{
    /// <summary>With a reset (RST): no TIME_WAIT anywhere. What the original client did.</summary>
    Reset,

    /// <summary>With an orderly close (FIN) by this host, which keeps the TIME_WAIT.</summary>
    Fin,

    /// <summary>With QUIT, which has the server close first: the TIME_WAIT is the server's.</summary>
    Server,
}
