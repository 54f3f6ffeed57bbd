using RedisLoad.Parameters;
using RedisLoad.Reporting;

namespace RedisLoad.Tests.Reporting;

public class OtlpEndpointTests
{
    [Theory]
    [InlineData("http://localhost:4318", "http://localhost:4318/v1/metrics")]
    [InlineData("http://localhost:4318/", "http://localhost:4318/v1/metrics")]
    [InlineData("HTTPS://collector", "https://collector/v1/metrics")]
    [InlineData("http://[::1]:4318", "http://[::1]:4318/v1/metrics")]
    [InlineData("http://prometheus:9090/api/v1/otlp", "http://prometheus:9090/api/v1/otlp/v1/metrics")]
    [InlineData("http://collector/otlp/", "http://collector/otlp/v1/metrics")]
    [InlineData("http://collector/v1/metrics", "http://collector/v1/metrics")]
    [InlineData("http://collector/v1/metrics/", "http://collector/v1/metrics/")]
    [InlineData("http://collector/otlp?key=1", "http://collector/otlp/v1/metrics?key=1")]
    public void The_path_of_metrics_is_put_behind_an_address(string text, string address)
    {
        var endpoint = OtlpEndpoint.Parse(text, _ => null);

        Assert.Equal(address, endpoint.Address.AbsoluteUri);
        Assert.False(endpoint.IsGrpc);
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData(null, "grpc", true)]
    [InlineData(null, " grpc ", true)]
    [InlineData(null, "http/protobuf", false)]
    [InlineData("grpc", "http/protobuf", true)]
    [InlineData("http/protobuf", "grpc", false)]
    [InlineData("", "grpc", true)]
    public void The_environment_chooses_the_protocol(string? ofMetrics, string? ofAll, bool isGrpc)
    {
        var endpoint = OtlpEndpoint.Parse(
            "http://collector:4317", name => name == "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL" ? ofMetrics : ofAll);

        Assert.Equal(isGrpc, endpoint.IsGrpc);
        Assert.Equal(isGrpc ? "/" : "/v1/metrics", endpoint.Address.AbsolutePath);
    }

    [Theory]
    [InlineData("", "'' is not the address")]
    [InlineData("collector", "'collector' is not the address")]
    [InlineData("localhost:4318", "'localhost:4318' is not the address")]
    [InlineData("redis://collector:4318", "'redis://collector:4318' is not the address")]
    [InlineData("unix:/run/otel.sock", "is not the address")]
    [InlineData("http://", "is not the address")]
    [InlineData("http://collector:99999", "is not the address")]
    [InlineData("http://collector/#metrics", "is not the address")]
    [InlineData("http://user:secret@collector", "cannot contain a user name or password. Set the environment variable OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData("ftp://user:secret@collector", "not shown")]
    [InlineData("//collector?key=secret", "is not the address")]
    public void Other_texts_are_refused_without_a_secret(string text, string message)
    {
        var error = Assert.Throws<PlanException>(() => OtlpEndpoint.Parse(text, _ => null));

        Assert.StartsWith("-OtlpEndpoint: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_protocol_that_there_is_not_is_refused_with_its_variable()
    {
        var error = Assert.Throws<PlanException>(
            () => OtlpEndpoint.Parse("http://collector", name => name == "OTEL_EXPORTER_OTLP_PROTOCOL" ? "http/json" : null));

        Assert.Equal(
            "-OtlpEndpoint: the environment variable OTEL_EXPORTER_OTLP_PROTOCOL is 'http/json'. It must be grpc or http/protobuf.",
            error.Message);
    }

    [Fact]
    public void Its_text_has_no_query() =>
        Assert.Equal("http://collector/v1/metrics", $"{OtlpEndpoint.Parse("http://collector?key=secret", _ => null)}");
}
