using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OtlpReceiver;

// Takes metrics over OTLP, by HTTP and by gRPC, each at a port of its own, which the first line says. Each request becomes a line of JSON.
// The argument is the status that it answers with, or 'never'. It ends with its standard input.
string answer = args.Length > 0 ? args[0] : "200";
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http1);
    kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2);
});
WebApplication app = builder.Build();
app.Run(async context =>
{
    const int frame = 5;
    bool isGrpc = context.Request.ContentType is "application/grpc";
    using var body = new MemoryStream();
    await context.Request.Body.CopyToAsync(body);
    var request = MetricsRequest.Read(
        isGrpc ? "grpc" : "http", context.Request.Path, context.Request.Headers.Authorization.ToString(),
        body.ToArray()[(isGrpc ? frame : 0)..]);
    Console.WriteLine(JsonSerializer.Serialize(request));
    if (answer is "never")
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    context.Response.StatusCode = isGrpc ? StatusCodes.Status200OK : int.Parse(answer);
    if (!isGrpc)
        return;
    context.Response.ContentType = "application/grpc";
    await context.Response.Body.WriteAsync(new byte[frame]);
    context.Response.AppendTrailer("grpc-status", answer is "200" ? "0" : "16");
});
await app.StartAsync();
ICollection<string> addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
Console.WriteLine(string.Join(' ', addresses));
await Console.In.ReadToEndAsync();
await app.StopAsync(new CancellationToken(canceled: true));
