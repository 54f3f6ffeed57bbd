using RedisLoad.Session;
using RedisLoad.Transport;

namespace RedisLoad.Tests.Transport;

public class EpollConnectionShapesTests : ConnectionShapesTests
{
    private protected override ITransport Create(TransportSettings settings, ISessionSink sink) => new EpollTransport(settings, sink);
}
