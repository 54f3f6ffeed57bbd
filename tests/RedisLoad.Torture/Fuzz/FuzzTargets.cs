using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using System.Text.Json;
using RedisLoad.Kernel;
using RedisLoad.Plan;
using RedisLoad.Redis;
using RedisLoad.Pacing;
using RedisLoad.Parameters;
using RedisLoad.Resp;
using RedisLoad.Results;
using RedisLoad.Rows;
using RedisLoad.Target;
using RedisLoad.Tuning;
using RedisLoad.Tuning.Changes;
using RedisLoad.Tuning.Files;

namespace RedisLoad.Torture.Fuzz;

/// <summary>Every parser of what comes from outside: servers, files, the kernel, and people.</summary>
internal static class FuzzTargets
{
    private const int LargestPiece = 40;
    private const string Secret = "s3cr3t";

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("reply-scanner", ScanReplies),
        new("resp-reader", ReadReplies),
        new("server-replies", ReadServerReplies),
        new("request-reader", ReadRequests),
        new("cluster-slots", ReadClusterSlots),
        new("redis-info", (input, _) => RedisInfo.Parse(Text(input))),
        new("sysctl", ReadSysctl),
        new("limits", ReadLimits),
        new("setting-values", ReadSettingValues),
        new("port-list", ReadPortList),
        new("state", ReadState),
        new("redis-uri", ReadUri),
        new("command", ReadCommand),
        new("source-addresses", (input, _) => Allow<PlanException>(() => SourceAddressList.Parse([Text(input)]))),
        new("threshold", (input, _) => Allow<ThresholdException>(() => Threshold.Parse(Text(input)))),
        new("duration", ReadDuration),
        new("rate", ReadRate),
        new("rows", ReadRows),
        new("proc-net-tcp", ReadProcTcp),
        new("sock-diag", ReadSockDiag),
        new("kernel-counters", ReadCounters),
    ];

    private static string Text(byte[] input) => Encoding.UTF8.GetString(input);

    private static void Allow<TException>(Action action)
        where TException : Exception
    {
        try
        {
            action();
        }
        catch (TException exception)
        {
            Require(exception.Message.Length > 0, "the exception says nothing");
        }
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException(what);
    }

    private static IEnumerable<byte[]> Pieces(byte[] input, Random random)
    {
        for (int at = 0; at < input.Length;)
        {
            int length = Math.Min(input.Length - at, random.Next(1, LargestPiece));
            yield return input[at..(at + length)];
            at += length;
        }
    }

    private static void ScanReplies(byte[] input, Random random)
    {
        string whole = Scan([input]);
        string pieces = Scan(Pieces(input, random));
        string bytes = Scan(input.Select(value => new[] { value }));
        Require(whole == pieces && whole == bytes, $"pieces change the result:\n{whole}\n{pieces}\n{bytes}");
        RequireLength(input);
    }

    /// <summary>A bulk string that is whole is as long as its header says, however many digits that has.</summary>
    private static void RequireLength(byte[] input)
    {
        var scanner = default(ReplyScanner);
        if (scanner.Scan(input, out int consumed) != ScanResult.Complete || scanner.IsNull
            || scanner.Type is not (ReplyType.BulkString or ReplyType.BulkError or ReplyType.VerbatimString))
            return;
        int header = input.AsSpan().IndexOf("\r\n"u8);
        var length = BigInteger.Parse(Encoding.ASCII.GetString(input, 1, header - 1), CultureInfo.InvariantCulture);
        Require(length == consumed - header - 4, $"a string of {length} bytes was taken for {consumed - header - 4}");
    }

    /// <summary>What the scanner makes of all replies of an input, as far as they come whole.</summary>
    private static string Scan(IEnumerable<byte[]> pieces)
    {
        var said = new StringBuilder();
        var scanner = default(ReplyScanner);
        foreach (byte[] piece in pieces)
        {
            ReadOnlySpan<byte> rest = piece;
            while (!rest.IsEmpty)
            {
                ScanResult result = scanner.Scan(rest, out int consumed);
                Require(consumed > 0 && consumed <= rest.Length, $"{consumed} of {rest.Length} bytes were taken");
                rest = rest[consumed..];
                if (result == ScanResult.Incomplete)
                {
                    Require(rest.IsEmpty, "bytes are left of a reply that goes on");
                    continue;
                }
                said.Append($"{result} {scanner.Type} {scanner.IsNull} {Convert.ToHexString(scanner.Text)}\n");
                if (result == ScanResult.Malformed)
                    return said.ToString();
                scanner = default;
            }
        }
        return said.ToString();
    }

    private static void ReadReplies(byte[] input, Random random)
    {
        string whole = Read([input]);
        string pieces = Read(Pieces(input, random));
        Require(whole == pieces, $"pieces change the result:\n{whole}\n{pieces}");
    }

    private static string Read(IEnumerable<byte[]> pieces)
    {
        var said = new StringBuilder();
        var reader = new RespReader(new PiecewiseStream(pieces));
        try
        {
            while (true)
                Describe(reader.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult(), said);
        }
        catch (Exception exception) when (exception is EndOfStreamException or MalformedReplyException)
        {
            said.Append(exception.GetType().Name);
        }
        return said.ToString();
    }

    private static void Describe(RespValue value, StringBuilder said)
    {
        said.Append($"{value.Type} {value.Text} {value.Items.Length}\n");
        foreach (RespValue item in value.Items)
            Describe(item, said);
    }

    private static void ReadServerReplies(byte[] input, Random random)
    {
        CommandTemplate command = CommandTemplate.Parse(random.Next(2) == 0 ? "PING" : "GET a");
        string whole = Judge([input], command);
        string pieces = Judge(Pieces(input, random), command);
        Require(whole == pieces, $"pieces change the result:\n{whole}\n{pieces}");
    }

    private static string Judge(IEnumerable<byte[]> pieces, CommandTemplate command)
    {
        var said = new StringBuilder();
        var replies = new ReplyStream(new PiecewiseStream(pieces));
        try
        {
            while (true)
            {
                ReplyScanner reply = replies.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
                ServerException? problem = ReplyExplanation.Judge("server", command, reply);
                Require(PrintableText.Is(problem?.Message ?? string.Empty), $"a control character of the server is in: {problem?.Message}");
                said.Append($"{reply.Type} {problem?.Message}\n");
            }
        }
        catch (EndOfStreamException)
        {
            said.Append("end");
        }
        catch (MalformedReplyException exception)
        {
            string message = ReplyExplanation.NotRedis("server", command, exception.Bytes.Span).Message;
            Require(PrintableText.Is(message), $"a control character of the server is in: {message}");
            said.Append("malformed");
        }
        return said.ToString();
    }

    private static void ReadRequests(byte[] input, Random random)
    {
        var arguments = new List<Range>();
        ReadOnlySpan<byte> rest = input;
        while (RequestReader.Read(rest, arguments, out int consumed) == RequestResult.Complete)
        {
            Require(consumed > 0 && consumed <= rest.Length, $"{consumed} of {rest.Length} bytes were taken");
            foreach (Range argument in arguments)
                _ = rest[..consumed][argument];
            rest = rest[consumed..];
        }
    }

    private static void ReadClusterSlots(byte[] input, Random random)
    {
        RespValue reply;
        try
        {
            reply = new RespReader(new PiecewiseStream([input])).ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is EndOfStreamException or MalformedReplyException)
        {
            return;
        }
        Allow<FormatException>(() =>
        {
            foreach (ClusterMaster master in ClusterSlots.Masters(reply, "asked"))
            {
                Require(PrintableText.Is(master.Host), "the host is none");
                _ = new IPEndPoint(IPAddress.Loopback, master.Port);
                _ = HashSlot.TagIn(master.Owns);
            }
        });
        _ = CommandInfo.Dangerous(["GET", "SET"], reply);
    }

    private static void ReadSysctl(byte[] input, Random random)
    {
        foreach (SysctlReader reader in Enum.GetValues<SysctlReader>())
        {
            var problems = ImmutableArray.CreateBuilder<ConfigurationProblem>();
            ConfigurationReport report = ConfigurationTuning.Check(
                new TuningPlan(), new TuningFacts(), reader, [("sysctl.conf", input)], problems);
            Require(report.Problems.All(problem => PrintableText.Is(problem.Message)), "a control character of the file is in a problem");
        }
    }

    private static void ReadLimits(byte[] input, Random random)
    {
        var limits = PersistedLimits.Of(LimitsFile.Parse("limits.conf", input).Lines);
        foreach (bool isSoft in new[] { true, false })
        {
            _ = limits.For(isSoft, openMax: 1_048_576);
            _ = limits.OfOthers(isSoft).Count();
        }
    }

    private static void ReadSettingValues(byte[] input, Random random)
    {
        string[] parts = Text(input).Split('\n', 2);
        string value = SettingText.Normalize(parts[^1]);
        foreach (TuningRule rule in TuningCatalogue.Rules)
        {
            if (rule.Form.ReadWhole(value) is not { } read)
                continue;
            Require(rule.Form.ReadWhole(read) == read, $"{rule.Name}: '{value}' is '{read}', and that is '{rule.Form.ReadWhole(read)}'");
            Require(!rule.Form.Lowers(read, read), $"{rule.Name}: '{read}' lowers itself");
        }
        if (SettingForm.Of(parts[0], value) is { } form && form.ReadWhole(value) is { } other)
            Require(form.ReadWhole(other) == other && !other.Any(char.IsControl), $"'{value}' is '{other}'");
    }

    private static void ReadPortList(byte[] input, Random random)
    {
        if (!PortList.TryParse(Text(input), out PortList? list))
            return;
        string text = list.ToString();
        Require(
            PortList.TryParse(text, out PortList? again) && again.ContainsAll(list) && list.ContainsAll(again) && again.ToString() == text,
            $"'{text}' is another list");
    }

    private static void ReadState(byte[] input, Random random)
    {
        try
        {
            StoredState state = StoredState.Parse(input);
            foreach (StoredFile file in state.Files)
            {
                Require(!file.File.Split('/').Contains("..") && !Path.IsPathRooted(file.File), $"'{file.File}' leads away");
                Require(
                    file.NewFolders.All(folder => !folder.Split('/').Contains("..") && !Path.IsPathRooted(folder)), "a folder leads away");
                _ = OwnFiles.Versions(file.File, file.Content, file.Lines).Count();
                _ = OwnFiles.Without(file.File, input, file.Content, file.Lines);
            }
            foreach (StoredValue value in state.Values)
                Require(!value.Name.Split('.', '/').Contains("..") && LiveSetting.Of(value.Name) is not null, $"'{value.Name}' leads away");
        }
        catch (JsonException exception)
        {
            Require(exception.Message.Length > 0, "the exception says nothing");
        }
    }

    private static void ReadUri(byte[] input, Random random)
    {
        string text = Text(input);
        bool hasSecret = text.Split(Secret).Length == 2 && !text.Contains('%', StringComparison.Ordinal)
            && (text.Contains('@', StringComparison.Ordinal) || text.Contains("://", StringComparison.Ordinal));
        try
        {
            RedisUri uri = RedisUri.ParseServer(text, "Uri");
            var plan = uri.ApplyTo(new LoadPlan());
            bool isPassword = hasSecret && uri.Credential?.Password.Contains(Secret, StringComparison.Ordinal) == true;
            Require(!isPassword || !$"{uri} {plan} {plan.Targets}".Contains(Secret, StringComparison.Ordinal), "the password is shown");
        }
        catch (PlanException exception)
        {
            Require(
                !hasSecret || !$"{exception.Message} {exception.Value}".Contains(Secret, StringComparison.Ordinal),
                $"the password is in: {exception.Message}");
        }
    }

    private static void ReadCommand(byte[] input, Random random) => Allow<FormatException>(() =>
    {
        var command = CommandTemplate.Parse(Text(input));
        if (command.MaxLength > 1024 * 1024)
            return;
        byte[] request = command.Encode(TemplateValues.BeforeRun(default));
        var arguments = new List<Range>();
        Require(
            RequestReader.Read(request, arguments, out int consumed) == RequestResult.Complete && consumed == request.Length,
            "what is sent is no request");
    });

    private static void ReadDuration(byte[] input, Random random) => Allow<FormatException>(() =>
    {
        string text = Text(input);
        (TimeSpan min, TimeSpan max) = DurationText.ParseRange(text);
        _ = (min.ToNanoseconds(), max.ToNanoseconds());
    });

    private static void ReadRate(byte[] input, Random random)
    {
        if (Rate.TryParse(Text(input), out Rate rate))
            Require(double.IsFinite(rate.PerSecond) && rate.ToString().Length > 0, "the rate is no number");
    }

    private static void ReadRows(byte[] input, Random random)
    {
        string[] lines = Text(input).Split('\n', 20);
        string[] names = Cells(lines[0]);
        var rows = new List<LoadSample>();
        foreach (string line in lines.Skip(1))
        {
            string[] cells = Cells(line);
            object? Column(string name)
            {
                int index = Array.IndexOf(names, name);
                return index >= 0 && index < cells.Length ? cells[index] : null;
            }
            try
            {
                LoadSample row = new LoadRowReader(Column).Read(rows.LastOrDefault());
                RowBooks.Check(row, rows.LastOrDefault(), Column);
                rows.Add(row);
            }
            catch (LoadRowException exception)
            {
                Require(exception.Message.Length > 0, "the exception says nothing");
                return;
            }
        }
        if (rows.Count == 0)
            return;
        LoadSummary summary;
        try
        {
            summary = LoadSummary.Of(rows);
        }
        catch (LoadRowException)
        {
            return;
        }
        string text = string.Join('\n', SummaryText.Of(summary));
        Require(!text.Contains("Infinity", StringComparison.Ordinal) && !text.Contains("NaN", StringComparison.Ordinal), text);
        Require(SummaryMetric.All.All(metric => metric.Of(summary) is not { } value || double.IsFinite(value)), "a metric is no number");
        _ = RunFindings.Of(summary).ToArray();
    }

    private static string[] Cells(string line) => [.. line.TrimEnd('\r').Split(',').Select(cell => cell.Trim('"'))];

    private static void ReadProcTcp(byte[] input, Random random)
    {
        var tally = new SocketTally(new SocketFilter([6379], ConnectionSide.Both, []));
        foreach (Range line in input.AsSpan().Split((byte)'\n'))
            ProcTcpLine.Count(input.AsSpan()[line], tally);
        Require(tally.PortsInUse >= 0 && tally.PortsInUse <= 1 + input.Count(value => value == '\n'), "there are more ports than lines");
    }

    private static void ReadSockDiag(byte[] input, Random random)
    {
        var tally = new SocketTally(new SocketFilter([6379], ConnectionSide.Both, [IPAddress.Loopback]));
        var answer = new SockDiagAnswer(tally, BitConverter.ToUInt32([.. input, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 8));
        _ = answer.Read(input);
        _ = answer.Read(input.AsSpan(input.Length / 2));
    }

    private static void ReadCounters(byte[] input, Random random)
    {
        var counters = new NetCounters(["ListenOverflows", "RetransSegs"]);
        counters.Read(input);
        _ = NetCounters.Rise(counters["RetransSegs"], counters["ListenOverflows"]);
        _ = ProcNumbers.Named(input, "TCP:", "tw");
        _ = ProcNumbers.SumOfHexColumn(input, 1);
        _ = ProcNumbers.At(input, 2);
        string text = Text(input);
        _ = ProcessLimits.SoftFiles(text);
        _ = PortRange.TryParse(text, out _);
    }
}
