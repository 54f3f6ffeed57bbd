using System.Diagnostics;
using System.Xml.Linq;
using RedisLoad.Failures;
using RedisLoad.Report.Figures;
using RedisLoad.Reporting;
using RedisLoad.Results;

namespace RedisLoad.Report.Tests;

public sealed class ReportWriterTests
{
    private const string HostileText = "<script>alert(1)</script>\"'& \u202Egnp.exe\u0000\u001B[31m\uD800";

    [Fact]
    public void APageSaysWhatItIsAboutInTheOrderOfAReader()
    {
        XElement page = Read(SampleRun.Report(20));

        Assert.Equal("Valid", (string?)ById(page, "verdict").Attribute("data-verdict"));
        Assert.Equal(
            ["asked", "summary", "failures", "charts", "environment"],
            page.Descendants("section").Select(section => (string?)section.Attribute("id")));
        Assert.Equal(
            ["Rate", "Response time", "Distribution of the response time", "Open connections", "Schedule lag"],
            page.Descendants("h3").Select(title => title.Value));
        Assert.Contains("No connection failed.", ById(page, "failures").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void FailuresHaveAChartAndARowEachWithWhoseFaultTheyAre()
    {
        XElement page = Read(SampleRun.Report(20, FailureKind.Refused));

        Assert.Contains("Failures", page.Descendants("h3").Select(title => title.Value));
        Assert.Equal(
            ["Refused", "400", "10", "server"],
            ById(page, "failures").Descendants("tbody").Elements("tr").Elements().Select(cell => cell.Value));
    }

    [Fact]
    public void ClientsHaveAChartARowAndTheirBooks()
    {
        XElement page = Read(SampleRun.Report(20, steady: 50));

        Assert.Contains("Response time of the clients", page.Descendants("h3").Select(title => title.Value));
        XElement summary = ById(page, "summary");
        Assert.Equal(
            ["Clients: due to reply", "0.200", "0.200", "0.200", "0.200", "0.200", "0.200"],
            summary.Descendants("tbody").Elements("tr").Last().Elements().Select(cell => cell.Value));
        Assert.Contains("Client requests1,000", summary.Element("dl")!.Elements("div").Select(tile => tile.Value));
    }

    [Fact]
    public void ClientsThatLoseTheirConnectionsHaveTheirStatesAttemptsAndEventsDrawn()
    {
        XElement page = Read(SampleRun.Report(20, steady: 50, change: (second, row) =>
        {
            row.ClientsConnected = second == 5 ? 20 : 100;
            row.ClientsWaiting = 100 - row.ClientsConnected;
            row.ClientsLost = second == 5 ? 100 : 0;
            row.ReconnectAttempts = second is 5 or 6 ? 150 : 0;
            row.Events = second == 5 ? "Disrupt ClientKill at 5.25 s; DisruptWith at 5.5 s" : null;
            row.Recovery50Seconds = second == 6 ? 1.25 : null;
        }));

        string[] titles = [.. page.Descendants("h3").Select(title => title.Value)];
        Assert.Contains("Clients", titles);
        Assert.Contains("Reconnect attempts", titles);
        Assert.DoesNotContain("Distribution of outages", titles);
        Assert.All(["ClientKill", "DisruptWith"], name => Assert.Contains(name, page.Descendants().Select(element => element.Value)));
        string[] tiles = [.. ById(page, "summary").Element("dl")!.Elements("div").Select(tile => tile.Value)];
        Assert.All(
            ["Clients100", "Reconnect attempts300", "Seconds until 50 % were back1.25", "Seconds until all were back-"],
            tile => Assert.Contains(tile, tiles));
    }

    [Fact]
    public void TheDistributionShowsThatOfTheBaselineAsALineOverItsBars()
    {
        LoadReport report = SampleRun.Report(5);
        XElement alone = Distribution(report);
        XElement beside = Distribution(report with { Baseline = SampleRun.Report(5, run: "before").Rows });

        Assert.Equal(["Share of connections"], Names(alone));
        Assert.Equal(["Share of connections", "Baseline"], Names(beside));
        Assert.Equal(Lines(alone) + 1, Lines(beside));
        Assert.Equal(
            ["ms up to", "Share of connections (% of connections)", "Baseline (% of connections)"],
            beside.Descendants("thead").Descendants("th").Select(cell => cell.Value));

        XElement Distribution(LoadReport report) => Read(report).Descendants("figure")
            .Single(figure => figure.Element("h3")!.Value.StartsWith("Distribution", StringComparison.Ordinal));
        IEnumerable<string> Names(XElement figure) => figure.Element("ul")!.Elements("li").Select(name => name.Value);
        int Lines(XElement figure) => figure.Element("svg")!.Elements()
            .Count(element => ((string?)element.Attribute("class"))?.Contains("c7", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void DistributionsThatAreComparedHaveTheSamePlaces()
    {
        IReadOnlyList<Curve> curves = LoadFigures.Spread("Run", [new(1, 2, 1), new(4, 8, 3)], [new(2, 4, 1), new(16, 32, 1)]);

        Assert.Equal(
            [new(1, 2, 25), new(2, 4, 0), new(4, 8, 75), new(16, 32, 0)], curves[0].Readings);
        Assert.Equal(
            [new(1, 2, 0), new(2, 4, 50), new(4, 8, 0), new(16, 32, 50)], curves[1].Readings);
        Assert.True(curves[1].IsBaseline);
    }

    [Fact]
    public void SnapshotsHaveChartsOfTheirOwn()
    {
        LoadReport report = SampleRun.Report(5) with { Snapshots = [.. Enumerable.Range(0, 5).Select(SampleRun.Snapshot)] };

        XElement page = Read(report);

        Assert.Equal(
            ["Sockets by state", "Accept queue", "Kernel counters"], ById(page, "kernel").Descendants("h3").Select(title => title.Value));
    }

    [Fact]
    public void EachChartIsAnImageWithANameAndADescriptionAndATable()
    {
        XElement page = Read(SampleRun.Report(20));

        foreach (XElement figure in page.Descendants("figure"))
        {
            XElement drawing = figure.Elements("svg").Single();
            Assert.Equal("img", (string?)drawing.Attribute("role"));
            Assert.Equal(
                [(string?)drawing.Element("title")!.Attribute("id"), (string?)drawing.Element("desc")!.Attribute("id")],
                ((string?)drawing.Attribute("aria-labelledby"))!.Split(' '));
            Assert.NotEmpty(drawing.Elements("path"));
            Assert.NotEmpty(figure.Elements("details").Descendants("tbody").Elements("tr"));
        }
    }

    [Fact]
    public void WhatComesFromOutsideIsTextAndNothingElse()
    {
        string text = Write(
            SampleRun.Report(1, asked: HostileText, title: HostileText) with { Redis = [new ReportFact(HostileText, HostileText)] });

        XElement page = Parse(text);
        Assert.Empty(page.Descendants("script"));
        Assert.Equal("<script>alert(1)</script>\"'& \uFFFDgnp.exe\uFFFD\uFFFD[31m\uFFFD", page.Descendants("h1").Single().Value);
        Assert.DoesNotContain(text, letter => char.IsControl(letter) && letter != '\n');
        Assert.DoesNotContain('\u202E', text);
    }

    [Fact]
    public void APageRefersToNothingOutside()
    {
        string text = Write(SampleRun.Report(20));

        Assert.DoesNotContain("://", text, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", text, StringComparison.Ordinal);
        Assert.DoesNotContain("href=", text, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePageIsTheSameEachTime() => Assert.Equal(Write(SampleRun.Report(20)), Write(SampleRun.Report(20)));

    [Fact]
    public void AZeroIsAtTheBottomOfALogAxis()
    {
        LoadReport report = SampleRun.Report(5) with { Snapshots = [.. Enumerable.Range(0, 5).Select(SampleRun.Snapshot)] };

        XElement sockets = Read(report).Descendants("figure").Single(figure => figure.Element("h3")!.Value == "Sockets by state");
        string[] labels = [.. sockets.Element("svg")!.Elements("text").Where(text => (string?)text.Attribute("text-anchor") == "end")
            .Select(text => text.Value)];

        Assert.Equal(["0", "10", "100", "1,000"], labels);
    }

    [Fact]
    public void OneRowIsEnough() => Assert.NotEmpty(Read(SampleRun.Report(1)).Descendants("figure"));

    [Theory]
    [InlineData(3, 1, "load3 load1 load2")]
    [InlineData(2, 0, "load1 load2")]
    public void EachLoadGeneratorHasARowWithItsVerdictAndAChart(int generators, int slow, string order)
    {
        XElement section = ById(Read(SampleRun.ReportOf(generators, slow)), "generators");
        XElement[] rows = [.. section.Element("div")!.Descendants("tbody").Elements("tr")];

        Assert.Equal(order.Split(' '), rows.Select(row => row.Elements().First().Value));
        Assert.Equal(order.Split(' '), section.Descendants("h3").Select(title => title.Value));
        Assert.Equal(slow, rows.Count(row => row.Elements().ElementAt(1).Value == "GeneratorBottleneck"));
        Assert.Equal(generators - slow, rows.Count(row => row.Elements().ElementAt(1).Value == "Valid"));
        Assert.Equal(slow > 0 ? "load3" : "load1", section.Descendants("h3").First().Value);
        Assert.Equal(["Lag p99", "Limit"], section.Element("ul")!.Elements("li").Select(name => name.Value));
        // To one scale: what the axes are named with is the same in each chart.
        Assert.Single(section.Descendants("svg").Where(svg => svg.Attribute("role") is not null)
            .Select(svg => string.Join(' ', svg.Elements("text").Select(text => text.Value))).Distinct());
    }

    [Fact]
    public void OfManyLoadGeneratorsTheWorstHaveChartsAndThePageSaysSo()
    {
        XElement section = ById(Read(SampleRun.ReportOf(50, 2)), "generators");

        Assert.Equal(50, section.Element("div")!.Descendants("tbody").Elements("tr").Count());
        Assert.Equal(12, section.Descendants("figure").Count());
        Assert.Equal(["load49", "load50", "load1"], section.Descendants("h3").Take(3).Select(title => title.Value));
        Assert.EndsWith(
            "Of 50 load generators, the first 12 of the table are shown.", section.Element("p")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutAScheduleTheChartsOfLoadGeneratorsShowTheirRates()
    {
        XElement section = ById(Read(SampleRun.ReportOf(2, 0, hasSchedule: false)), "generators");

        Assert.Equal(["Succeeded"], section.Element("ul")!.Elements("li").Select(name => name.Value));
        Assert.Equal("-", section.Element("div")!.Descendants("tbody").Elements("tr").First().Elements().ElementAt(2).Value);
    }

    /// <summary>The rows of each beside those of all change nothing else on the page.</summary>
    [Fact]
    public void RowsOfEachLoadGeneratorBesideThoseOfAllCountOnce()
    {
        LoadReport both = SampleRun.ReportOf(3, 0);
        LoadReport all = SampleRun.Of([.. both.Rows.Where(row => row.Generator is null)]);
        XElement page = Read(both with { Baseline = both.Rows });
        XElement pageOfAll = Read(all with { Baseline = all.Rows });

        Assert.DoesNotContain("generators", pageOfAll.Descendants("section").Select(section => (string?)section.Attribute("id")));
        Assert.All(
            ["summary", "charts", "baseline"], id => Assert.Equal(ById(pageOfAll, id).ToString(), ById(page, id).ToString()));
    }

    [Fact]
    public void AnHourOfRowsIsAPageOfReasonableSize()
    {
        LoadReport report = SampleRun.Report(3600, FailureKind.Reset);
        var clock = Stopwatch.StartNew();

        string text = Write(report);
        TimeSpan writing = clock.Elapsed;
        _ = LoadSummary.Of(report.Rows);

        Assert.True(text.Length < 1_000_000, $"{text.Length:N0} characters");
        TestContext.Current.SendDiagnosticMessage($"An hour: {text.Length:N0} characters in {writing.TotalSeconds:F2} s, after adding up in {(clock.Elapsed - writing).TotalSeconds:F2} s");
    }

    private static XElement Read(LoadReport report) => Parse(Write(report));

    /// <summary>The page is HTML that is XML, too; only the doctype says nothing to a reader of XML.</summary>
    private static XElement Parse(string text) => XElement.Parse(text["<!DOCTYPE html>".Length..]);

    private static string Write(LoadReport report)
    {
        using var output = new StringWriter();
        new ReportWriter().Write(report, output);
        return output.ToString();
    }

    private static XElement ById(XElement page, string id) => page.Descendants().Single(element => (string?)element.Attribute("id") == id);
}
