BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $hasBrowser = [bool](Get-Browser)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $server = Start-RedisServer
    $rows = @(Start-RedisLoad -Port $server.Port -Cps 200 -Duration 1 -Interval 0.25 -Command 'PING', 'SET some:key some:value' -WarningAction SilentlyContinue)
    $refused = @(Start-RedisLoad -Port (Get-FreePort) -Cps 100 -Duration 0.5 -Interval 0.25 -Force -WarningAction SilentlyContinue)
    $snapshots = @(Watch-RedisConnections -Port $server.Port -Interval 0.1 -Count 3)

    # The same rows as those of two load generators, the second of which has no processor time left.
    $each = foreach ($name in 'load1', 'load2') {
        $rows | Select-Object * | ForEach-Object {
            $_.RunId, $_.Generator = $name, $name
            $_.CpuPercent = $name -eq 'load2' ? 95 : 10
            $_
        }
    }

    # The page is HTML that is XML, too, but for the doctype.
    function Read-Report([string] $Path) {
        [xml]((Get-Content $Path -Raw) -replace '^<!DOCTYPE html>', '')
    }

    function Get-Charts($Page) {
        @($Page.SelectNodes('//figure/h3') | ForEach-Object { $_.InnerText })
    }
}

AfterAll {
    $server | Stop-RedisServer
}

