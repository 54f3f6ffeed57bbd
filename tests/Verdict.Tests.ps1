# Each verdict that a real run can come to, provoked.

BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $hasNamespace = Test-Namespace
    $canPin = [bool](Get-Command taskset -CommandType Application -ErrorAction Ignore)
    $canLimit = [bool](Get-Command prlimit -CommandType Application -ErrorAction Ignore)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $server = Start-RedisServer -ArgumentList '--maxclients', '15000', '--tcp-backlog', '4096', '--enable-debug-command', 'yes'

    # On a machine that is busy with other work, too, the load generator may be to blame as well; then it says so.
    function Assert-ServerSlow($Summary) {
        $isGeneratorLate = "$($Summary.Evidence)" -match 'load generator was a bottleneck'
        $Summary.Verdict | Should -BeIn ($isGeneratorLate ? 'ServerSlow', 'GeneratorBottleneck' : 'ServerSlow')
    }
}

AfterAll {
    $server | Stop-RedisServer
}

Describe 'The verdict' {
    It 'is ServerSlow of a server that is stopped for a second' {
        $summary = Start-RedisLoad -Port $server.Port -Cps 500 -Duration 3 -WarningAction SilentlyContinue | ForEach-Object {
            if ($_.ElapsedSeconds -eq 1) {
                Suspend-RedisServer $server -Seconds 1
            }
            $_
        } | Measure-RedisLoad
        Assert-ServerSlow $summary
        "$($summary.Evidence)" | Should -Match 'stalled'
    }

    It 'is ServerSlow of a server that sleeps for a second' {
        $summary = Start-RedisLoad -Port $server.Port -Cps 500 -Duration 3 -WarningAction SilentlyContinue | ForEach-Object {
            if ($_.ElapsedSeconds -eq 1) {
                & redis-cli -p $server.Port debug sleep 1 | Out-Null
            }
            $_
        } | Measure-RedisLoad
        Assert-ServerSlow $summary
        "$($summary.Evidence)" | Should -Match 'stalled'
    }

    It 'is not Valid where -MaxOpen connections wait for a server that is stopped, and says how many were dropped' {
        $summary = Start-RedisLoad -Port $server.Port -Cps 500 -Duration 3 -MaxOpen 10 -WarningAction SilentlyContinue | ForEach-Object {
            if ($_.ElapsedSeconds -eq 1) {
                Suspend-RedisServer $server -Seconds 1
            }
            $_
        } | Measure-RedisLoad
        Assert-ServerSlow $summary
        "$($summary.Evidence)" | Should -Match 'were dropped'
    }

    It 'is ServerFailing where nobody listens' {
        $summary = Start-RedisLoad -Port (Get-FreePort) -Force -Cps 500 -Duration 0.2 -WarningAction SilentlyContinue | Measure-RedisLoad
        [RedisLoad.Results.Verdict]$summary.Verdict | Should -Be 'ServerFailing'
        $summary.FailedByServer | Should -Be 100
        $summary.Evidence[0] | Should -Be '100 of 100 connections failed: 100 Refused.'
    }

    It 'is AccessDenied without the password' {
        & redis-cli -p $server.Port config set requirepass secret | Out-Null
        try {
            $summary = Start-RedisLoad -Port $server.Port -Force -Cps 500 -Duration 0.2 -WarningAction SilentlyContinue | Measure-RedisLoad
        }
        finally {
            & redis-cli -p $server.Port -a secret --no-auth-warning config set requirepass '' | Out-Null
        }
        [RedisLoad.Results.Verdict]$summary.Verdict | Should -Be 'AccessDenied'
        $summary.FailedByConfiguration | Should -Be 100
    }

    It 'is GeneratorBottleneck of a load generator whose processor others are busy with' -Skip:(-not $canPin) {
        # The server has the other processors to itself; the busy loops are where the shell is, and end with it.
        $summary = Invoke-Shell -Launcher 'taskset', '-c', '0' -ArgumentList $server.Port {
            param($port)
            Start-RedisLoad -Port $port -Cps 100 -Duration 0.1 | Out-Null
            $loops = foreach ($i in 1..6) { Start-Process sh -ArgumentList '-c', '"while :; do :; done"' -PassThru }
            try {
                $rows = Start-RedisLoad -Port $port -Cps 2000 -Duration 2 -WarningAction SilentlyContinue
            }
            finally {
                $loops | Stop-Process
            }
            $rows | Measure-RedisLoad
        }
        [RedisLoad.Results.Verdict]$summary.Verdict | Should -Be 'GeneratorBottleneck'
        $summary.Evidence -join ' ' | Should -Match 'schedule lag p99'
    }

    It 'is HostLimited where this process may open no more files' -Skip:(-not $canLimit) {
        # Each connection stays for a second, so that 200 would be open at once; the limit comes when the load has begun. What the shell itself
        # opens files for is done once before.
        $summary = Invoke-Shell -ArgumentList $server.Port {
            param($port)
            function Measure-Load([double] $Duration, [double] $LimitAt) {
                Start-RedisLoad -Port $port -Cps 200 -Duration $Duration -Command 'BLPOP nothing 1' -Interval 0.1 -WarningAction SilentlyContinue | ForEach-Object {
                    if ($_.ElapsedSeconds -eq $LimitAt) {
                        $limit = [IO.Directory]::GetFiles('/proc/self/fd').Count + 20
                        & prlimit --pid $PID --nofile=${limit}:$limit
                    }
                    $_
                } | Measure-RedisLoad
            }
            $null = Measure-Load 0.2
            Measure-Load 1 -LimitAt 0.1
        }
        [RedisLoad.Results.Verdict]$summary.Verdict | Should -Be 'HostLimited'
        $summary.FileLimit | Should -BeGreaterThan 0
        $summary.Evidence[0] | Should -Match 'FileLimit. The run does not show what the server can do'
    }

    It 'is HostLimited where no local port is left (where there can be a network namespace)' -Skip:(-not $hasNamespace) {
        $summary = Invoke-InNamespace {
            '40000 40049' > /proc/sys/net/ipv4/ip_local_port_range
            $server = Start-RedisServer -Port 6379
            try {
                Start-RedisLoad -Cps 500 -Duration 1 -Command 'BLPOP nothing 0.5' -WarningAction SilentlyContinue | Measure-RedisLoad
            }
            finally {
                $server | Stop-RedisServer
            }
        }
        [RedisLoad.Results.Verdict]$summary.Verdict | Should -Be 'HostLimited'
        $summary.PortsExhausted | Should -BeGreaterThan 0
        $summary.Evidence[0] | Should -Match 'PortsExhausted. The run does not show what the server can do'
    }

    It 'is GeneratorBottleneck where connect() searches for ports, with the rate that was achieved and the time that passed (in a namespace)' -Skip:(-not $hasNamespace) {
        $seen = Invoke-InNamespace {
            # Loopback takes a port in TIME_WAIT again by itself otherwise. Half of these ports are in use after three seconds.
            [IO.File]::WriteAllText('/proc/sys/net/ipv4/tcp_tw_reuse', '0')
            [IO.File]::WriteAllText('/proc/sys/net/ipv4/ip_local_port_range', '32768 60999')
            $server = Start-RedisServer -Port 6379
            try {
                Start-RedisLoad -BuiltInTarget -Cps 100 -Duration 0.1 | Out-Null
                $clock = [Diagnostics.Stopwatch]::StartNew()
                $rows = @(Start-RedisLoad -Cps 5000 -Duration 5 -ConnectTimeout 1 -Close Fin -Command PING -WarningVariable said -WarningAction SilentlyContinue)
                $wall = $clock.Elapsed.TotalSeconds
                $summary = $rows | Measure-RedisLoad -Threshold 'Cps > 4900' -ErrorAction SilentlyContinue
                [pscustomobject]@{
                    Wall = $wall; Elapsed = $rows[-1].ElapsedSeconds; Said = @($said | ForEach-Object { "$_" }); Evidence = "$($summary.Evidence)"; Verdict = "$($summary.Verdict)"
                    Passed = $summary.Passed; Due = $summary.Due; Started = $summary.Started; Succeeded = $summary.Succeeded; NotStarted = $summary.NotStarted; Cps = $summary.Cps
                    LeastStarted = ($rows | Where-Object Due -gt 0 | Measure-Object Started -Minimum).Minimum
                }
            }
            finally {
                $server | Stop-RedisServer
            }
        }
        $seen.Said[0] | Should -Match '25,000 closed connections may be in TIME_WAIT at once \(-Close Fin\), which requires 50,000 local ports'
        # Rows are of the time that passed, and so is the rate.
        $seen.Elapsed | Should -BeGreaterOrEqual 5
        $seen.Elapsed | Should -BeLessOrEqual $seen.Wall
        $seen.Cps | Should -BeLessOrEqual ($seen.Succeeded / $seen.Elapsed + 0.1)
        $seen.Due | Should -Be 25000
        $seen.Started + $seen.NotStarted | Should -Be 25000
        $seen.NotStarted | Should -BeGreaterThan 0
        $seen.LeastStarted | Should -BeLessThan 5000
        $seen.Passed | Should -BeFalse
        $seen.Verdict | Should -Match '^(GeneratorBottleneck|HostLimited)$'
        $seen.Evidence | Should -Match 'of 25,000 due connections were not started'
        $seen.Evidence | Should -Match 'ms of CPU to open a connection \(limit 0.2 ms\)\. The kernel took long to find a free local port'
        $seen.Evidence | Should -Not -Match 'stalled'
    }

    It 'is GeneratorBottleneck of a load generator that is stopped for a second: <Name>' -ForEach @(
        @{ Name = 'even'; Shape = @{ Cps = 200 } }
        @{ Name = 'bursts'; Shape = @{ Cps = 100; Gap = 0.5 } }
        @{ Name = 'without a schedule'; Shape = @{ Saturate = $true; MaxOpen = 5 } }
    ) {
        $summary = Invoke-Shell {
            param($Port, $Shape)
            Start-RedisLoad -Port $Port -Cps 100 -Duration 0.1 -WarningAction SilentlyContinue | Out-Null
            $stopper = [Diagnostics.Process]::Start('sh', [string[]]('-c', "sleep 1; kill -STOP $PID; sleep 1; kill -CONT $PID"))
            Start-RedisLoad -Port $Port @Shape -Duration 4 -WarningAction SilentlyContinue | Measure-RedisLoad |
                Select-Object @{ Name = 'Verdict'; Expression = { "$($_.Verdict)" } }, Evidence, GeneratorPauseMaxMs
            $stopper.WaitForExit()
        } -ArgumentList $server.Port, $Shape
        $summary.GeneratorPauseMaxMs | Should -BeGreaterThan 900
        $summary.Verdict | Should -Be 'GeneratorBottleneck'
        "$($summary.Evidence)" | Should -Match 'longest pause of the load generator'
        "$($summary.Evidence)" | Should -Not -Match 'stalled'
    }
}
