BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $server = Start-RedisServer -ArgumentList '--maxclients', '15000', '--tcp-backlog', '4096'
    $rows = @(Start-RedisLoad -Port $server.Port -Cps 500 -Duration 1 -Interval 0.25 -WarningAction SilentlyContinue)
    $figures = 'Due', 'Started', 'Succeeded', 'Failed', 'Open', 'Cps', 'TargetCps', 'Seconds', 'ResponseP50Ms', 'ResponseP999Ms', 'ServiceP99Ms', 'ConnectP99Ms', 'LagP99Ms', 'LagMaxMs', 'Verdict'
}

AfterAll {
    $server | Stop-RedisServer
}

Describe 'Measure-RedisLoad' {
    It 'adds the rows of a run up' {
        $summary = $rows | Measure-RedisLoad
        $summary | Should -BeOfType 'RedisLoad.Results.LoadSummary'
        $summary.Runs, $summary.Rows, $summary.Seconds | Should -Be 1, 4, $rows[-1].ElapsedSeconds
        $summary.Due, $summary.Started, $summary.Succeeded, $summary.Failed, $summary.Open | Should -Be 500, 500, 500, 0, 0
        # Over the second in which they fell due, and over the time until the last of them had ended.
        $summary.TargetCps, $summary.Cps | Should -Be 500, ([Math]::Round(500 / $summary.Seconds, 1))
        $summary.AchievedPercent | Should -Be ([Math]::Round(100 / $summary.Seconds, 4))
        $total = [RedisLoad.Rows.LoadSample]::Merge($rows)
        $summary.ResponseP99Ms | Should -Be $total.ResponseP99Ms
        $summary.GetResponsePercentileMs(99.99) | Should -Be $total.GetResponsePercentileMs(99.99)
        $summary.Evidence | Should -Not -BeNullOrEmpty
    }

    It 'takes rows as an argument, too' {
        (Measure-RedisLoad $rows).Due | Should -Be 500
    }

    It 'finds the same in rows that come back from CSV' {
        $path = Join-Path $TestDrive 'load.csv'
        $rows | Export-Csv $path
        $expected = $rows | Measure-RedisLoad
        $read = Import-Csv $path | Measure-RedisLoad
        $read.PercentilesAreExact | Should -BeTrue
        foreach ($figure in $figures) {
            $read.$figure | Should -Be $expected.$figure -Because $figure
        }
    }

    It 'finds the same in rows that were serialised, as jobs and other hosts do it' {
        $expected = $rows | Measure-RedisLoad
        $read = $rows | ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_, 1)) } | Measure-RedisLoad
        foreach ($figure in $figures) {
            $read.$figure | Should -Be $expected.$figure -Because $figure
        }
    }

    It 'adds up what steady connections met, from CSV too' {
        $path = Join-Path $TestDrive 'steady.csv'
        $met = @(Start-RedisLoad -Port $server.Port -Cps 50 -Duration 1 -Interval 0.5 -Steady 10 -SteadyRate 200 -WarningAction SilentlyContinue)
        $met | Export-Csv $path
        $total = [RedisLoad.Rows.LoadSample]::Merge($met)
        foreach ($summary in ($met | Measure-RedisLoad), (Import-Csv $path | Measure-RedisLoad -Threshold 'SteadyP99 < 60s', 'SteadyFailureRate < 0.1%')) {
            $summary.SteadyRequests, $summary.SteadyFailed, $summary.SteadyFailureRatePercent, $summary.ClientsConnected | Should -Be 200, 0, 0, 10
            $summary.SteadyP50Ms, $summary.SteadyP99Ms, $summary.SteadyMaxMs | Should -Be $total.SteadyP50Ms, $total.SteadyP99Ms, $total.SteadyMaxMs
            $summary | Out-String | Should -Match 'Clients +: 200 requests answered, 0 failed, 10 of 10 clients connected'
        }
        $summary.Passed | Should -BeTrue
    }

    It 'has the percentiles of connections that are held, which succeed in a later row than they are timed' {
        $held = @(Start-RedisLoad -Port $server.Port -Cps 200 -Duration 1 -HoldTime 0.6 -Interval 0.5 -WarningAction SilentlyContinue)
        $held[-1].Succeeded | Should -BeGreaterThan 0
        $held[-1].ResponseMaxMs | Should -BeNullOrEmpty
        foreach ($read in $held, ($held | ConvertTo-Csv | ConvertFrom-Csv)) {
            $summary = $read | Measure-RedisLoad
            $summary.PercentilesAreExact | Should -BeTrue
            $summary.ResponseP99Ms | Should -BeGreaterThan 0
        }
    }

    It 'has no percentiles of rows that lost their histograms, and says so' {
        $summary = $rows | Select-Object * -ExcludeProperty '*Histogram' | Measure-RedisLoad
        $summary.Due, $summary.Succeeded | Should -Be 500, 500
        $summary.PercentilesAreExact | Should -BeFalse
        $summary.ResponseP99Ms | Should -BeNullOrEmpty
        $summary.ResponseMaxMs | Should -Be ($rows | Measure-Object ResponseMaxMs -Maximum).Maximum
        $summary.Evidence -join ' ' | Should -Match 'no percentiles'
    }

    It 'refuses what is no row' {
        { [pscustomobject]@{ Name = 'x' } | Measure-RedisLoad } | Should -Throw -ErrorId 'InvalidRow,*' -ExpectedMessage '*no ElapsedSeconds*'
        { Measure-RedisLoad 'load.csv' } | Should -Throw -ErrorId 'InvalidRow,*' -ExpectedMessage "'load.csv' is not a row from Start-RedisLoad*Import-Csv*"
    }

    Context 'with rows of a file that was written under another culture' {
        BeforeAll {
            # What is done under a culture, which comes back as it was.
            function Use-Culture($Name, [scriptblock] $Script) {
                $before = [cultureinfo]::CurrentCulture
                try {
                    [cultureinfo]::CurrentCulture = $Name
                    & $Script
                }
                finally {
                    [cultureinfo]::CurrentCulture = $before
                }
            }
            $summary = $rows | Measure-RedisLoad
        }

        It 'reads them as they were, or names the culture and the way: <Written>' -ForEach @(
            'en-US', 'en-GB', 'de-DE', 'fr-FR', 'sv-SE', 'pl-PL', 'hu-HU', 'en-ZA', 'ja-JP', 'ko-KR', 'ar-SA', 'fa-IR', 'th-TH', 'bn-IN' | ForEach-Object { @{ Written = $_ } }
        ) {
            $path = Join-Path $TestDrive "$Written.csv"
            Use-Culture $Written { $rows | Export-Csv $path }
            foreach ($read in 'en-US', 'en-GB', 'de-DE', 'th-TH', $Written) {
                Use-Culture $read {
                    try {
                        $back = Import-Csv $path | Measure-RedisLoad
                        $back.EndTime.UtcDateTime.ToString('s'), $back.Succeeded, $back.ResponseMaxMs |
                            Should -Be $summary.EndTime.UtcDateTime.ToString('s'), $summary.Succeeded, $summary.ResponseMaxMs -Because "$Written was read under $read"
                    }
                    catch [RedisLoad.Results.LoadRowException] {
                        $read | Should -Not -Be $Written -Because "$_"
                        "$_" | Should -Match "^Row 1: .*current culture \($read\).*\[cultureinfo\]::CurrentCulture = "
                    }
                }
            }
        }

        It 'can do what the error says' {
            $path = Join-Path $TestDrive 'german.csv'
            Use-Culture 'de-DE' { $rows | Export-Csv $path }
            Use-Culture 'en-US' {
                $problem = { Import-Csv $path | Measure-RedisLoad } | Should -Throw -ErrorId 'InvalidRow,*' -PassThru
                $way = [regex]::Match("$problem", '\[cultureinfo\].*''(?=\.$)').Value
                & ([scriptblock]::Create("$way; Import-Csv '$path' | Measure-RedisLoad")) | Should -HaveCount 1
            }
        }

        It 'takes neither of the two days that a date can be, where nothing tells which' {
            $ambiguous = $rows[0] | Select-Object * -ExcludeProperty RunId, Timestamp
            $ambiguous | Add-Member Timestamp '04/12/2026 07:41:03 +00:00'
            foreach ($culture in 'en-US', 'en-GB', 'de-DE') {
                Use-Culture $culture { { $ambiguous | Measure-RedisLoad } | Should -Throw -ErrorId 'InvalidRow,*' -ExpectedMessage 'Row 1: Timestamp * could be 2026-04-12 or 2026-12-04. Keep the column RunId*' }
            }
            $ambiguous.Timestamp = '2026-04-12T07:41:03+00:00'
            ($ambiguous | Measure-RedisLoad).EndTime.Month | Should -Be 4
        }
    }

    It 'refuses rows that contradict themselves, by row and column: <Column>' -ForEach @(
        @{ Column = 'Succeeded'; Value = 600; Named = 'Started' }
        @{ Column = 'Started'; Value = 0; Named = 'Started' }
        @{ Column = 'Due'; Value = 1; Named = 'Due' }
        @{ Column = 'Failed'; Value = 7; Named = 'Failed' }
        @{ Column = 'Late'; Value = 100000; Named = 'Late' }
        @{ Column = 'IntervalSeconds'; Value = '1e-300'; Named = 'IntervalSeconds' }
        @{ Column = 'Succeeded'; Value = 'Infinity'; Named = 'Succeeded' }
        @{ Column = 'Succeeded'; Value = '1e400'; Named = 'Succeeded' }
        @{ Column = 'Succeeded'; Value = '1.5'; Named = 'Succeeded' }
        @{ Column = 'ElapsedSeconds'; Value = 'NaN'; Named = 'ElapsedSeconds' }
    ) {
        $path = Join-Path $TestDrive 'contradiction.csv'
        $rows | Select-Object * -ExcludeProperty '*Histogram' | Export-Csv $path
        $damaged = @(Import-Csv $path)
        $damaged | Measure-RedisLoad | Should -HaveCount 1
        $damaged[1].$Column = $Value
        { $damaged | Measure-RedisLoad } | Should -Throw -ErrorId 'InvalidRow,*' -ExpectedMessage "Row 2: $Named *"
        { $damaged | Export-RedisLoadReport (Join-Path $TestDrive 'none.html') } | Should -Throw -ErrorId 'InvalidRow,*' -ExpectedMessage "Row 2: $Named *"
        { Compare-RedisLoad $rows $damaged } | Should -Throw -ErrorId 'InvalidRow,*' -ExpectedMessage "-DifferenceObject: Row 2: $Named *"
    }

    It 'refuses a histogram that was damaged, naming it' {
        $row = $rows[0] | Select-Object *
        $row.LagHistogram = $row.LagHistogram.Substring(0, 12) + 'AAAA' + $row.LagHistogram.Substring(16)
        { $row | Measure-RedisLoad } | Should -Throw -ErrorId 'InvalidRow,*' -ExpectedMessage 'Row 1: LagHistogram is not a histogram*'
    }

    It 'refuses rows that were given twice, and the sum of rows beside them' {
        { @($rows) + @($rows) | Measure-RedisLoad } | Should -Throw -ErrorId 'InvalidRow,*' -ExpectedMessage 'Two rows of run * cover the same time*'
        { @($rows) + [RedisLoad.Rows.LoadSample]::Merge($rows) | Measure-RedisLoad } | Should -Throw -ErrorId 'InvalidRow,*'
        { Compare-RedisLoad $rows (@($rows) + @($rows)) } | Should -Throw -ErrorId 'InvalidRow,*' -ExpectedMessage '-DifferenceObject: Two rows*'
        { @($rows) + @($rows) | Export-RedisLoadReport (Join-Path $TestDrive 'twice.html') } | Should -Throw -ErrorId 'InvalidRow,*'
    }

    It 'adds up the rates of hosts whose clocks are minutes apart, and says so' {
        $elsewhere = $rows | Select-Object * | ForEach-Object {
            $_.RunId, $_.Generator, $_.Timestamp = 'another', 'another', $_.Timestamp.AddMinutes(4)
            $_
        }
        $alone = $rows | Measure-RedisLoad
        $summary = @($rows) + @($elsewhere) | Measure-RedisLoad
        $summary.Generators, $summary.Seconds, $summary.TargetCps | Should -Be 2, $alone.Seconds, 1000
        $summary.Cps | Should -Be ([Math]::Round(1000 / $alone.Seconds, 1))
        "$($summary.Evidence)" | Should -Match 'from 2 load generators whose clocks or start times differ by 240 s'
    }

    It 'has nothing to say of nothing' {
        @() | Measure-RedisLoad | Should -BeNullOrEmpty
    }

    It 'shows what counts' {
        $text = $rows | Measure-RedisLoad | Out-String
        $text | Should -Match 'Verdict'
        $text | Should -Match '500 due: 500 started, 0 dropped, 0 not started; 500\s+succeeded, 0 failed, 0 open'
        $text | Should -Match 'p50 \d'
        $bare = $rows | Select-Object * -ExcludeProperty '*Histogram' | Measure-RedisLoad | Out-String
        $bare | Should -Match 'Response, ms : max \d'
        $bare | Should -Not -Match 'p50'
    }

    Context 'with rows of several load generators' {
        BeforeAll {
            # The same rows under the names of two, the second of which has no processor time left.
            $each = foreach ($name in 'load1', 'load2') {
                $rows | Select-Object * | ForEach-Object {
                    $_.RunId, $_.Generator = $name, $name
                    $_.CpuPercent = $name -eq 'load2' ? 95 : 10
                    $_
                }
            }
        }

        It 'names the one that was the bottleneck in the evidence of all' {
            $summary = $each | Measure-RedisLoad
            [RedisLoad.Results.Verdict]$summary.Verdict | Should -Be 'GeneratorBottleneck'
            $summary.Evidence[0] | Should -Match 'load2 was a bottleneck: .*CPU per load thread 95 % \(limit 80 %\)'
            [regex]::Matches($summary.Evidence[0], 'CPU per load thread').Count | Should -Be 1
            $summary.Generator | Should -BeNullOrEmpty
            $summary.CpuPercent | Should -BeLessThan 80
        }

        It 'writes a summary of each with -PerGenerator, and that of all at last' {
            $summaries = @($each | Measure-RedisLoad -PerGenerator)
            $summaries | Should -BeOfType 'RedisLoad.Results.LoadSummary'
            $summaries.Generator | Should -Be 'load1', 'load2', $null
            $summaries.Due | Should -Be 500, 500, 1000
            $summaries[1].Verdict | Should -Be 'GeneratorBottleneck'
            $summaries[1].Evidence[0] | Should -Match '^The load generator was a bottleneck: '
            $summaries[0].Evidence | Should -Not -Match 'CPU per load thread 95 %'
            $all = $each | Measure-RedisLoad
            foreach ($figure in $figures) {
                $summaries[2].$figure | Should -Be $all.$figure -Because $figure
            }
        }

        It 'says the same of rows of a file, and its summaries come back from one' {
            $csv = Join-Path $TestDrive 'summaries.csv'
            $summaries = $each | Measure-RedisLoad -PerGenerator
            $each | ConvertTo-Csv | ConvertFrom-Csv | Measure-RedisLoad -PerGenerator | Export-Csv $csv
            (Get-Content $csv -TotalCount 1) | Should -Match '^"Generator","Verdict"'
            $back = Import-Csv $csv
            $back.Generator | Should -Be 'load1', 'load2', ''
            $back.Verdict | Should -Be $summaries.Verdict
            $back.Due | Should -Be 500, 500, 1000
        }

        It 'shows a table of them in 80 columns, and each as a list' {
            $table = $each | Measure-RedisLoad -PerGenerator | Out-String -Stream -Width 80
            @($table -match '\S')[0] | Should -Match '^Generator +Verdict +TargetCps +Cps +LagP99Ms +CpuPercent$'
            $table -match '^load2 +GeneratorBottleneck ' | Should -HaveCount 1
            $table -match '^\(all\) +GeneratorBottleneck ' | Should -HaveCount 1
            $table | ForEach-Object { $_.Length | Should -BeLessOrEqual 80 }
            $list = $each | Measure-RedisLoad -PerGenerator | Format-List | Out-String
            $list | Should -Match '(?m)^Generator +: load2\s+^Verdict +: GeneratorBottleneck'
            [regex]::Matches($list, '(?m)^Generator ').Count | Should -Be 2
        }

        It 'holds all of them against limits, and not each' {
            $summaries = @($each | Measure-RedisLoad -PerGenerator -Threshold 'Due >= 1000', 'Failed > 0' -ErrorVariable problems -ErrorAction SilentlyContinue)
            $summaries.Passed | Should -Be $null, $null, $false
            $problems | Should -HaveCount 1
        }

        It 'tells those apart that share a load on one host' {
            $shared = $rows | Select-Object * | ForEach-Object { $_.Share = '2/2'; $_ }
            $shared += $rows | Select-Object * | ForEach-Object { $_.RunId, $_.Share = 'first', '1/2'; $_ }
            $name = $rows[0].Generator
            $summaries = @($shared | Measure-RedisLoad -PerGenerator)
            $summaries.Generator | Should -Be "$name (share 1/2)", "$name (share 2/2)", $null
            $summaries[2].Generators | Should -Be 2
        }

        It 'has one summary where there is nothing to tell apart, and says so where that is of several' {
            $alone = @($rows | Measure-RedisLoad -PerGenerator -WarningVariable said)
            $alone | Should -HaveCount 1
            $said | Should -BeNullOrEmpty
            $merged = $rows | Select-Object * | ForEach-Object { $_.Generator, $_.Generators = $null, 3; $_ }
            $summaries = @($merged | Measure-RedisLoad -PerGenerator -WarningVariable said -WarningAction SilentlyContinue)
            $summaries | Should -HaveCount 1
            "$said" | Should -Match '^The rows are sums over 3 load generators, and show nothing of each'
            "$($summaries[0].Evidence)" | Should -Match '3 load generators .*-PerGenerator'
        }
    }

    Context 'with -Threshold' {
        It 'passes a run that holds every limit' {
            $summary = $rows | Measure-RedisLoad -Threshold 'ResponseP99 < 60s', 'FailureRate < 0.1%', 'Cps > 100' -ErrorVariable problems
            $summary.Passed | Should -BeTrue
            $summary.Thresholds.Metric | Should -Be 'ResponseP99Ms', 'FailureRatePercent', 'Cps'
            $summary.Thresholds[2].Value, $summary.Thresholds[2].Limit, $summary.Thresholds[2].Margin | Should -Be $summary.Cps, 100, ([Math]::Round($summary.Cps - 100, 6))
            $problems | Should -BeNullOrEmpty
            $summary | Out-String | Should -Match 'Passed +: True: ResponseP99 < 60s: met'
        }

        It 'reports each threshold that is not met, and the summary as well' {
            $summary = $rows | Measure-RedisLoad -Threshold 'ResponseP99Ms < 0.001', 'Cps > 100', 'Failed > 0' -ErrorVariable problems -ErrorAction SilentlyContinue
            $summary.Passed | Should -BeFalse
            $summary.Thresholds.Passed | Should -Be $false, $true, $false
            @($problems.FullyQualifiedErrorId) -join ' ' | Should -Be 'ThresholdBreached,RedisLoad.Cmdlets.Commands.MeasureRedisLoadCommand ThresholdBreached,RedisLoad.Cmdlets.Commands.MeasureRedisLoadCommand'
            "$($problems[1])" | Should -Be 'Failed > 0: not met, Failed is 0.'
            { $rows | Measure-RedisLoad -Threshold 'Failed > 0' -ErrorAction Stop } | Should -Throw -ErrorId 'ThresholdBreached,*'
        }

        It 'never passes a metric that has no value' {
            $bare = $rows | Select-Object * -ExcludeProperty '*Histogram'
            $summary = $bare | Measure-RedisLoad -Threshold 'ResponseP99Ms < 60000' -ErrorVariable problems -ErrorAction SilentlyContinue
            $summary.Passed | Should -BeFalse
            "$problems" | Should -Match 'has no value'
            { @() | Measure-RedisLoad -Threshold 'Failed == 0' } | Should -Throw -ErrorId 'NoRows,*'
        }

        It 'names the metrics where one is unknown' {
            { $rows | Measure-RedisLoad -Threshold 'RespP99Ms < 5' } | Should -Throw -ErrorId 'InvalidThreshold,*' -ExpectedMessage '*Did you mean ResponseP99Ms? There are: *'
        }

        It 'completes the names of metrics' {
            $typed = 'Measure-RedisLoad -Threshold ResponseP9'
            (TabExpansion2 $typed -cursorColumn $typed.Length).CompletionMatches.ListItemText | Should -Be 'ResponseP90Ms', 'ResponseP95Ms', 'ResponseP99Ms', 'ResponseP999Ms'
        }
    }
}
