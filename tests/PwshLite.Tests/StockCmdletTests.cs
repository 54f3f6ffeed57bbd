using System.Text.Json;

namespace PwshLite.Tests;

/// <summary>What the stand-ins show, against what pwsh 7 shows for the same line.</summary>
public sealed class StockCmdletTests(StockCmdletTests.Answers answers) : IClassFixture<StockCmdletTests.Answers>
{
    private static readonly (string Script, string Expected)[] s_cases =
    [
        ("1..9 | Select-Object -First 2", "1\n2"),
        ("1..9 | Select-Object -Last 2", "8\n9"),
        ("1..9 | Select-Object -Skip 7", "8\n9"),
        ("1..9 | Select-Object -Skip 2 -First 1", "3"),
        ("1,1,2 | Select-Object -Unique", "1\n2"),
        ("[pscustomobject]@{ A = 1; B = 2 } | Select-Object B, @{ N = 'C'; E = { $_.A + 9 } } | ConvertTo-Json -Compress", """{"B":2,"C":10}"""),
        ("[pscustomobject]@{ A = 1; B = 2 } | Select-Object * -ExcludeProperty A | ConvertTo-Json -Compress", """{"B":2}"""),
        ("@{ A = 1, 2 } | Select-Object -ExpandProperty A", "1\n2"),
        ("3, 1, 2 | Sort-Object", "1\n2\n3"),
        ("3, 1, 3 | Sort-Object -Descending -Unique", "3\n1"),
        ("@{ A = 1; B = 2 }, @{ A = 1; B = 1 } | Sort-Object A, B | ForEach-Object { $_.B }", "1\n2"),
        ("'bb', 'a' | Sort-Object { $_.Length }", "a\nbb"),
        ("[pscustomobject]@{ A = 2 }, [pscustomobject]@{ A = 1 }, [pscustomobject]@{ A = 2 } | Sort-Object -Unique | ForEach-Object A", "1\n2"),
        ("[pscustomobject]@{ A = 2 }, [pscustomobject]@{ A = 1 }, [pscustomobject]@{ A = 2 } | Group-Object | ForEach-Object Name", "@{A=1}\n@{A=2}"),
        ("'b', 'a', 'b' | Group-Object | ForEach-Object { \"$($_.Name)=$($_.Count)\" }", "a=1\nb=2"),
        ("('b', 'a', 'b' | Group-Object -AsHashTable)['b'].Count", "2"),
        ("$m = 1, 2, 6 | Measure-Object -Sum -Average -Minimum -Maximum; \"$($m.Count) $($m.Sum) $($m.Average) $($m.Minimum) $($m.Maximum)\"", "3 9 3 1 6"),
        ("(@{ X = 2 }, @{ X = 3 } | Measure-Object X -Sum).Sum", "5"),
        ("1, 2 | Tee-Object -Variable seen | ForEach-Object { $_ * 2 }; $seen -join '+'", "2\n4\n1+2"),
        ("[pscustomobject]@{ A = 'x\"y'; B = $null; C = '' } | ConvertTo-Csv", "\"A\",\"B\",\"C\"\n\"x\"\"y\",,\"\""),
        ("[pscustomobject]@{ A = 1; B = 'x,y' } | ConvertTo-Csv -UseQuotes AsNeeded", "A,B\n1,\"x,y\""),
        ("(ConvertTo-Csv ([pscustomobject]@{ A = 1 }))[1]", "\"1\""),
        ("'A;B', '1;\"2;3\"' | ConvertFrom-Csv -Delimiter ';' | ForEach-Object B", "2;3"),
        ("@{ a = @(1, $true, $null, 1.0, 'q\"') } | ConvertTo-Json", "{\n  \"a\": [\n    1,\n    true,\n    null,\n    1.0,\n    \"q\\\"\"\n  ]\n}"),
        ("'[{\"a\":{\"b\":1}}]' | ConvertFrom-Json | ForEach-Object { $_.a.b + 1 }", "2"),
        ("('{\"a\":1}' | ConvertFrom-Json -AsHashtable)['a']", "1"),
        ("[pscustomobject]@{ A = 1; Long = 'x' } | Format-Table | Out-String -Width 30", "A Long\n- ----\n1 x"),
        ("[pscustomobject]@{ A = 1; B = 2 } | Format-List B | Out-String", "B : 2"),
        ("Write-Host a b -Separator '-'", "a-b"),
        ("function f { [CmdletBinding()] param() Write-Error no -ErrorId Id }; f 2>$null; $Error[0].FullyQualifiedErrorId", "Id,f"),
        ("$o = [pscustomobject]@{ A = 1 }; $o | Add-Member B 2; $o | Add-Member ScriptMethod C { $this.A + $this.B }; $o.C()", "3"),
        ("[pscustomobject]@{ A = 1 } | Get-Member -MemberType NoteProperty | ForEach-Object Name", "A"),
        ("Get-Date '2026-01-02' -Format yyyy/MM/dd", "2026/01/02"),
        ("(New-TimeSpan -Minutes 2).TotalSeconds", "120"),
        ("'cat', 'dog' | Select-String o | ForEach-Object Line", "dog"),
        ("Join-Path a b c", "a/b/c"),
        ("(Split-Path /a/b.c), (Split-Path -Leaf /a/b.c), (Split-Path -LeafBase /a/b.c), (Split-Path -Extension /a/b.c) -join ' '", "/a b.c b .c"),
        ("(Test-Path /tmp), (Test-Path /tmp -PathType Leaf), (Test-Path /no/such) -join ' '", "True False False"),
        ("ConvertTo-SecureString abc -AsPlainText -Force | ConvertFrom-SecureString -AsPlainText", "abc"),
        ("$Host.Name; $PSVersionTable.PSEdition; $IsLinux -or $IsMacOS -or $IsWindows; (Get-Module).Name", "pwsh-lite\nCore\nTrue\nStockCmdlets"),
        ("try { Get-Item /tmp -Stream x } catch { $_.FullyQualifiedErrorId }", "NamedParameterNotFound,Microsoft.PowerShell.Commands.GetItemCommand"),
        ("& { $ErrorActionPreference = 'Stop'; try { Get-Item /no/such } catch { 'stopped' } }", "stopped"),
        ("(Get-Command Get-Command, Where-Object, Import-Module, Test-ModuleManifest).Count", "4"),
    ];

