using RedisLoad.Parameters;

namespace RedisLoad.Reporting;

/// <summary>Where metrics go, and how: an endpoint of the OpenTelemetry protocol.</summary>
/// <param name="Address">The address of the metrics. Its query can contain a secret.</param>
/// <param name="IsGrpc">Whether it speaks gRPC, and not HTTP.</param>
public sealed record OtlpEndpoint(Uri Address, bool IsGrpc)
{
    private const string PathOfMetrics = "v1/metrics";
    private const string Grpc = "grpc";
    private const string Http = "http/protobuf";

    /// <summary>The standard variables that choose the protocol, the one that counts most first.</summary>
    private static readonly string[] s_protocolVariables = ["OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"];

    /// <summary>Reads the base address of an endpoint, as OTEL_EXPORTER_OTLP_ENDPOINT has it; over HTTP, the path of the metrics is put
    /// behind it.</summary>
    /// <param name="text">The address.</param>
    /// <param name="environment">The variables of the environment, by name.</param>
    /// <exception cref="PlanException">It is no address of such an endpoint, or a variable names a protocol that there is not.</exception>
    public static OtlpEndpoint Parse(string text, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(environment);
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || !IsOfTheWeb(address))
            throw Refuse($"{Show(text)} is not the address of an OTLP endpoint. Use http:// or https://, as in http://localhost:4318.");
        if (address.UserInfo.Length > 0)
        {
            throw Refuse(
                "the address cannot contain a user name or password. Set the environment variable OTEL_EXPORTER_OTLP_HEADERS, "
                + "as in Authorization=Bearer%20token.");
        }
        bool isGrpc = IsGrpcIn(environment);
        return new OtlpEndpoint(isGrpc ? address : PathTo(address), isGrpc);
    }

    /// <summary>The address without its query.</summary>
    public override string ToString() => Address.GetLeftPart(UriPartial.Path);

    private static bool IsOfTheWeb(Uri address) => address.Scheme is "http" or "https" && address.Fragment.Length == 0;

    private static bool IsGrpcIn(Func<string, string?> environment)
    {
        if (s_protocolVariables.FirstOrDefault(name => !string.IsNullOrWhiteSpace(environment(name))) is not { } variable)
            return false;
        string protocol = environment(variable)!.Trim();
        return protocol switch
        {
            Grpc => true,
            Http => false,
            _ => throw Refuse($"the environment variable {variable} is '{protocol}'. It must be {Grpc} or {Http}."),
        };
    }

    private static Uri PathTo(Uri address)
    {
        string path = address.AbsolutePath.TrimEnd('/');
        return path.EndsWith($"/{PathOfMetrics}", StringComparison.Ordinal)
            ? address
            : new UriBuilder(address) { Path = $"{path}/{PathOfMetrics}" }.Uri;
    }

    /// <summary>The text without a query; where a password can be in it, a phrase in its place.</summary>
    private static string Show(string text) => text.Split('?')[0] is var shown && shown.Contains('@', StringComparison.Ordinal)
        ? UserText.Show(shown)
        : $"'{shown}'";

    private static PlanException Refuse(string reason) => new(PlanProblem.ValueOutOfRange, nameof(OtlpEndpoint), null, reason);
}
