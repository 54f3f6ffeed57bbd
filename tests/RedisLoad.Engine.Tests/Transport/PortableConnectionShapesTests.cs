using RedisLoad.Session;
using RedisLoad.Transport;
using RedisLoad.Transport.Portable;

namespace RedisLoad.Tests.Transport;

public class PortableConnectionShapesTests : ConnectionShapesTests
{
    private protected override ITransport Create(TransportSettings settings, ISessionSink sink) => new PortableTransport(settings, sink);
}
