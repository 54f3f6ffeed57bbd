using System.Threading.Channels;
using RedisLoad.Failures;
using RedisLoad.Resp;

namespace RedisLoad.Transport.Portable;

/// <summary>One connection that stays, from its connecting to its end: a task on the thread pool.</summary>
/// <param name="surroundings">What it has in common with the others.</param>
/// <param name="connection">The connection, not established; it is closed at its end.</param>
/// <param name="number">Which it is.</param>
internal sealed class PortableSteadyConnection(Surroundings<SteadyNotice> surroundings, PortableConnection connection, int number)
{
    private readonly TransportSettings _settings = surroundings.Settings;
    private readonly Channel<(int Step, TemplateValues Values)> _commands = Channel.CreateUnbounded<(int, TemplateValues)>();

    /// <summary>Connects, and sends what it is told to until it breaks or is aborted; then tells of its end.</summary>
    /// <returns>A task that does not fail.</returns>
    public async Task RunAsync()
    {
        Exception? mistake = null;
        try
        {
            await LiveAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            mistake = exception;
        }
        connection.Dispose();
        surroundings.Tell(new SteadyNotice(number, SteadyEvent.Broken, Clock.Now) { Mistake = mistake });
    }

    /// <summary>Has a command sent, if the connection lives.</summary>
    public void Send(int step, in TemplateValues values) => _commands.Writer.TryWrite((step, values));

    /// <summary>Ends it soon. May be called from any thread.</summary>
    public void Abort() => connection.Abort();

    private async Task LiveAsync()
    {
        var session = new SessionNumber(number, 0, number);
        TemplateValues values = _settings.ValuesFor(session, request: 0, _settings.TargetOf(session));
        FailureKind failure = await connection.EstablishAsync(_settings.EndPointOf(session), surroundings.TlsOptionsOf(session)).ConfigureAwait(false);
        for (int step = 0; step < _settings.Script.Handshake && failure == FailureKind.None; step++)
            failure = await connection.TalkAsync(_settings.Script.Steps[step], values).ConfigureAwait(false);

        var reached = SteadyEvent.Connected;
        while (failure == FailureKind.None)
        {
            surroundings.Tell(new SteadyNotice(number, reached, Clock.Now));
            failure = await TalkWhenToldAsync().ConfigureAwait(false);
            reached = SteadyEvent.Replied;
        }
    }

    /// <summary>Waits for a command and the reply to it, unless the server ends the connection, or speaks without being asked.</summary>
    private async ValueTask<FailureKind> TalkWhenToldAsync()
    {
        Task receivable = connection.ReceivableAsync();
        await Task.WhenAny(receivable, _commands.Reader.WaitToReadAsync().AsTask()).ConfigureAwait(false);
        return _commands.Reader.TryRead(out (int Step, TemplateValues Values) command)
            ? await connection.TalkAsync(_settings.Script.Steps[command.Step], command.Values).ConfigureAwait(false)
            : await connection.TakeUnaskedAsync().ConfigureAwait(false);
    }
}
