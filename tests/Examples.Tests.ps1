BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'support' 'OwnKernel.psm1') -Force
    $hasOwnKernel = Test-OwnKernel
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '..' 'artifacts' 'RedisLoad' 'RedisLoad.psd1') -Force
    Import-Module (Join-Path $PSScriptRoot 'support' 'RedisServer.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'support' 'OwnKernel.psm1') -Force
    $examples = Join-Path $PSScriptRoot '..' 'examples'
    $server = Start-RedisServer
}

AfterAll {
    $server | Stop-RedisServer
}

Describe 'The example' {
    It 'Demo.ps1 runs the main job and keeps its rows' {
        $path = Join-Path $TestDrive 'demo' 'load.csv'
        & (Join-Path $examples 'Demo.ps1') -Cps 200 -Duration 1 -Path $path *>&1 | Out-String | Should -Match '200 connections due: 200 started, 0 dropped; 200 succeeded, 0 failed.'
        Import-Csv $path | Should -HaveCount 1
    }

    It 'SaveRows.ps1 keeps a row a second in a CSV file' {
        $path = Join-Path $TestDrive 'rows.csv'
        & (Join-Path $examples 'SaveRows.ps1') -Port $server.Port -Cps 200 -Duration 2 -Path $path 3>$null
        Import-Csv $path | Should -HaveCount 2
    }

    It 'FindFailures.ps1 shows the seconds in which connections failed' {
        & (Join-Path $examples 'FindFailures.ps1') -Port $server.Port -Cps 200 -Duration 1 3>$null | Should -BeNullOrEmpty
        $refusing = Get-FreePort
        $rows = & (Join-Path $examples 'FindFailures.ps1') -Port $refusing -Cps 200 -Duration 1 -Force 3>$null
        $rows.Refused | Should -Be 200
    }

    It 'WatchLoad.ps1 keeps what the load saw and what the kernel saw' {
        $folder = Join-Path $TestDrive 'watched'
        & (Join-Path $examples 'WatchLoad.ps1') -Port $server.Port -Cps 200 -Duration 1 -Folder $folder 3>$null | Out-Null
        Import-Csv (Join-Path $folder 'load.csv') | Should -HaveCount 1
        @(Import-Csv (Join-Path $folder 'connections.csv')).Count | Should -BeGreaterThan 0
    }

    It 'Gate.ps1 passes and fails a build' {
        { & (Join-Path $examples 'Gate.ps1') -Port $server.Port -Cps 200 -Duration 1 -P99Ms 60000 3>$null } | Should -Not -Throw
        { & (Join-Path $examples 'Gate.ps1') -Port $server.Port -Cps 200 -Duration 1 -P99Ms 0.001 3>$null } | Should -Throw -ExpectedMessage 'ResponseP99Ms <= 0.001*'
    }

    It 'Report.ps1 makes a page of a load' {
        $path = Join-Path $TestDrive 'report.html'
        & (Join-Path $examples 'Report.ps1') -Port $server.Port -Cps 100 -Duration 1 -Path $path 3>$null | Should -BeNullOrEmpty
        Get-Content $path -Raw | Should -Match '<h1>100 connections a second to localhost</h1>'
    }

    It 'FindLimit.ps1 finds the rate that a server holds' {
        $said = & (Join-Path $examples 'FindLimit.ps1') -Port $server.Port -From 50 -To 100 -Duration 0.2 -P99Ms 60000 6>$null
        $said | Select-Object -Last 1 | Should -Match '^100 connections a second hold every threshold, and no more was asked for'
    }

    It 'CompareWithBaseline.ps1 keeps a baseline, then compares with it' {
        $path = Join-Path $TestDrive 'baseline.csv'
        & (Join-Path $examples 'CompareWithBaseline.ps1') -Port $server.Port -Cps 100 -Duration 3 -Path $path 3>$null | Should -BeNullOrEmpty
        Import-Csv $path | Should -HaveCount 3
        $compared = & (Join-Path $examples 'CompareWithBaseline.ps1') -Port $server.Port -Cps 100 -Duration 3 -Path $path 3>$null 2>$null
        $compared.Metric | Should -Contain 'ResponseP99Ms'
    }

    It 'TuneHost.ps1 tunes, runs, and puts back (in a kernel of its own)' -Skip:(-not $hasOwnKernel) {
        $path = Join-Path $examples 'TuneHost.ps1'
        $found = Invoke-InOwnKernel @"
            Set-Content /proc/sys/net/core/somaxconn 64
            `$during = & '$path' -Cps 8000 -Run { Get-Content /proc/sys/net/core/somaxconn }
            @{ During = `$during; After = (Get-Content /proc/sys/net/core/somaxconn) }
"@
        $found.During | Should -Be '4096'
        $found.After | Should -Be '64'
    }

    It 'Ceiling.ps1 finds the highest rate of a server and of this host alone' {
        $rows = & (Join-Path $examples 'Ceiling.ps1') -ComputerName '127.0.0.1' -Port $server.Port -Duration 0.5 3>$null
        $rows.Target | Should -Be "127.0.0.1:$($server.Port)", 'built-in target'
        $rows | ForEach-Object { $_.Cps | Should -BeGreaterThan 0 }
    }

    It 'CompareWithControl.ps1 sets a run beside what the generator can do' {
        $rows = & (Join-Path $examples 'CompareWithControl.ps1') -Port $server.Port -Cps 200 -Duration 1 3>$null
        $rows.Run | Should -Be 'built-in target', 'Redis'
        $rows.Succeeded | Should -Be 200, 200
    }
}