    public static TheoryData<int, string> Cases => [.. s_cases.Select((c, i) => (i, c.Script))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Shows(int index, string script)
    {
        Assert.NotEmpty(script);
        Assert.Equal(s_cases[index].Expected, string.Join('\n', answers.All[index].Split('\n').Select(l => l.TrimEnd())));
    }

    [Fact]
    public async Task Files_are_written_found_changed_and_removed()
    {
        using TemporaryFolder folder = new();
        HostResult result = await HostProcess.RunAsync("-File", HostProcess.Fixture("Files.ps1"), "-Folder", folder.FullName);
        Assert.Empty(result.Error);
        Assert.Equal(
            """
            lines 3
            tail c
            raw True
            names one.txt sub
            found two.txt
            resolved two.txt
            csv 1/x "y", 2/, 3/z
            left 0

            """,
            result.Output);
    }

    public sealed class Answers : IAsyncLifetime
    {
        public string[] All { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            using TemporaryFolder folder = new();
            string cases = folder.Write("cases.json", JsonSerializer.Serialize(s_cases.Select(c => c.Script)));
            HostResult result = await HostProcess.RunAsync("-File", HostProcess.Fixture("Run-Cases.ps1"), "-Path", cases);
            All = JsonSerializer.Deserialize<string[]>(result.Output)
                ?? throw new InvalidOperationException(result.Error);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
