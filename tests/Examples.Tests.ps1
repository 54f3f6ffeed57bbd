BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $hasNamespace = Test-Namespace
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $examples = Join-Path $PSScriptRoot '..' 'examples'
    $server = Start-RedisServer
}

AfterAll {
    $server | Stop-RedisServer
}

Describe 'The example' {
    It 'Demo.ps1 runs the main job and keeps its rows' {
        $path = Join-Path $TestDrive 'demo' 'load.csv'
        & (Join-Path $examples 'Demo.ps1') -Cps 200 -Duration 1 -Path $path *>&1 | Out-String | Should -Match 'Connections +: 200 due: 200 started, 0 dropped, 0 not started; 200\s+succeeded, 0 failed'
        Import-Csv $path | Should -HaveCount 1
    }

    It 'SaveRows.ps1 keeps a row a second in a CSV file' {
        $path = Join-Path $TestDrive 'rows.csv'
        & (Join-Path $examples 'SaveRows.ps1') -Port $server.Port -Cps 200 -Duration 2 -Path $path 3>$null
        Import-Csv $path | Should -HaveCount 2
    }

    It 'JsonLines.ps1 writes a row as a line, while the load runs' {
        $lines = & (Join-Path $examples 'JsonLines.ps1') -Port $server.Port -Cps 100 -Duration 2 3>$null
        $lines | Should -HaveCount 2
        $lines | Should -Match '^\{"Timestamp":".*\}$'
        ($lines | ConvertFrom-Json).Due | Should -Be 100, 100
    }

    It 'WaitForServers.ps1 waits until servers answer, and says what is wrong where they do not' {
        $port = Get-FreePort
        $waiting = Start-Pipeline { param($path, $servers) & $path -ComputerName $servers } -ArgumentList (Join-Path $examples 'WaitForServers.ps1'), @("127.0.0.1:$($server.Port)", "127.0.0.1:$port")
        $late = Start-RedisServer -Port $port
        try {
            $tests = Receive-Job $waiting -Wait -AutoRemoveJob
            $tests.Status | Should -Be (@('Success') * 6)
        }
        finally {
            $late | Stop-RedisServer
        }
        { & (Join-Path $examples 'WaitForServers.ps1') -ComputerName "127.0.0.1:$port" -Timeout 0 } | Should -Throw "*127.0.0.1:$port*"
    }

    It 'ManyGenerators.ps1 sets the load generators side by side' {
        $figures = & (Join-Path $examples 'ManyGenerators.ps1') -Port $server.Port -Cps 100 -Duration 1 3>$null
        $figures | Should -HaveCount 3
        @($figures.Generator -eq 'all') | Should -HaveCount 1
        $figures.Failed | Sort-Object -Unique | Should -Be 0
    }

    It 'ShareLoad.ps1 is one of several that a scheduler starts, as the Kubernetes job starts it' {
        $manifest = Get-Content (Join-Path $examples 'kubernetes' 'load.yaml') -Raw
        $manifest | Should -Match "(?m)^ +- .*/examples/ShareLoad.ps1$"
        $env:GENERATORS = [regex]::Match($manifest, '(?s)name: GENERATORS\s+value: "(\d+)"').Groups[1].Value
        $env:GENERATORS | Should -Be ([regex]::Match($manifest, 'completions: (\d+)').Groups[1].Value)
        try {
            $rows = foreach ($index in 0..2) {
                $env:JOB_COMPLETION_INDEX = $index
                $env:START_AT = [DateTimeOffset]::UtcNow.AddSeconds(5).ToString('yyyy-MM-ddTHH:mm:ssZ')
                & (Join-Path $examples 'ShareLoad.ps1') -Port $server.Port -Cps 200 -Duration 1 3>$null | ConvertFrom-Csv
            }
        }
        finally {
            Remove-Item Env:GENERATORS, Env:JOB_COMPLETION_INDEX, Env:START_AT
        }
        $rows.Share | Sort-Object -Unique | Should -Be '1/3', '2/3', '3/3'
        ($rows | Measure-RedisLoad).Due | Should -Be 200
    }

    It 'FindFailures.ps1 shows the seconds in which connections failed' {
        & (Join-Path $examples 'FindFailures.ps1') -Port $server.Port -Cps 200 -Duration 0.2 3>$null | Should -BeNullOrEmpty
        $refusing = Get-FreePort
        $rows = & (Join-Path $examples 'FindFailures.ps1') -Port $refusing -Cps 1000 -Duration 0.2 -Force 3>$null
        $rows.Refused | Should -Be 200
    }

    It 'WatchLoad.ps1 keeps what the load saw and what the kernel saw' {
        $folder = Join-Path $TestDrive 'watched'
        & (Join-Path $examples 'WatchLoad.ps1') -Port $server.Port -Cps 200 -Duration 1 -Folder $folder 3>$null | Out-Null
        Import-Csv (Join-Path $folder 'load.csv') | Should -HaveCount 1
        @(Import-Csv (Join-Path $folder 'connections.csv')).Count | Should -BeGreaterThan 0
    }

    It 'Gate.ps1 passes and fails a build' {
        { & (Join-Path $examples 'Gate.ps1') -Port $server.Port -Cps 1000 -Duration 0.2 -P99Ms 60000 3>$null } | Should -Not -Throw
        { & (Join-Path $examples 'Gate.ps1') -Port $server.Port -Cps 1000 -Duration 0.2 -P99Ms 0.001 3>$null } | Should -Throw -ExpectedMessage 'ResponseP99Ms <= 0.001*'
    }

    It 'Report.ps1 makes a page of a load' {
        $path = Join-Path $TestDrive 'report.html'
        & (Join-Path $examples 'Report.ps1') -Port $server.Port -Cps 100 -Duration 1 -Path $path 3>$null | Should -BeNullOrEmpty
        Get-Content $path -Raw | Should -Match '<h1>100 connections per second to localhost</h1>'
    }

    It 'FindLimit.ps1 finds the rate that a server holds' {
        $said = & (Join-Path $examples 'FindLimit.ps1') -Port $server.Port -From 500 -To 1000 -Duration 0.4 -P99Ms 60000 6>$null
        $said | Select-Object -Last 1 | Should -Match '^1,000/s, the highest rate tested, met every threshold'
    }

    It 'CompareWithBaseline.ps1 keeps a baseline, then compares with it' {
        $path = Join-Path $TestDrive 'baseline.csv'
        & (Join-Path $examples 'CompareWithBaseline.ps1') -Port $server.Port -Cps 200 -Duration 3 -Path $path 3>$null | Should -BeNullOrEmpty
        Import-Csv $path | Should -HaveCount 3
        # On a machine that is busy with something else it says that it cannot judge.
        try {
            $compared = & (Join-Path $examples 'CompareWithBaseline.ps1') -Port $server.Port -Cps 200 -Duration 3 -Path $path 3>$null
            $compared.Metric | Should -Contain 'ResponseP99Ms'
        }
        catch [InvalidOperationException] {
            $_.FullyQualifiedErrorId | Should -Match '^(NotComparable|Regression),'
        }
    }

    It 'Original.ps1 keeps what became of each client' {
        $path = Join-Path $TestDrive 'clients.csv'
        & (Join-Path $examples 'Original.ps1') -Port $server.Port -Cps 20 -Duration 2 -Gap 1 -Path $path 3>$null
        $clients = @(Import-Csv $path)
        $clients | Should -HaveCount 40
        $clients.Failure | Select-Object -Unique | Should -Be 'None'
        ($clients | Where-Object Burst -eq 1 | Sort-Object { [int]$_.Client } | Select-Object -Last 1).Client | Should -Be 19
    }

    It 'FindKnee.ps1 shows the rate at which a limit is passed' {
        & (Join-Path $examples 'FindKnee.ps1') -Port $server.Port -From 400 -Step 400 -StepTime 0.5 -Duration 1 -P99Ms 60000 3>$null | Should -BeNullOrEmpty
        (& (Join-Path $examples 'FindKnee.ps1') -Port $server.Port -From 400 -Step 400 -StepTime 0.5 -Duration 1 -P99Ms 0.001 3>$null).ElapsedSeconds | Should -BeGreaterOrEqual 1
    }

    It 'RampUp.ps1 increases the rate linearly, and stops when a threshold is not met' {
        (& (Join-Path $examples 'RampUp.ps1') -Port $server.Port -From 50 -To 150 -Duration 2 3>$null).TargetCps | Should -Be 75, 125
        $ErrorActionPreference = 'SilentlyContinue'
        $rows = @(& (Join-Path $examples 'RampUp.ps1') -Port $server.Port -From 50 -To 150 -Duration 20 -Threshold 'Cps > 100000' 3>$null)
        $rows.Count | Should -BeLessThan 10
    }

    It 'LoadByAddress.ps1 takes the address, and the password in it, from the environment' {
        & redis-cli -p $server.Port acl setuser caller on '>pa:ss' '~*' '+@all' | Should -Be 'OK'
        try {
            $env:REDISLOAD_TEST_ADDRESS = "redis://caller:pa%3Ass@127.0.0.1:$($server.Port)/3"
            (& (Join-Path $examples 'LoadByAddress.ps1') -Variable REDISLOAD_TEST_ADDRESS -Cps 100 -Duration 0.2 3>$null).Succeeded | Should -Be 20
            & redis-cli -p $server.Port -n 3 exists redisload:foo | Should -Be 1
        }
        finally {
            Remove-Item Env:REDISLOAD_TEST_ADDRESS
        }
        { & (Join-Path $examples 'LoadByAddress.ps1') -Variable REDISLOAD_TEST_ADDRESS } | Should -Throw '*REDISLOAD_TEST_ADDRESS*redis://*'
    }

    It 'Storm.ps1 sets steady clients before, in and after a storm side by side' {
        $phases = @(& (Join-Path $examples 'Storm.ps1') -Port $server.Port -Steady 10 -SteadyRate 200 -Storm 200 -Duration 0.5 3>$null)
        $phases.Phase | Should -Be 'before', 'storm', 'after'
        $phases.SteadyRequests | Should -Be 100, 100, 100
    }

    It 'ReconnectStorm.ps1 restarts a server under its clients, and sets four ways to reconnect side by side' {
        $ways = @(& (Join-Path $examples 'ReconnectStorm.ps1') -Clients 20 -ClientRate 5 -Duration 3 -Down 0.3 -Port (Get-FreePort) 3>$null)
        $ways.Policy | Should -Be 'Immediate', 'Fixed', 'Exponential', 'Exponential, full jitter'
        $ways | ForEach-Object { $_.Attempts | Should -BeGreaterOrEqual 20 }
        $ways[0].Attempts | Should -BeGreaterThan $ways[3].Attempts
    }

    It 'HoldOpen.ps1 fills a server with idle connections' {
        $rows = @(& (Join-Path $examples 'HoldOpen.ps1') -Port $server.Port -Count 50 -Cps 500 -HoldTime '1.5-2' -KeepAliveInterval 0.5 3>$null)
        $rows[0].Held | Should -BeGreaterThan 40
        $rows[-1].Open | Should -Be 0
        $rows | Out-String | Should -Match '(?m)^ElapsedSeconds .*Held '
    }

    It 'OwnCommands.ps1 sends commands of its own' {
        (& (Join-Path $examples 'OwnCommands.ps1') -Port $server.Port -Cps 100 -Duration 0.2 3>$null).Succeeded | Should -Be 20
        & redis-cli -p $server.Port get load:worker:0 | Should -BeGreaterOrEqual 200
    }

    It 'ManyServers.ps1 sets servers side by side' {
        $second = Start-RedisServer
        try {
            $rows = @(& (Join-Path $examples 'ManyServers.ps1') -ComputerName "127.0.0.1:$($server.Port)", "127.0.0.1:$($second.Port)" -Cps 40 -Duration 1 3>$null)
            ($rows.Target | Sort-Object) | Should -Be ("127.0.0.1:$($server.Port)", "127.0.0.1:$($second.Port)" | Sort-Object)
            # The last row is as much longer as its last replies took.
            $rows | ForEach-Object { $_.Cps | Should -BeGreaterThan 10 }
            $rows | ForEach-Object { $_.Cps | Should -BeLessOrEqual 20 }
        }
        finally {
            $second | Stop-RedisServer
        }
    }

    It 'ManySources.ps1 closes with FIN, from many addresses' {
        $open = Start-RedisServer -ArgumentList '--protected-mode', 'no'
        try {
            $rows = & (Join-Path $examples 'ManySources.ps1') -Port $open.Port -Cps 50 -Duration 1 3>$null
            $rows.Cps | Should -BeGreaterThan 25
            $rows.Cps | Should -BeLessOrEqual 50
            $rows.PortsExhausted | Should -Be 0
        }
        finally {
            $open | Stop-RedisServer
        }
    }

    It 'LoadOverTls.ps1 tells how long handshakes take' {
        $authority = New-Authority
        $secured = Start-TlsRedisServer (New-Certificate $authority) $authority -Folder $TestDrive -AuthClients yes
        try {
            $client = Save-Certificate (New-Certificate $authority -Name 'client') $TestDrive 'client'
            $rows = & (Join-Path $examples 'LoadOverTls.ps1') -Port $secured.TlsPort -Cps 50 -Duration 1 -CaCertificate $secured.CaFile -ClientCertificate $client.Pem -ClientKey $client.Key 3>$null
        }
        finally {
            $secured | Stop-RedisServer
        }
        $rows.Failed | Should -Be 0
        $rows.TlsHandshakeP50Ms | Should -BeGreaterThan 0
        $rows | Out-String | Should -Match '(?m)^ElapsedSeconds .*TlsHandshakeP99Ms'
    }

    It 'TuneHost.ps1 tunes, runs, and puts back (where there can be a network namespace)' -Skip:(-not $hasNamespace) {
        $found = Invoke-InNamespace -ArgumentList (Join-Path $examples 'TuneHost.ps1') {
            param($path)
            64 > /proc/sys/net/core/somaxconn
            $during = & $path -Cps 8000 -Run { Get-Content /proc/sys/net/core/somaxconn }
            @{ During = $during; After = (Get-Content /proc/sys/net/core/somaxconn) }
        }
        $found.During | Should -Be '4096'
        $found.After | Should -Be '64'
    }

    It 'Ceiling.ps1 finds the highest rate of a server and of this host alone' {
        $rows = & (Join-Path $examples 'Ceiling.ps1') -ComputerName '127.0.0.1' -Port $server.Port -Duration 0.5 3>$null
        $rows.Target | Should -Be "127.0.0.1:$($server.Port)", 'built-in target'
        $rows | ForEach-Object { $_.Cps | Should -BeGreaterThan 0 }
    }

    It 'CompareWithControl.ps1 sets a run beside what the generator can do' {
        $rows = & (Join-Path $examples 'CompareWithControl.ps1') -Port $server.Port -Cps 1000 -Duration 0.2 3>$null
        $rows.Run | Should -Be 'built-in target', 'Redis'
        $rows.Succeeded | Should -Be 200, 200
    }
}
