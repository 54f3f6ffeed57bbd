# These count what this process has open.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $server = Start-RedisServer -ArgumentList '--tcp-backlog', '4096', '--protected-mode', 'no'
    $common = @{ Port = $server.Port; WarningAction = 'SilentlyContinue' }

    # The descriptors of this process, and the threads of a load.
    function Get-Holding {
        Get-ChildItem /proc/self/fd | ForEach-Object { (Get-Item $_.FullName -ErrorAction Ignore).Target }
        Get-ChildItem /proc/self/task | ForEach-Object { Get-Content "$($_.FullName)/comm" -ErrorAction Ignore } | Where-Object { $_ -like 'RedisLoad *' }
    }

    # A thread is gone from the kernel's list a moment after it was joined.
    function Wait-Nothing($Before) {
        Wait-Until { @(Get-Holding).Count -le $Before.Count } -Detail { Get-Holding | Where-Object { $_ -notin $Before } }
        (Get-RedisInfo $server).connected_clients | Should -Be 1
    }

    # Some belong to .NET, from the first use on.
    Start-RedisLoad @common -Cps 100 -Duration 0.2 | Out-Null
}

AfterAll {
    $server | Stop-RedisServer
}

Describe 'A load leaves nothing behind' {
    BeforeEach {
        $before = @(Get-Holding)
    }

    It 'when nobody wants more of its rows' {
        Start-RedisLoad @common -Cps 500 -Duration 600 -Interval 0.1 | Select-Object -First 3 | Should -HaveCount 3
        Wait-Nothing $before
    }

    It 'when the pipeline is stopped, as Ctrl+C does' {
        $load = Start-Pipeline { param($port) Start-RedisLoad -Port $port -Cps 500 -Duration 600 -Interval 0.1 } -ArgumentList $server.Port
        Wait-Until { $load.Output.Count -gt 0 }
        Stop-Pipeline $load
        Wait-Until { -not (Get-Holding | Where-Object { $_ -like 'RedisLoad *' }) }
        (Get-RedisInfo $server).connected_clients | Should -Be 1
    }

    It 'when a threshold ends it early' {
        Start-RedisLoad @common -Cps 100 -Duration 600 -Interval 0.2 -Threshold 'ResponseP50 < 1us' -AbortOnBreach -ErrorAction SilentlyContinue | Out-Null
        Wait-Nothing $before
    }

    It 'when its connections would have stayed, over TLS as without' {
        $authority = New-Authority
        $secured = Start-TlsRedisServer (New-Certificate $authority) $authority -Folder $TestDrive
        try {
            $tls = @{ Port = $secured.TlsPort; UseTls = $true; CaCertificate = $secured.CaFile; WarningAction = 'SilentlyContinue' }
            Start-RedisLoad @tls -Cps 100 -Duration 0.2 | Out-Null
            $before = @(Get-Holding)
            foreach ($load in $common, $tls) {
                Start-RedisLoad @load -Cps 100 -Duration 1 -HoldTime 30 -Interval 0.2 | Select-Object -First 1 | Out-Null
            }
            # The thread pool keeps some of its own.
            Wait-Until { @(Get-Holding).Count -lt $before.Count + 20 } -Detail { Get-Holding | Where-Object { $_ -notin $before } }
            (Get-RedisInfo $secured).connected_clients | Should -Be 1
        }
        finally {
            $secured | Stop-RedisServer
        }
    }

    It 'in whatever shape it was, and its books balance' {
        $shapes = @(
            @{ Gap = 0.25 }
            @{ Arrival = 'Poisson'; HoldTime = '10ms-300ms'; KeepAliveInterval = 0.05 }
            @{ RampTo = 50; Close = 'Fin'; Pipeline = $true; Requests = 3 }
            @{ Step = 50; StepTime = 0.25; Close = 'Server'; HoldTime = 0.1; Resp = 3 }
            @{ PoolSize = 30; Gap = 0.25; Requests = 5 }
            @{ Steady = 50; SteadyRate = 500; SourceAddress = '127.0.0.8/29' }
            @{ Command = @(); HoldTime = 0.2; TcpKeepAlive = 5 }
        )
        foreach ($shape in $shapes) {
            $total = Get-Total (Start-RedisLoad @common -Cps 200 -Duration 0.5 @shape)
            $total.Started + $total.Dropped | Should -Be $total.Due
            $total.Succeeded | Should -Be $total.Started
            $total.Open | Should -Be 0
        }
        Wait-Nothing $before
    }
}
