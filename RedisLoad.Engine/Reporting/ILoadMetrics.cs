using RedisLoad.Rows;

namespace RedisLoad.Reporting;

/// <summary>Sends the rows of loads as metrics, while they come. What is behind it is loaded apart from the rest, for it brings the SDK of
/// OpenTelemetry.</summary>
/// <remarks>Nothing of it waits for the endpoint but <see cref="Complete"/>.</remarks>
public interface ILoadMetrics : IDisposable
{
    /// <summary>Begins, and tries the endpoint.</summary>
    /// <param name="endpoint">Where to.</param>
    /// <exception cref="Parameters.PlanException">A variable of the environment cannot be read.</exception>
    void Start(OtlpEndpoint endpoint);

    /// <summary>Sends a row soon.</summary>
    /// <param name="row">A row that is finished.</param>
    void Add(LoadSample row);

    /// <summary>Why rows could not be sent, once; null for nothing new.</summary>
    string? TakeProblem();

    /// <summary>Waits until everything is sent.</summary>
    /// <param name="limit">How long to wait at most.</param>
    /// <returns>Whether there was time enough for it.</returns>
    bool Complete(TimeSpan limit);
}
