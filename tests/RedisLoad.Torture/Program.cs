using System.Globalization;
using RedisLoad.Torture.Fuzz;
using RedisLoad.Torture.Lies;

return args switch
{
    ["fuzz", var seconds, var seed, .. var parsers] =>
        FuzzRun.RunAll(
            parsers, int.Parse(seed, CultureInfo.InvariantCulture),
            TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture))),
    ["lie"] => LyingServers.RunUntilInputEnds(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Use 'fuzz SECONDS SEED [PARSER ...]', or 'lie'.");
    return 2;
}