Describe 'Export-RedisLoadReport' {
    BeforeEach {
        $path = Join-Path $TestDrive "$([guid]::NewGuid()).html"
    }

    It 'makes a page with the verdict of Measure-RedisLoad, and writes nothing else' {
        $rows | Export-RedisLoadReport $path -Title 'A & B' | Should -BeNullOrEmpty
        $summary = $rows | Measure-RedisLoad
        $page = Read-Report $path
        $page.SelectSingleNode('//h1').InnerText | Should -Be 'A & B'
        $verdict = $page.SelectSingleNode('//div[@id="verdict"]')
        $verdict.GetAttribute('data-verdict') | Should -Be "$($summary.Verdict)"
        @($verdict.SelectNodes('.//li') | ForEach-Object { $_.InnerText }) | Should -Be $summary.Evidence
        Get-Charts $page | Should -Be 'Rate', 'Response time', 'Distribution of the response time', 'Open connections', 'Schedule lag'
    }

    It 'says what was asked, and no argument of a command' {
        $rows | Export-RedisLoadReport $path
        $asked = (Read-Report $path).SelectSingleNode('//section[@id="asked"]').InnerText
        $asked | Should -Match "localhost:$($server.Port): open 200 connections per second for 1 s"
        $asked | Should -Match 'sends PING, SET'
        Get-Content $path -Raw | Should -Not -Match 'some:(key|value)'
    }

    It 'makes the same charts of rows that come back from CSV, the distribution with histograms only' {
        $csv = Join-Path $TestDrive 'rows.csv'
        $rows | Export-Csv $csv
        Import-Csv $csv | Export-RedisLoadReport $path
        (Get-Charts (Read-Report $path)).Count | Should -Be 5
        Import-Csv $csv | Select-Object * -ExcludeProperty '*Histogram' | Export-RedisLoadReport $path
        $page = Read-Report $path
        Get-Charts $page | Should -Be 'Rate', 'Response time', 'Open connections', 'Schedule lag'
        $page.SelectSingleNode('//section[@id="asked"]').InnerText | Should -Match '200 connections per second for 1(\.\d+)? s'
    }

    It 'counts failures by kind, and says whose fault they are' {
        $rows + $refused | Export-RedisLoadReport $path
        $page = Read-Report $path
        Get-Charts $page | Should -Contain 'Failures'
        $cells = $page.SelectSingleNode('//section[@id="failures"]//tbody/tr').ChildNodes | ForEach-Object { $_.InnerText }
        $cells[0], $cells[1], $cells[3] | Should -Be 'Refused', '50', 'server'
    }

    It 'has charts of the kernel with rows of Watch-RedisConnections among the others' {
        $rows + $snapshots | Export-RedisLoadReport $path
        Get-Charts (Read-Report $path) | Should -Contain 'Accept queue'
    }

    It 'takes such rows by -Snapshot, too, also from CSV' {
        $csv = Join-Path $TestDrive 'connections.csv'
        $snapshots | Export-Csv $csv
        $rows | Export-RedisLoadReport $path -Snapshot (Import-Csv $csv)
        (Read-Report $path).SelectSingleNode('//section[@id="kernel"]/p').InnerText | Should -Match '^3 snapshots'
    }

    It 'has a table with a verdict and a small chart of each of several load generators, also from CSV' {
        foreach ($read in $each, ($each | ConvertTo-Csv | ConvertFrom-Csv)) {
            $read | Export-RedisLoadReport $path
            $page = Read-Report $path
            $table = @($page.SelectNodes('//section[@id="generators"]/div[1]//tbody/tr') | ForEach-Object { $_.ChildNodes[0].InnerText + ': ' + $_.ChildNodes[1].InnerText })
            $table | Should -HaveCount 2
            $table | Should -Contain 'load2: GeneratorBottleneck'
            @($page.SelectNodes('//section[@id="generators"]//figure/h3') | ForEach-Object { $_.InnerText } | Sort-Object) | Should -Be 'load1', 'load2'
            $page.SelectSingleNode('//div[@id="verdict"]').InnerText | Should -Match 'load2 was a bottleneck: .*CPU per load thread 95 %'
        }
        $rows | Export-RedisLoadReport $path
        (Read-Report $path).SelectSingleNode('//section[@id="generators"]') | Should -BeNullOrEmpty
    }

    It 'says on what host it was made, and with -Redis what the server says of itself' {
        $rows | Export-RedisLoadReport $path -Redis "127.0.0.1:$($server.Port)"
        $environment = (Read-Report $path).SelectSingleNode('//section[@id="environment"]').InnerText
        $environment | Should -Match ([regex]::Escape([Runtime.InteropServices.RuntimeInformation]::FrameworkDescription))
        $environment | Should -Match 'net\.core\.somaxconn'
        $environment | Should -Match ([regex]::Escape((Get-RedisInfo $server).redis_version))
    }

    It 'shows thresholds, met or not, and reads them before anything else' {
        $rows | Export-RedisLoadReport $path -Threshold 'Failed == 0', 'ResponseP99Ms < 0.001'
        $table = (Read-Report $path).SelectNodes('//section[@id="thresholds"]//tbody/tr')
        @($table | ForEach-Object { $_.FirstChild.InnerText + ': ' + $_.LastChild.InnerText }) | Should -Be 'Failed == 0: Met', 'ResponseP99Ms < 0.001: Not met'
        { $rows | Export-RedisLoadReport $path -Threshold 'Nonsense < 5' } | Should -Throw -ErrorId 'InvalidThreshold,*'
        $rows | Export-RedisLoadReport $path
        (Read-Report $path).SelectSingleNode('//section[@id="thresholds"]') | Should -BeNullOrEmpty
    }

    It 'shows a baseline beside the run, in the charts and in a table as of Compare-RedisLoad' {
        $rows | Export-RedisLoadReport $path -Baseline $refused
        $page = Read-Report $path
        $compared = Compare-RedisLoad $refused $rows -WarningAction SilentlyContinue
        @($page.SelectNodes('//section[@id="baseline"]//tbody/tr') | ForEach-Object { $_.FirstChild.InnerText }) | Should -Be $compared.Metric
        @($page.SelectNodes('//figure[h3="Rate"]/ul/li') | ForEach-Object { $_.InnerText }) | Should -Contain 'Baseline succeeded'
        # One in which every connection failed has no response times.
        @($page.SelectNodes('//figure[starts-with(h3, "Distribution")]/ul/li') | ForEach-Object { $_.InnerText }) | Should -Be 'Share of connections'
        $rows | Export-RedisLoadReport $path -Baseline $rows
        @(([xml](Get-Content $path -Raw)).SelectNodes('//figure[starts-with(h3, "Distribution")]/ul/li') | ForEach-Object { $_.InnerText }) | Should -Be 'Share of connections', 'Baseline'
        { $rows | Export-RedisLoadReport $path -Baseline 'baseline.csv' } | Should -Throw -ErrorId 'InvalidRow,*' -ExpectedMessage '*-Baseline*'
    }

    It 'has the time of day beside the seconds, and the values of each place for the pointer' {
        $rows | Export-RedisLoadReport $path
        $chart = (Read-Report $path).SelectSingleNode('//figure[h3="Rate"]')
        $times = @($rows | ForEach-Object { $_.Timestamp.ToString('HH:mm:ss') })
        @($chart.SelectNodes('.//tbody/tr') | ForEach-Object { $_.ChildNodes[1].InnerText })[-1] | Should -BeIn $times
        @($chart.SelectNodes('.//*[@class="at"]')).Count | Should -Be $rows.Count
        $chart.SelectSingleNode('.//*[@class="at"]/*[last()]').InnerText | Should -Match '\d\d:\d\d:\d\d:.*Succeeded \d'
    }

    It 'gives the file with -PassThru' {
        $file = $rows | Export-RedisLoadReport $path -PassThru
        $file | Should -BeOfType 'System.IO.FileInfo'
        $file.FullName | Should -Be $path
    }

    It 'writes nothing with -WhatIf' {
        $rows | Export-RedisLoadReport $path -WhatIf
        Test-Path $path | Should -BeFalse
    }

    It 'replaces a file, but not with -NoClobber, and a read-only one with -Force only' {
        Set-Content $path 'old'
        { $rows | Export-RedisLoadReport $path -NoClobber } | Should -Throw -ErrorId 'FileNotWritable,*' -ExpectedMessage '*-NoClobber*'
        [IO.File]::SetAttributes($path, 'ReadOnly')
        { $rows | Export-RedisLoadReport $path } | Should -Throw -ErrorId 'FileReadOnly,*' -ExpectedMessage '*-Force*'
        Get-Content $path | Should -Be 'old'
        $rows | Export-RedisLoadReport $path -Force
        Get-Content $path -Raw | Should -Match '</html>'
        @(Get-ChildItem $TestDrive | Where-Object Name -like '*.tmp') | Should -HaveCount 0
    }

    It 'says that it cannot write before the load begins' {
        $script:hasBegun = $false
        { 1 | ForEach-Object { $script:hasBegun = $true; $rows } | Export-RedisLoadReport (Join-Path $TestDrive 'no' 'such.html') } |
            Should -Throw -ErrorId 'FileNotWritable,*' -ExpectedMessage '*folder of*does not exist*'
        $script:hasBegun | Should -BeFalse
    }

    It 'refuses what is no row, and no rows at all' {
        { [pscustomobject]@{ Name = 'x' } | Export-RedisLoadReport $path } | Should -Throw -ErrorId 'InvalidRow,*'
        { $snapshots | Export-RedisLoadReport $path } | Should -Throw -ErrorId 'NoRows,*'
        $failure = { $rows | Export-RedisLoadReport $path -Redis 'redis://ada:top-secret@localhost:0' } | Should -Throw -ErrorId 'ValueOutOfRange,*' -ExpectedMessage '-Redis:*' -PassThru
        "$failure $($failure.Exception) $($failure.TargetObject)" | Should -Not -Match 'top-secret'
        { $rows | Export-RedisLoadReport $path -Redis 'a:b:c:d' } | Should -Throw -ErrorId 'ValueOutOfRange,*' -ExpectedMessage '*-Redis*'
        { $rows | Export-RedisLoadReport $path -Redis "127.0.0.1:$(Get-FreePort)" } | Should -Throw -ErrorId 'ConnectionRefused,*'
        Test-Path $path | Should -BeFalse
    }

    Context 'in a browser (where there is Chromium)' -Skip:(-not $hasBrowser) {
        BeforeAll {
            $page = Join-Path $TestDrive 'page.html'
            $rows + $refused + $snapshots + $each | Export-RedisLoadReport $page -Title '<script>document.title = "run"</script>'
        }

        It 'is read without a complaint: the verdict, the charts, and no script' {
            $read = Read-Page $page
            $read.Complaints | Should -BeNullOrEmpty
            $read.Dom | Should -Match 'data-verdict="\w+"'
            [regex]::Matches($read.Dom, '<svg viewBox="[^"]*" role="img"').Count | Should -Be (Get-Charts (Read-Report $page)).Count
            $read.Dom | Should -Match '<title>&lt;script&gt;'
            $read.Dom | Should -Not -Match '<script'
        }

        It 'is no wider than a phone' {
            Measure-Page $page 'document.documentElement.scrollWidth <= window.innerWidth' | Should -Be 'true'
        }

        It 'has letters in its charts that can be read on a phone' {
            $smallest = Measure-Page $page 'Math.min(...[...document.querySelectorAll("figure svg text")].map(text => text.ownerSVGElement.getScreenCTM().a * text.getAttribute("font-size")))'
            [double]$smallest | Should -BeGreaterThan 9.5
        }

        It 'has no letters that overlap in its charts' {
            $overlaps = Measure-Page $page '[...document.querySelectorAll("figure svg")].reduce((count, svg) => { const boxes = [...svg.querySelectorAll("text")].map(text => text.getBoundingClientRect()); return count + boxes.filter((a, i) => boxes.some((b, k) => k > i && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4)).length }, 0)'
            $overlaps | Should -Be '0'
        }

        It 'is dark where the reader''s browser is' {
            $brightness = '(getComputedStyle(document.body).backgroundColor.match(/\d+/g).reduce((sum, part) => sum + +part, 0) / 3).toFixed()'
            [int](Measure-Page $page $brightness) | Should -BeGreaterThan 200
            [int](Measure-Page $page $brightness -Dark) | Should -BeLessThan 50
        }

        It 'is not blank' {
            $blank = Join-Path $TestDrive 'blank.html'
            Set-Content $blank '<!DOCTYPE html><title>blank</title>'
            Save-Screenshot $blank "$blank.png"
            Save-Screenshot $page "$page.png"
            (Get-Item "$page.png").Length | Should -BeGreaterThan (5 * (Get-Item "$blank.png").Length)
        }
    }
}
