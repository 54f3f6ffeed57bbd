using System.Globalization;
using System.Net;
using System.Text.Json;
using RedisLoad.Bench;
using RedisLoad.Plan;
using RedisLoad.Rows;
using RedisLoad.Run;
using RedisLoad.Transport;

// Loads 127.0.0.1 at a rate and says how evenly the connections were started, as one line of JSON.
if (args is not [string portText, string rateText, string secondsText]
    || !int.TryParse(portText, CultureInfo.InvariantCulture, out int port)
    || !int.TryParse(rateText, CultureInfo.InvariantCulture, out int rate)
    || !double.TryParse(secondsText, CultureInfo.InvariantCulture, out double seconds))
{
    Console.Error.WriteLine("usage: RedisLoad.Bench.Pacing PORT CPS SECONDS");
    return 2;
}

// A second of warm-up, and its starts are left out: the runtime compiles the code in it.
var plan = new LoadPlan
{
    Targets = new() { Port = port },
    Schedule = new() { Cps = rate, Duration = TimeSpan.FromSeconds(seconds), WarmUp = TimeSpan.FromSeconds(1.5) },
    Workers = 1,
};
plan.Validate();
StartLog? log = null;
LoadSample total;
using (LoadRun run = LoadRun.Start(
    plan, [LoadTarget.Of(new IPEndPoint(IPAddress.Loopback, port))], (settings, sink) =>
        log = new StartLog(new EpollTransport(settings, sink), (int)plan.Total!.Value)))
{
    while (!run.IsOver)
        run.TryTake(TimeSpan.FromSeconds(1), out _, CancellationToken.None);
    total = run.Total!;
}

double deviation = Evenness.DeviationPercent(log!.Starts[^(int)total.Started..], rate, TimeSpan.FromMilliseconds(10), percentile: 99);
Console.WriteLine(JsonSerializer.Serialize(new
{
    TargetCps = rate,
    total.Due,
    total.Started,
    total.Failed,
    total.LagP99Ms,
    total.LagMaxMs,
    DeviationIn10MsP99Percent = Math.Round(deviation, 2),
    RateErrorPercent = Math.Round(100.0 * (total.Started - total.Due) / total.Due, 3),
    total.ResponseP50Ms,
    total.ResponseP99Ms,
    total.CpuPercent,
    CpuUs = Math.Round(total.CpuMs * 1000 / total.Started, 1),
}));
return 0;
