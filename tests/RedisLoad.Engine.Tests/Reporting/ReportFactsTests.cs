using RedisLoad.Reporting;

namespace RedisLoad.Tests.Reporting;

public sealed class ReportFactsTests
{
    [Theory]
    [InlineData("processor\t: 0\nmodel name\t: AMD EPYC 9B14\nflags\t: fpu", "AMD EPYC 9B14")]
    [InlineData("processor\t: 0\n\nModel\t\t: Raspberry Pi 4 Model B Rev 1.4\n", "Raspberry Pi 4 Model B Rev 1.4")]
    [InlineData("processor\t: 0\nBogoMIPS\t: 50.00\n", null)]
    public void TheModelOfTheProcessorsIsReadWhereTheKernelSaysIt(string cpuInfo, string? expected) =>
        Assert.Equal(expected, ReportFacts.ModelOf(cpuInfo));
}
