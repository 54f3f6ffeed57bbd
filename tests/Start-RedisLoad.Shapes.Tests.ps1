BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $hasNamespace = Test-Namespace
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')

    # How often the server has run a command.
    function Get-CallCount($Server, $Command) {
        $line = @(& redis-cli -p $Server.Port info commandstats) -like "cmdstat_${Command}:*"
        [int]([regex]::Match("$line", 'calls=(\d+)').Groups[1].Value + '')
    }

    function Get-ClientList($Server) {
        @(& redis-cli -p $Server.Port client list) -like '*addr=*' -notlike '*cmd=client*'
    }

    # The pairs of addresses of a server's connections in TIME_WAIT: at the client, or at the server, whichever closed first.
    function Get-TimeWait([int] $Port, [string] $At) {
        $end = $At -eq 'Server' ? 'sport' : 'dport'
        & ss -tanH state time-wait $end = ":$Port" | ForEach-Object { ($_.Trim() -split '\s+')[-2, -1] -join ' ' } | Sort-Object -Unique
    }
}

Describe 'The shapes of Start-RedisLoad' {
    BeforeAll {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive 'redis')).FullName
        $socket = Join-Path $folder 'redis.sock'
        $server = Start-RedisServer -ArgumentList '--maxclients', '5000', '--tcp-backlog', '4096', '--protected-mode', 'no', '--unixsocket', $socket, '--enable-debug-command', 'local'
        $common = @{ Port = $server.Port; WarningAction = 'SilentlyContinue' }
    }

    AfterAll {
        $server | Stop-RedisServer
    }

    Context 'shares' {
        It 'opens with three load generators what one would open alone: <Name>' -ForEach @(
            @{ Name = 'even'; Load = @{ Cps = 500; Count = 301 } }
            @{ Name = 'bursts'; Load = @{ Cps = 100; Duration = 0.9; Gap = 0.3 } }
            @{ Name = 'random'; Load = @{ Cps = 300; Duration = 1; Arrival = 'Poisson'; Seed = 5 } }
        ) {
            & redis-cli -p $server.Port del alone shared | Out-Null
            $alone = @(Start-RedisLoad @common @Load -Command 'SADD alone {burst}:{client}' -Force)
            $startAt = [DateTimeOffset]::Now.AddSeconds(8)
            $jobs = foreach ($number in 1..3) {
                Start-Pipeline {
                    param($Load, $Number, $StartAt)
                    Start-RedisLoad @Load -Share "$Number/3" -StartAt $StartAt -Command 'SADD shared {burst}:{client}' -Force
                } -ArgumentList ($common + $Load), $number, $startAt
            }
            $rows = @($jobs | Receive-Job -Wait -AutoRemoveJob)

            $rows.Share | Sort-Object -Unique | Should -Be '1/3', '2/3', '3/3'
            foreach ($share in $rows | Group-Object Share) {
                Assert-Book $share.Group
                # The last row ends when the last reply is there, and its seconds are rounded to milliseconds.
                [Math]::Abs(($share.Group[0].Timestamp.AddSeconds(-$share.Group[0].ElapsedSeconds) - $startAt).TotalMilliseconds) | Should -BeLessOrEqual 1
            }
            (Get-Total $rows).Due | Should -Be (Get-Total $alone).Due
            & redis-cli -p $server.Port scard shared | Should -Be (Get-Total $alone).Due
            & redis-cli -p $server.Port sdiff alone shared | Should -BeNullOrEmpty
            & redis-cli -p $server.Port sdiff shared alone | Should -BeNullOrEmpty
        }

        It 'divides what may be open' {
            (Start-RedisLoad @common -Cps 100 -Duration 0.2 -MaxOpen 100 -Share 3/3)[0].MaxOpen | Should -Be 33
        }

        It 'refuses a share that is none: <Share>' -ForEach @{ Share = '0/3' }, @{ Share = '4/3' }, @{ Share = 'half' }, @{ Share = 2 } {
            { Start-RedisLoad @common -Share $Share } | Should -Throw -ExpectedMessage "*'$Share' is not a share.*1/3*"
        }

        It 'refuses to share random arrivals without a seed' {
            { Start-RedisLoad @common -Arrival Poisson -Share 1/3 } | Should -Throw -ErrorId 'ValuesConflict,*' -ExpectedMessage '-Share: 1/3 *-Seed*'
        }

        It 'does not begin late' {
            $before = (Get-RedisInfo $server).total_connections_received
            { Start-RedisLoad @common -StartAt ([DateTimeOffset]::Now.AddSeconds(-1)) } | Should -Throw -ErrorId 'StartMissed,*' -ExpectedMessage '-StartAt: * is too soon*'
            (Get-RedisInfo $server).total_connections_received - $before | Should -Be 1
        }

        It 'refuses a moment that is none' {
            { Start-RedisLoad @common -StartAt soon } | Should -Throw -ExpectedMessage "*'soon' is not a moment.*+10s*"
        }
    }

    Context 'arrivals' {
        It 'opens bursts, each at once, Duration / Gap of them' {
            $before = Get-RedisInfo $server
            $records = @(Start-RedisLoad @common -Cps 50 -durs 1.2 -gaps 0.5 -PerConnection | Sort-Object Number)
            $after = Get-RedisInfo $server

            $records | Should -HaveCount 100
            @($records.DueMs | Select-Object -Unique) | Should -Be 0, 500
            ($records | Where-Object Burst -eq 1 | Select-Object -Last 1).Client | Should -Be 49
            $after.total_connections_received - $before.total_connections_received | Should -Be (100 + 2)
            & redis-cli -p $server.Port get redisload:foo | Should -Match '^1:\d+$'
        }

        It 'takes a rate with a fraction, or by another unit of time: <Cps>' -ForEach @(
            @{ Cps = 1.5; Duration = 2; Due = 0, 666.667, 1333.333 }
            @{ Cps = '1.5'; Duration = 2; Due = 0, 666.667, 1333.333 }
            @{ Cps = 0.8; Duration = 2; Due = 0, 1250 }
            @{ Cps = '120/m'; Duration = 1.2; Due = 0, 500, 1000 }
            @{ Cps = '7200/h'; Duration = 0.6; Due = 0, 500 }
        ) {
            $records = @(Start-RedisLoad @common -Cps $Cps -Duration $Duration -PerConnection | Sort-Object Number)
            @($records.DueMs | ForEach-Object { [Math]::Round($_, 3) }) | Should -Be $Due
        }

        It 'ramps and steps by fractions' {
            $ramp = @(Start-RedisLoad @common -Cps 0.5 -RampTo 3.5 -Duration 2 -PerConnection)
            $ramp | Should -HaveCount 4
            $steps = @(Start-RedisLoad @common -Cps 1.5 -Step 0.5 -StepTime 1 -Duration 2 -PerConnection)
            $steps | Should -HaveCount 4
        }

        It 'refuses a rate that is not one, and never another in its place: <Cps>' -ForEach @(
            @{ Cps = '8kb' }, @{ Cps = '8k' }, @{ Cps = '0x10' }, @{ Cps = '10l' }, @{ Cps = '1d' }, @{ Cps = '8,000' }, @{ Cps = '"1,5"' }, @{ Cps = '"500/d"' }
            @{ Cps = '([double]::NaN)' }, @{ Cps = '([double]::PositiveInfinity)' }, @{ Cps = '1e400' }, @{ Cps = '$true' }, @{ Cps = '$null' }
        ) {
            # As a person types it: PowerShell reads 8kb as the number 8192.
            $command = [scriptblock]::Create("Start-RedisLoad -Port $($server.Port) -Cps $Cps -Duration 0.1")
            $command | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*' -ExpectedMessage "*parameter 'Cps'*is not a rate. Use *"
        }

        It 'refuses part of a connection in a burst' {
            { Start-RedisLoad @common -Cps 1.5 -Gap 1 } | Should -Throw -ErrorId 'ValuesConflict,*' -ExpectedMessage '-Cps: 1.5 must be a whole number with -Gap*'
        }

        It 'comes at random, and the same for the same seed' {
            $runs = foreach ($seed in 1, 1, 2) {
                , @(Start-RedisLoad @common -Cps 1000 -Duration 0.4 -Arrival Poisson -Seed $seed -PerConnection | Sort-Object Number | ForEach-Object DueMs)
            }
            "$($runs[1])" | Should -Be "$($runs[0])"
            "$($runs[2])" | Should -Not -Be "$($runs[0])"
        }

        It 'goes from one rate to another' {
            $rows = @(Start-RedisLoad @common -Cps 100 -RampTo 500 -Duration 1 -Interval 0.5)
            $rows.TargetCps | Should -Be 200, 400
            (Get-Total $rows).Succeeded | Should -Be 300
        }

        It 'reaches the other rate in its own time' {
            (Start-RedisLoad @common -Cps 100 -RampTo 300 -RampTime 0.5 -Duration 1 -Interval 0.5).TargetCps | Should -Be 200, 300
        }

        It 'goes in steps' {
            (Start-RedisLoad @common -Cps 100 -Step 50 -StepTime 0.5 -Duration 1.5 -Interval 0.5).TargetCps | Should -Be 100, 150, 200
        }

        It 'opens so many and no more' -ForEach @(
            @{ Shape = @{} }
            @{ Shape = @{ Arrival = 'Poisson' } }
            @{ Shape = @{ Gap = 0.2 } }
            @{ Shape = @{ WarmUp = 0.3 } }
        ) {
            $total = Get-Total (Start-RedisLoad @common -Cps 500 -Count 333 @Shape)
            $total.Due | Should -Be 333
            $total.Succeeded | Should -Be 333
        }
    }

    Context 'the life of a connection' {
        It 'holds connections open, and shows them as held while their times are known' {
            $clients = @()
            $rows = @(Start-RedisLoad @common -Cps 100 -Duration 0.5 -HoldTime 1 -Interval 0.5 | ForEach-Object {
                $clients += @(Get-ClientList $server).Count
                $_
            })
            $rows | Should -HaveCount 3
            $rows[0].Held | Should -BeGreaterThan 40
            $rows[0].ResponseP50Ms | Should -Not -BeNullOrEmpty
            $clients[0] | Should -BeGreaterThan 40
            $rows[2].Held | Should -Be 0
            (Get-Total $rows).Succeeded | Should -Be 50
            # The rate is of the time in which they came, not of that in which they were there.
            $summary = $rows | Measure-RedisLoad
            $summary.TargetCps | Should -Be 100
            $summary.Cps | Should -BeGreaterThan (50 / $summary.Seconds)
        }

        It 'draws the time to hold from a range' {
            $held = @(Start-RedisLoad @common -Cps 400 -Duration 0.5 -HoldTime 100ms-400ms -PerConnection | ForEach-Object { $_.EndedMs - $_.LastReplyMs })
            $held | Should -HaveCount 200
            @($held | Where-Object { $_ -lt 100 }) | Should -HaveCount 0
            @($held | Where-Object { $_ -lt 200 }).Count | Should -BeGreaterThan 20
            @($held | Where-Object { $_ -gt 300 }).Count | Should -BeGreaterThan 20
        }

        It 'sends PINGs on held connections' {
            $before = Get-CallCount $server 'ping'
            Start-RedisLoad @common -Cps 20 -Duration 0.5 -HoldTime 0.5 -KeepAliveInterval 0.1 -Command 'ECHO hello' | Out-Null
            (Get-CallCount $server 'ping') - $before | Should -BeGreaterOrEqual 20
        }

        It 'closes as it is told, and the TIME_WAIT is where that leaves it: <Close>' -ForEach @(
            @{ Close = 'Reset'; AtClient = 0; AtServer = 0 }
            @{ Close = 'Fin'; AtClient = 30; AtServer = 0 }
            @{ Close = 'Server'; AtClient = 0; AtServer = 30 }
        ) {
            # A server of its own: to another, connections would take local ports again that are in TIME_WAIT. What is in it at the server's
            # end already comes from others, to whom the port was a local one.
            $fresh = Start-RedisServer
            try {
                $before = Get-TimeWait $fresh.Port -At Server
                (Get-Total (Start-RedisLoad -Port $fresh.Port -Cps 150 -Duration 0.2 -Close $Close -Force -WarningAction SilentlyContinue)).Succeeded | Should -Be 30
                @(Get-TimeWait $fresh.Port -At Client).Count | Should -Be $AtClient
                @(Get-TimeWait $fresh.Port -At Server | Where-Object { $_ -notin $before }).Count | Should -Be $AtServer
            }
            finally {
                $fresh | Stop-RedisServer
            }
        }

        It 'keeps a pool between bursts, and drops what it has no connection for' {
            $before = Get-RedisInfo $server
            $total = Get-Total (Start-RedisLoad @common -Cps 30 -Duration 1 -Gap 0.25 -PoolSize 20)
            $after = Get-RedisInfo $server

            $total.Due | Should -Be 120
            $total.Dropped | Should -BeGreaterThan 0
            $total.Started | Should -Be $total.Succeeded
            $total.Reused | Should -Be ($total.Started - 20)
            $total.Pooled | Should -Be 20
            $after.total_connections_received - $before.total_connections_received | Should -Be (20 + 2)
            $after.connected_clients | Should -Be 1
        }

        It 'closes a kept connection that nobody wants for so long' {
            $total = Get-Total (Start-RedisLoad @common -Cps 5 -Duration 0.75 -Gap 0.25 -PoolSize 5 -PoolIdleTimeout 0.05)
            $total.Succeeded | Should -Be 15
            $total.Reused | Should -Be 0
        }

        It 'replaces kept connections that the server has closed' {
            $rows = @(Start-RedisLoad @common -Cps 10 -Duration 1.5 -Gap 0.5 -PoolSize 10 -Interval 0.5 | ForEach-Object {
                & redis-cli -p $server.Port client kill type normal skipme yes | Out-Null
                $_
            })
            (Get-Total $rows).Succeeded | Should -Be 30
            (Get-Total $rows).Reused | Should -BeLessThan 20
        }

        It 'shows what the storm does to steady connections' {
            $before = Get-CallCount $server 'echo'
            $clients = @()
            $rows = @(Start-RedisLoad @common -Cps 100 -Duration 1 -Interval 0.5 -Steady 40 -SteadyRate 200 -Command 'ECHO steady' | ForEach-Object {
                $clients += @(Get-ClientList $server).Count
                $_
            })
            $rows.ClientsConnected | Should -Be 40, 40
            $total = Get-Total $rows
            $total.SteadyRequests | Should -Be 200
            $total.SteadyFailed | Should -Be 0
            $total.SteadyP99Ms | Should -BeGreaterThan 0
            $clients[0] | Should -BeGreaterOrEqual 40
            # The storm's 100, the steady 200, and the one before the load.
            (Get-CallCount $server 'echo') - $before | Should -Be 301
        }

        It 'counts what steady connections wait while the server stands still' {
            $rows = @(Start-RedisLoad @common -Cps 10 -Duration 1 -Interval 0.25 -Steady 10 -SteadyRate 200 -Command PING | ForEach-Object {
                if ($_.ElapsedSeconds -eq 0.25) {
                    & redis-cli -p $server.Port debug sleep 0.4 | Out-Null
                }
                $_
            })
            # Every request that was due meanwhile has waited, not one a connection.
            $total = Get-Total $rows
            $total.SteadyRequests | Should -Be 200
            $total.SteadyMaxMs | Should -BeGreaterThan 350
            $total.SteadyP99Ms | Should -BeGreaterThan 300
        }

        It 'keeps a population of clients that comes back when it is killed, each accounted for in every row' {
            $before = Get-RedisInfo $server
            $rows = @(Start-RedisLoad -Port $server.Port -Clients 300 -ClientRate 2 -Duration 2 -Interval 0.5 -Reconnect Exponential -ReconnectDelay 0.1 -Seed 1 -WarningVariable said -WarningAction SilentlyContinue | ForEach-Object {
                if ($_.ElapsedSeconds -eq 0.5) {
                    & redis-cli -p $server.Port client kill type normal skipme yes | Out-Null
                }
                $_
            })
            $rows | ForEach-Object { $_.ClientsConnected + $_.ClientsConnecting + $_.ClientsWaiting + $_.ClientsGivenUp | Should -Be 300 }
            $summary = $rows | Measure-RedisLoad
            $summary.Due, $summary.Clients, $summary.ClientsConnected, $summary.ClientsLost | Should -Be 0, 300, 300, 300
            $summary.SteadyRequests + $summary.SteadyFailed | Should -Be 1200
            # Those at first, those that came back, the one before the load, and two of redis-cli.
            $after = Get-RedisInfo $server
            $after.total_connections_received - $before.total_connections_received | Should -Be (300 + $summary.ReconnectAttempts - $summary.ReconnectsRefused + 3)
            $summary.Recovery100Seconds | Should -BeGreaterThan 0
            $summary.OutageMaxMs | Should -BeLessOrEqual (1000 * $summary.Recovery100Seconds)
            "$($summary.Evidence)" | Should -Match "Recovered in [0-9.]+ s: 50 % of the clients were connected again after"
            "$said" | Should -Match 'Recovered in'
            ($rows[0] | Out-String) | Should -Match 'ClientsConnected +ClientsWaiting'
        }

        It 'kills the clients of a server that is named for it, and marks the row' {
            $c = @{ Port = $server.Port; Clients = 50; ClientRate = 2; Duration = 1.5; Interval = 0.5; WarningAction = 'SilentlyContinue' }
            $rows = @(Start-RedisLoad @c -Disrupt ClientKill -DisruptAt 0.7 -DisruptServer "127.0.0.1:$($server.Port)")
            $marked = @($rows | Where-Object Events)
            $marked | Should -HaveCount 1
            $marked.Events | Should -Match '^Disrupt ClientKill at [0-9.]+ s$'
            [double]($marked.Events -replace '^.* at | s$') | Should -BeGreaterOrEqual 0.7
            $rows[-1].ClientsConnected | Should -Be 50
            ($rows | Measure-RedisLoad).ClientsLost | Should -Be 50
        }

        It 'pauses a server, and puts it to sleep where that is allowed' -ForEach @(@{ Kind = 'ClientPause' }, @{ Kind = 'DebugSleep' }) {
            $c = @{ Port = $server.Port; Clients = 20; ClientRate = 10; Duration = 1.5; Interval = 0.5; Command = 'PING'; WarningAction = 'SilentlyContinue' }
            $total = Get-Total @(Start-RedisLoad @c -Disrupt $Kind -DisruptAt 0.5 -DisruptTime 0.4 -DisruptServer ":$($server.Port)")
            $total.Events | Should -Match "Disrupt $Kind"
            $total.SteadyRequests, $total.SteadyFailed, $total.ClientsLost | Should -Be 300, 0, 0
            $total.SteadyMaxMs | Should -BeGreaterThan 300
        }

        It 'runs a script at the time of a disruption, whose output is not the load''s' {
            $script:ranAs = $null
            $c = @{ Port = $server.Port; Clients = 20; Duration = 1; Interval = 0.5; WarningAction = 'SilentlyContinue' }
            $rows = @(Start-RedisLoad @c -DisruptAt 0.6 -DisruptWith { $script:ranAs = 'script'; 'output' })
            $script:ranAs | Should -Be 'script'
            $rows | ForEach-Object { $_ | Should -BeOfType ([RedisLoad.Rows.LoadSample]) }
            $rows.Events -match '^DisruptWith at [0-9.]+ s$' | Should -HaveCount 1
            Start-RedisLoad @c -DisruptAt 0.1 -DisruptWith { throw 'no way' } -WarningVariable said | Out-Null
            "$said" | Should -Match '-DisruptWith: no way'
        }

        It 'disrupts nothing with -WhatIf, and says what it would do' {
            $before = (Get-RedisInfo $server).total_connections_received
            Start-RedisLoad -Port $server.Port -Clients 5 -Duration 1 -Disrupt ClientKill -DisruptAt 0.5 -DisruptServer "redis://me:secret@127.0.0.1:$($server.Port)" -WhatIf | Should -BeNullOrEmpty
            (Get-RedisInfo $server).total_connections_received - $before | Should -Be 1
        }

        It 'does not begin where the disruption is not allowed' {
            & redis-cli -p $server.Port acl setuser watcher on '>pass' '+@read' '+ping' | Should -Be 'OK'
            { Start-RedisLoad -Port $server.Port -Clients 5 -Duration 1 -Disrupt ClientKill -DisruptAt 0.5 -DisruptServer "redis://watcher:pass@127.0.0.1:$($server.Port)" } | Should -Throw -ExpectedMessage '-Disrupt: *CLIENT*' -ErrorId 'PermissionDenied,*'
        }

        It 'tries a new connection again until the server is back, which receives each attempt that gets through' {
            $own = Start-RedisServer
            try {
                $records = @(Start-RedisLoad -Port $own.Port -Cps 100 -Duration 2 -Retry 50 -Reconnect Fixed -ReconnectDelay 0.1 -PerConnection -WarningVariable said -WarningAction SilentlyContinue -DisruptAt 0.5 -DisruptWith {
                    $own | Stop-RedisServer
                    Start-Sleep 0.7
                    $own = Start-RedisServer -Port $own.Port
                    Set-Variable own $own -Scope 1
                })
                $records | Should -HaveCount 200
                $records | Where-Object Failure -ne None | Should -BeNullOrEmpty
                # Nobody got through while there was no server.
                $started = @($records.StartedMs | Sort-Object)
                $gap = (1..199 | ForEach-Object { [pscustomobject]@{ Index = $_; Ms = $started[$_] - $started[$_ - 1] } } | Sort-Object Ms)[-1]
                $gap.Ms | Should -BeGreaterThan 600
                # Beside them, the question whether it has started, and this one.
                (Get-RedisInfo $own).total_connections_received | Should -Be (200 - $gap.Index + 2)
                $late = @($records | Where-Object Retries -gt 0)
                $late.Count | Should -BeGreaterThan 50
                $late | ForEach-Object { $_.LastReplyMs - $_.DueMs | Should -BeGreaterOrEqual (100 * $_.Retries) }
                "$said" | Should -Match "200 connections took [\d,]+ retries; $($late.Count) of the 200 that succeeded did so only by a retry"
            }
            finally {
                $own | Stop-RedisServer
            }
        }

        It 'takes no <Parameters> for retries' -ForEach @(
            @{ Parameters = '-Cps 5 -Retry -1'; Message = '*-Retry*-1*' }
            @{ Parameters = '-Cps 5 -Retry 1001'; Message = '*-Retry*1,001 is not between 0 and 1,000*' }
            @{ Parameters = '-Cps 5 -Retry 2.5'; Message = "*'Retry'*'2.5' is not a whole number*" }
            @{ Parameters = '-Cps 5 -Retry Exponential'; Message = "*'Retry'*'Exponential' is not a whole number*" }
            @{ Parameters = '-Cps 5 -Retry 3 -Reconnect None'; Message = '-Retry: 3 cannot be combined with -Reconnect None: there are no attempts*' }
            @{ Parameters = '-Cps 5 -Reconnect Fixed'; Message = '-Reconnect: Fixed requires -Clients or -Retry*' }
            @{ Parameters = '-Cps 5 -ReconnectAs ioredis'; Message = '-ReconnectAs: ioredis requires -Clients or -Retry*' }
            @{ Parameters = '-Cps 5 -Retry 3 -ReconnectLimit 3'; Message = '-ReconnectLimit: 3 requires -Clients*' }
            @{ Parameters = '-Clients 5 -Retry 3'; Message = '-Retry: 3 cannot be combined with -Clients without -Cps*' }
        ) {
            { Invoke-Expression "Start-RedisLoad -Port $($server.Port) -Duration 1 $Parameters" } | Should -Throw -ExpectedMessage $Message
        }

        It 'reconnects as <Library> does' -ForEach @(@{ Library = 'ioredis-5'; Attempts = 10 }, @{ Library = 'Lettuce'; Attempts = 10 }, @{ Library = 'jedis'; Attempts = 10 }) {
            $rows = @(Start-RedisLoad -Port $server.Port -Clients 10 -ClientRate 5 -Duration 1 -Interval 0.5 -ReconnectAs $Library -WarningAction SilentlyContinue | ForEach-Object {
                if ($_.ElapsedSeconds -eq 0.5) {
                    & redis-cli -p $server.Port client kill type normal skipme yes | Out-Null
                }
                $_
            })
            $summary = $rows | Measure-RedisLoad
            $summary.ClientsLost, $summary.ReconnectAttempts, $summary.ClientsConnected | Should -Be 10, $Attempts, 10
        }

        It 'takes no <Parameters> for clients' -ForEach @(
            @{ Parameters = '-ClientRate 5'; Message = '-ClientRate*-Clients*' }
            @{ Parameters = '-Clients 5 -ReconnectAs nobody'; Message = "*-ReconnectAs*'nobody' is not a known client library*ioredis*" }
            @{ Parameters = '-Clients 5 -ReconnectAs ioredis -ReconnectDelay 1'; Message = '*-ReconnectDelay*-ReconnectAs*' }
            @{ Parameters = '-Clients 5 -Reconnect None -ReconnectLimit 3'; Message = '*-ReconnectLimit*-Reconnect None*no attempts*' }
            @{ Parameters = '-Clients 5 -Reconnect Immediate -ReconnectDelay 1'; Message = '*-ReconnectDelay*-Reconnect Immediate*no delays*' }
            @{ Parameters = '-Clients 5 -Reconnect Fixed -ReconnectMaxDelay 1'; Message = '*-ReconnectMaxDelay*-Reconnect Fixed*does not grow*' }
            @{ Parameters = '-Clients 5 -Reconnect Linear -ReconnectJitter Decorrelated'; Message = '*-ReconnectJitter*-Reconnect Linear*' }
            @{ Parameters = '-Clients 5 -ReconnectDelay 5 -ReconnectMaxDelay 1'; Message = '*-ReconnectMaxDelay*1 s is not between 5 s and*' }
            @{ Parameters = '-Clients 5 -ReconnectLimit 0'; Message = '*-ReconnectLimit*' }
            @{ Parameters = '-Clients 5 -ClientRate 1 -SteadyRate 5'; Message = '*-ClientRate*-SteadyRate*' }
            @{ Parameters = '-Clients 5 -Disrupt ClientKill -DisruptAt 0.5'; Message = '-Disrupt: requires -DisruptServer*' }
            @{ Parameters = '-Clients 5 -Disrupt ClientKill -DisruptServer localhost'; Message = '-Disrupt: requires -DisruptAt*' }
            @{ Parameters = '-Clients 5 -DisruptWith { 1 }'; Message = '-DisruptWith: requires -DisruptAt*' }
            @{ Parameters = '-Clients 5 -DisruptAt 1'; Message = '-DisruptAt: requires -Disrupt or -DisruptWith*' }
            @{ Parameters = '-Clients 5 -DisruptAt 2 -DisruptWith { 1 }'; Message = '-DisruptAt: 2 s is not between 0 s and 1 s*' }
            @{ Parameters = '-Clients 5 -DisruptAt 0.5 -Disrupt ClientKill -DisruptTime 1 -DisruptServer localhost'; Message = '-DisruptTime: requires -Disrupt ClientPause or -Disrupt DebugSleep. Add one of them*' }
            @{ Parameters = '-Clients 5 -DisruptServer localhost'; Message = '-DisruptServer: requires -Disrupt*' }
            @{ Parameters = '-Clients 5 -DisruptAt 0.5 -DisruptWith { 1 } -Disrupt ClientKill -DisruptServer localhost'; Message = '-DisruptWith*-Disrupt*' }
            @{ Parameters = '-Clients 5 -HoldTime 5'; Message = '*-HoldTime*-Cps*' }
            @{ Parameters = '-Clients 5 -PoolSize 5'; Message = '*-PoolSize*-Cps*' }
        ) {
            { Invoke-Expression "Start-RedisLoad -Port $($server.Port) -Duration 1 $Parameters" } | Should -Throw -ExpectedMessage $Message
        }

        It 'sets up its sockets as it is told' {
            $seen = ''
            Start-RedisLoad @common -Cps 10 -Duration 0.5 -HoldTime 1 -Interval 0.5 -TcpKeepAlive 77 -NoDelay:$false -SendBufferSize 30000 -ReceiveBufferSize 20000 | ForEach-Object {
                if (-not $seen) { $seen = & ss -Htnom "dport = :$($server.Port)" | Out-String }
            }
            $seen | Should -Match 'timer:\(keepalive,1min'
            $seen | Should -Match 'rb40000'
            $seen | Should -Match 'tb60000'
        }
    }

    Context 'commands' {
        It 'connects only' {
            $before = Get-RedisInfo $server
            $total = Get-Total (Start-RedisLoad @common -Cps 500 -Duration 0.2 -Command @())
            $after = Get-RedisInfo $server
            $total.Succeeded | Should -Be 100
            $total.ResponseP99Ms | Should -BeGreaterThan 0
            $after.total_connections_received - $before.total_connections_received | Should -Be (100 + 2)
            $after.total_commands_processed - $before.total_commands_processed | Should -Be 1
        }

        It 'fills in placeholders' {
            & redis-cli -p $server.Port flushall | Out-Null
            $load = @{ Cps = 250; Duration = 0.2; Seed = 3; Command = 'SET key:{burst}:{client}:{worker} {random-string:16}', 'INCR count:{random:5}', 'SADD "my set" {random:1000000}' }
            (Get-Total (Start-RedisLoad @common @load -Force)).Succeeded | Should -Be 50
            $keys = & redis-cli -p $server.Port keys '*'
            @($keys -like 'key:0:*:0') | Should -HaveCount 50
            @($keys -like 'count:*').Count | Should -BeLessOrEqual 5
            & redis-cli -p $server.Port get key:0:49:0 | Should -Match '^[A-Za-z0-9]{16}$'
            & redis-cli -p $server.Port scard 'my set' | Should -BeGreaterThan 40
        }

        It 'sends transactions<Together>' -ForEach @{ Together = '' ; Pipeline = $false }, @{ Together = ', their commands together'; Pipeline = $true } {
            & redis-cli -p $server.Port flushall | Out-Null
            (Get-Total (Start-RedisLoad @common -Cps 250 -Duration 0.2 -Force -Command 'MULTI', 'SET kept 1', 'INCR counted', 'EXEC', 'GET kept' -Pipeline:$Pipeline)).Succeeded | Should -Be 50
            & redis-cli -p $server.Port get counted | Should -Be 50
        }

        It 'sends commands together and often' {
            $before = Get-CallCount $server 'echo'
            (Get-Total (Start-RedisLoad @common -Cps 100 -Duration 0.2 -Pipeline -Requests 10 -Command 'ECHO a', 'ECHO b', 'ECHO c' -Force)).Succeeded | Should -Be 20
            (Get-CallCount $server 'echo') - $before | Should -Be 600
        }

        It 'counts an error reply as a failure' -ForEach @(
            @{ Shape = @{} }
            @{ Shape = @{ Pipeline = $true } }
        ) {
            & redis-cli -p $server.Port set text x | Out-Null
            $total = Get-Total (Start-RedisLoad @common -Cps 100 -Duration 0.2 -Command 'PING', 'LPUSH text 1', 'PING' @Shape -Force)
            $total.ErrorReply | Should -Be 20
            $total.Succeeded | Should -Be 0
        }
    }

    Context 'servers' {
        BeforeAll {
            $second = Start-RedisServer -ArgumentList '--bind', '127.0.0.1', '::1'
        }

        AfterAll {
            $second | Stop-RedisServer
        }

        It 'loads several in turn, each with its rows when asked' {
            $before = Get-RedisInfo $second
            $names = "127.0.0.1:$($server.Port)", "[::1]:$($second.Port)"
            $rows = @(Start-RedisLoad -ComputerName $names -Cps 505 -Duration 0.2 -PerTarget -WarningAction SilentlyContinue)
            $after = Get-RedisInfo $second

            $rows | Should -HaveCount 2
            ($rows | Sort-Object Due).Target | Should -Be $names[1], $names[0]
            ($rows | Sort-Object Due).Succeeded | Should -Be 50, 51
            $after.total_connections_received - $before.total_connections_received | Should -Be (50 + 2)
            (Get-Total $rows).Due | Should -Be 101
        }

        It 'takes a server as an address of its own form' {
            & redis-cli -p $second.Port acl setuser ada on '>pa:ss' '~*' '+@all' | Out-Null
            $clients = ''
            $rows = Start-RedisLoad -Uri "redis://ada:pa%3Ass@127.0.0.1:$($second.Port)/5" -Cps 50 -Duration 0.2 -Interval 0.2 -HoldTime 0.5 -WarningAction SilentlyContinue | ForEach-Object {
                $clients += @(& redis-cli -p $second.Port client list) -join ' '
                $_
            }
            (Get-Total $rows).Succeeded | Should -Be 10
            $clients | Should -Match 'db=5 .*user=ada'
        }

        It 'loads a server over its socket in the file system' {
            $before = Get-RedisInfo $server
            $total = Get-Total (Start-RedisLoad -Uri "unix:$socket" -Cps 1000 -Duration 0.2 -WarningAction SilentlyContinue)
            $after = Get-RedisInfo $server
            $total.Succeeded | Should -Be 200
            $after.total_connections_received - $before.total_connections_received | Should -Be (200 + 2)
        }

        It 'takes a URI as client libraries do: <Uri>' -ForEach @(
            @{ Uri = 'redis://127.0.0.1:<port>?db=6'; Client = 'db=6 ' }
            @{ Uri = 'valkey://127.0.0.1:<port>/6'; Client = 'db=6 ' }
            @{ Uri = 'redis://[::1]:<port>/6'; Client = 'addr=\[::1\]:.* db=6 ' }
            @{ Uri = 'redis://[::ffff:127.0.0.1]:<port>/6'; Client = 'addr=127.0.0.1:.* db=6 ' }
            @{ Uri = 'redis://127.0.0.1:<port>?protocol=3&client_name=app&db=6'; Client = 'name=app .* db=6 .*resp=3' }
        ) {
            $clients = ''
            $address = $Uri.Replace('<port>', $second.Port)
            $rows = Start-RedisLoad -Uri $address -Cps 10 -Duration 1 -HoldTime 0.5 -WarningAction SilentlyContinue | ForEach-Object {
                $clients += @(& redis-cli -p $second.Port client list) -join "`n"
                $_
            }
            (Get-Total $rows).Succeeded | Should -Be 10
            $clients | Should -Match $Client
        }

        It 'takes a database and a user with a Unix socket' {
            & redis-cli -p $server.Port acl setuser eve on '>pa/ss' '~*' '+@all' | Out-Null
            $clients = ''
            $rows = Start-RedisLoad -Uri "redis+unix://eve:pa%2Fss@${socket}?db=7" -Cps 10 -Duration 1 -HoldTime 0.5 -WarningAction SilentlyContinue | ForEach-Object {
                $clients += @(& redis-cli -p $server.Port client list) -join "`n"
                $_
            }
            (Get-Total $rows).Succeeded | Should -Be 10
            $clients | Should -Match 'db=7 .*user=eve'
        }

        It 'takes IPv6 addresses as -ComputerName: <_>' -ForEach '::1', '[::1]', '::ffff:127.0.0.1', '[::ffff:127.0.0.1]' {
            (Get-Total (Start-RedisLoad -ComputerName $_ -Port $second.Port -Cps 10 -Duration 0.5 -WarningAction SilentlyContinue)).Succeeded | Should -Be 5
        }

        It 'reaches a link-local address by its network interface (in a network namespace)' -Skip:(-not $hasNamespace) {
            $seen = Invoke-InNamespace {
                & ip -6 addr add fe80::1/64 dev lo nodad
                $server = Start-RedisServer -Port 6390 -ArgumentList '--bind', '127.0.0.1', 'fe80::1%lo', '--protected-mode', 'no'
                try {
                    $load = @{ Cps = 20; Duration = 0.5; WarningAction = 'SilentlyContinue' }
                    [pscustomobject]@{
                        Uri          = (Start-RedisLoad -Uri 'redis://[fe80::1%25lo]:6390' @load).Succeeded
                        ComputerName = (Start-RedisLoad -ComputerName 'fe80::1%lo' -Port 6390 @load).Succeeded
                        Redis        = (Watch-RedisConnections -Redis '[fe80::1%lo]:6390' -Interval 0.2 -Count 1).ConnectedClients
                        Missing      = $(try { Start-RedisLoad -ComputerName 'fe80::1' -Port 6390 @load } catch { "$_" })
                    }
                }
                finally {
                    $server | Stop-RedisServer
                }
            }
            $seen.Uri, $seen.ComputerName, $seen.Redis | Should -Be 10, 10, 1
            $seen.Missing | Should -Match 'requires its network interface'
        }

        It 'says what is wrong with a server: <ComputerName>' -ForEach @(
            @{ ComputerName = 'localhost:99999'; Message = "-ComputerName: 'localhost:99999' is not a server: port 99999 is not between 1 and 65,535.*" }
            @{ ComputerName = '[::1]6379'; Message = '-ComputerName:*in brackets before its port*' }
            @{ ComputerName = 'fe80::1%none9'; Message = "-ComputerName:*no network interface 'none9'*" }
            @{ ComputerName = '6379'; Message = '-ComputerName:*a number is not a name*' }
        ) {
            { Start-RedisLoad -ComputerName $ComputerName -Cps 1 } | Should -Throw -ErrorId 'ValueOutOfRange,*' -ExpectedMessage $Message
        }

        It 'says what of a password has to be escaped, and shows none of it: <_>' -ForEach 'to#p-secret', 'to/p-secret', 'to?p-secret', 'to@p-secret', 'to%p-secret' {
            $failure = { Start-RedisLoad -Uri "redis://ada:$_@localhost" -Cps 1 -Verbose 4>&1 } |
                Should -Throw -ErrorId 'ValueOutOfRange,*' -ExpectedMessage "-Uri: a '$($_[2])' in the user name or password must be percent-encoded*" -PassThru
            "$failure $($failure.Exception) $($failure.TargetObject)" | Should -Not -Match 'p-secret'
        }

        It 'says that nobody listens at a socket' {
            { Start-RedisLoad -Uri "unix:$folder/none" -Cps 1 -Duration 1 } | Should -Throw -ErrorId 'ConnectionRefused,*' -ExpectedMessage '*none*'
        }

        It 'shows no password of an address that is wrong' {
            $failure = { Start-RedisLoad -Uri 'redis://ada:top-secret@localhost/x' -Cps 1 } | Should -Throw -ErrorId 'ValueOutOfRange,*' -PassThru
            "$failure $($failure.Exception) $($failure.TargetObject)" | Should -Not -Match 'top-secret'
        }

        It 'says that a server is no cluster' {
            { Start-RedisLoad -Port $server.Port -Cluster -Cps 1 -Duration 1 } | Should -Throw -ErrorId 'NotACluster,*'
        }
    }

    Context 'a cluster' {
        BeforeAll {
            $nodes = Start-RedisCluster -Folder $TestDrive
            $addresses = $nodes | ForEach-Object { "127.0.0.1:$($_.Port)" }
        }

        AfterAll {
            $nodes | Stop-RedisServer
        }

        It 'says of a node without a cluster that it serves no keys' {
            $alone = Start-RedisServer -ArgumentList '--dir', $TestDrive, '--cluster-enabled', 'yes', '--cluster-port', (Get-FreePort)
            try {
                { Start-RedisLoad -Port $alone.Port -Cps 10 -Duration 1 } | Should -Throw -ErrorId 'ClusterDown,*'
            }
            finally {
                $alone | Stop-RedisServer
            }
        }

        It 'finds the masters from any node, and gives each its own keys' {
            $rows = @(Start-RedisLoad -Port $nodes[1].Port -Cluster -Cps 450 -Duration 0.2 -PerTarget -WarningAction SilentlyContinue)
            ($rows.Target | Sort-Object) | Should -Be ($addresses | Sort-Object)
            $rows.Succeeded | Should -Be 30, 30, 30
            foreach ($node in $nodes) {
                & redis-cli -p $node.Port dbsize | Should -Be 1
            }
        }

        It 'loads the node that serves the key, and names it at the others' {
            # Slot 12182, that of foo, is the third node's.
            { Start-RedisLoad -Port $nodes[0].Port -Cps 10 -Duration 1 -Command 'SET foo 1' } | Should -Throw -ErrorId 'ClusterMoved,*' -ExpectedMessage "*MOVED 12182 127.0.0.1:$($nodes[2].Port)*"
            (Get-Total (Start-RedisLoad -Port $nodes[2].Port -Cps 50 -Duration 0.2 -Command 'SET foo 1' -WarningAction SilentlyContinue)).Succeeded | Should -Be 10
        }

        It 'takes keys with a hash tag, and says what a key without one needs' {
            (Get-Total (Start-RedisLoad -Port $nodes[0].Port -Cluster -Cps 150 -Duration 0.2 -Command 'INCR n{hash-tag}' -WarningAction SilentlyContinue)).Succeeded | Should -Be 30
            { Start-RedisLoad -Port $nodes[0].Port -Cluster -Cps 30 -Duration 1 -Command 'INCR n' } | Should -Throw -ErrorId 'ClusterMoved,*' -ExpectedMessage '*{hash-tag}*'
        }
    }

    Context 'a failover' {
        It 'is followed by way of the sentinels, which clients and new connections ask again' {
            $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
            $servers = @(Start-RedisServer -ArgumentList '--repl-diskless-sync-delay', '0')
            $servers += Start-RedisServer -ArgumentList '--repl-diskless-sync-delay', '0', '--dbfilename', "$([guid]::NewGuid()).rdb", '--replicaof', '127.0.0.1', $servers[0].Port
            try {
                $sentinels = Start-RedisSentinel -Count 3 -Folder $folder -MasterName 127.0.0.1 -MasterPort $servers[0].Port
                $c = @{ ComputerName = $sentinels.ForEach{ "127.0.0.1:$($_.Port)" }; Sentinel = 'main'; Cps = 20; Clients = 50; Duration = 60; Interval = 0.5; ReconnectMaxDelay = 0.5 }
                $rows = [Collections.Generic.List[object]]::new()
                Start-RedisLoad @c -DisruptAt 1 -DisruptWith { $servers[0] | Stop-RedisServer } -WarningAction SilentlyContinue |
                    Where-Object { $rows.Add($_); $null -ne $_.Recovery100Seconds } | Select-Object -First 1 | Out-Null
                $rows[-1].ClientsConnected | Should -Be 50
                $rows.Events -match "Failover to 127.0.0.1:$($servers[1].Port) at" | Should -HaveCount 1
                # Asked since the master has gone, ten times a second at most for all clients together.
                $asked = $rows | Where-Object TopologyLookups -gt 0
                $asked[0].ElapsedSeconds | Should -BeGreaterThan 1
                $asked | ForEach-Object { $_.TopologyLookups | Should -BeLessOrEqual (10 * $_.IntervalSeconds + 1) }
                $rows | ForEach-Object { $_.Clients | Should -Be 50 }
            }
            finally {
                @($sentinels) + $servers | Stop-RedisServer
            }
            { Start-RedisLoad -ComputerName 127.0.0.1 -Port $server.Port -Sentinel main -Cps 1 -Duration 1 } | Should -Throw -ExpectedMessage '-Sentinel: *SENTINEL*' -ErrorId 'CommandRefused,*'
        }

        It 'of a cluster is followed by its slots' {
            $nodes = @(1..4 | ForEach-Object {
                $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
                Start-RedisServer -ArgumentList '--dir', $folder.FullName, '--cluster-enabled', 'yes', '--cluster-port', (Get-FreePort), '--cluster-node-timeout', '500', '--repl-diskless-sync-delay', '0'
            })
            try {
                Join-RedisCluster $nodes
                $c = @{ ComputerName = "127.0.0.1:$($nodes[1].Port)"; Cluster = $true; Cps = 20; Clients = 60; Duration = 60; Interval = 0.5; ReconnectMaxDelay = 0.5 }
                $rows = [Collections.Generic.List[object]]::new()
                Start-RedisLoad @c -DisruptAt 1 -DisruptWith { $nodes[0] | Stop-RedisServer } -WarningAction SilentlyContinue |
                    Where-Object { $rows.Add($_); $null -ne $_.Recovery100Seconds } | Select-Object -First 1 | Out-Null
                $rows[-1].ClientsConnected | Should -Be 60
                $rows.Events -match "Failover to 127.0.0.1:$($nodes[3].Port) at" | Should -HaveCount 1
            }
            finally {
                $nodes | Stop-RedisServer
            }
        }
    }

    Context 'a cluster of one node' {
        It 'is loaded where the node says that clients find it: <Name>' -ForEach @(
            @{ Name = 'a fresh node, which does not know its address'; Arguments = @(); Target = '127.0.0.1' }
            @{ Name = 'an announced address'; Arguments = '--cluster-announce-ip', '127.0.0.2', '--bind', '127.0.0.1', '127.0.0.2'; Target = '127.0.0.2' }
            @{ Name = 'an announced host name'; Arguments = '--cluster-announce-hostname', 'localhost', '--cluster-preferred-endpoint-type', 'hostname'; Target = 'localhost' }
            @{ Name = 'no host name, where one is preferred'; Arguments = '--cluster-preferred-endpoint-type', 'hostname', '--cluster-announce-ip', '127.0.0.1'; Target = '127.0.0.1' }
            @{ Name = 'an endpoint that only the client knows'; Arguments = '--cluster-preferred-endpoint-type', 'unknown-endpoint', '--cluster-announce-ip', '192.0.2.1'; Target = '127.0.0.1' }
            @{ Name = 'IPv6'; Arguments = '--cluster-announce-ip', '::1', '--bind', '127.0.0.1', '::1'; Target = '[::1]' }
        ) {
            $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
            $node = Start-RedisServer -ArgumentList (@('--dir', $folder.FullName, '--cluster-enabled', 'yes', '--cluster-port', (Get-FreePort), '--protected-mode', 'no') + $Arguments)
            try {
                & redis-cli -p $node.Port cluster addslotsrange 0 16383 | Should -Be 'OK'
                Wait-Until { (& redis-cli -p $node.Port cluster info) -contains 'cluster_state:ok' }
                $rows = @(Start-RedisLoad -ComputerName 127.0.0.1 -Port $node.Port -Cluster -Cps 50 -Duration 0.2 -PerTarget -WarningAction SilentlyContinue)
                $rows.Target | Should -Be "${Target}:$($node.Port)"
                $rows.Succeeded | Should -Be 10
            }
            finally {
                $node | Stop-RedisServer
            }
        }

        It 'is loaded at an announced port' {
            $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
            $node = Start-RedisServer -ArgumentList '--dir', $folder.FullName, '--cluster-enabled', 'yes', '--cluster-port', (Get-FreePort)
            $proxy = Start-Proxy -Port $node.Port -ClosesAt 'nothing'
            try {
                & redis-cli -p $node.Port config set cluster-announce-port $proxy.Port | Should -Be 'OK'
                & redis-cli -p $node.Port cluster addslotsrange 0 16383 | Should -Be 'OK'
                Wait-Until { (& redis-cli -p $node.Port cluster info) -contains 'cluster_state:ok' }
                $rows = @(Start-RedisLoad -ComputerName 127.0.0.1 -Port $node.Port -Cluster -Cps 10 -Duration 0.5 -PerTarget -WarningAction SilentlyContinue)
                $rows.Target | Should -Be "127.0.0.1:$($proxy.Port)"
                $rows.Succeeded | Should -Be 5
            }
            finally {
                $proxy | Stop-Proxy
                $node | Stop-RedisServer
            }
        }

        It 'needs no right but CLUSTER SLOTS, and names it where it is missing' {
            $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
            $node = Start-RedisServer -ArgumentList '--dir', $folder.FullName, '--cluster-enabled', 'yes', '--cluster-port', (Get-FreePort)
            try {
                & redis-cli -p $node.Port cluster addslotsrange 0 16383 | Should -Be 'OK'
                & redis-cli -p $node.Port acl setuser eve on '>a-secret' '~*' '+get' '+cluster|slots' | Should -Be 'OK'
                & redis-cli -p $node.Port acl setuser bob on '>a-secret' '~*' '+get' | Should -Be 'OK'
                Wait-Until { (& redis-cli -p $node.Port cluster info) -contains 'cluster_state:ok' }
                $load = @{ Port = $node.Port; Cluster = $true; Cps = 50; Duration = 0.2; Command = 'GET {hash-tag}'; WarningAction = 'SilentlyContinue' }
                (Get-Total (Start-RedisLoad @load -Credential (New-Credential eve a-secret))).Succeeded | Should -Be 10
                $said = { Start-RedisLoad @load -Credential (New-Credential bob a-secret) } |
                    Should -Throw -ErrorId 'PermissionDenied,*' -ExpectedMessage "-Cluster: * refused CLUSTER SLOTS: NOPERM*" -PassThru
                $said.CategoryInfo.Category | Should -Be 'PermissionDenied'
            }
            finally {
                $node | Stop-RedisServer
            }
        }
    }

    Context 'a cluster with a master that is down' {
        It 'goes on with the others, and says so: <Signal>' -ForEach @{ Signal = 'KILL' }, @{ Signal = 'STOP' } {
            $nodes = Start-RedisCluster -Folder (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
            try {
                foreach ($node in $nodes) {
                    & redis-cli -p $node.Port config set cluster-require-full-coverage no | Should -Be 'OK'
                }
                & kill "-$Signal" $nodes[1].Process.Id
                $rows = @(Start-RedisLoad -Port $nodes[0].Port -Cluster -Cps 100 -Duration 0.2 -PerTarget -ReplyTimeout 0.5 -WarningVariable said -WarningAction SilentlyContinue)
                $rows.Target | Should -Be "127.0.0.1:$($nodes[0].Port)", "127.0.0.1:$($nodes[2].Port)"
                "$said" | Should -Match "A master of the cluster is skipped: 127.0.0.1:$($nodes[1].Port)"
                $total = Get-Total (Start-RedisLoad -Port $nodes[0].Port -Cluster -Cps 100 -Duration 0.3 -Force -ConnectTimeout 0.5 -ReplyTimeout 0.5 -WarningAction SilentlyContinue)
                $total.Failed | Should -Be 10
            }
            finally {
                $nodes | Stop-RedisServer
            }
        }
    }

    Context 'source addresses' {
        It 'comes from each of them in turn' {
            $peers = @{}
            $rows = Start-RedisLoad @common -Cps 300 -Duration 0.2 -Interval 0.2 -HoldTime 0.5 -SourceAddress 127.0.0.8/29 | ForEach-Object {
                foreach ($client in Get-ClientList $server) {
                    $peers[[regex]::Match($client, ' addr=([\d.]+):').Groups[1].Value] = $true
                }
                $_
            }
            (Get-Total $rows).Succeeded | Should -Be 60
            ($peers.Keys | Sort-Object) -join ' ' | Should -Be '127.0.0.10 127.0.0.11 127.0.0.12 127.0.0.13 127.0.0.14 127.0.0.9'
        }

        It 'says that a server in protected mode takes no connection from one of them' {
            $shy = Start-RedisServer
            try {
                { Start-RedisLoad -Port $shy.Port -Cps 1 -SourceAddress 127.0.0.1, 127.0.0.2 } | Should -Throw -ErrorId 'ProtectedMode,*' -ExpectedMessage '*protected-mode no*'
                $total = Get-Total (Start-RedisLoad -Port $shy.Port -Cps 50 -Duration 0.2 -SourceAddress 127.0.0.1, 127.0.0.2 -Force -WarningAction SilentlyContinue)
                $total.Succeeded, $total.AuthFailed | Should -Be 5, 5
            }
            finally {
                $shy | Stop-RedisServer
            }
        }

        It 'says that an address is not of this host' {
            { Start-RedisLoad @common -Cps 1 -SourceAddress 192.0.2.1 } | Should -Throw -ErrorId 'ValueOutOfRange,*' -ExpectedMessage '-SourceAddress:*192.0.2.1*'
        }

        It 'takes eight of them where one has too few ports' -Skip:(-not $hasNamespace) {
            $seen = Invoke-InNamespace {
                '40000 40049' > /proc/sys/net/ipv4/ip_local_port_range
                # Loopback takes a port in TIME_WAIT again by itself otherwise.
                '0' > /proc/sys/net/ipv4/tcp_tw_reuse
                $server = Start-RedisServer -ArgumentList '--protected-mode', 'no' -Port 6390
                try {
                    foreach ($source in @{}, @{ SourceAddress = 2..9 | ForEach-Object { "127.0.0.$_" } }) {
                        $rows = Start-RedisLoad -Port 6390 -Cps 200 -Duration 1 -Close Fin -MaxOpen 50 @source -WarningVariable said -WarningAction SilentlyContinue
                        $total = [RedisLoad.Rows.LoadSample]::Merge($rows)
                        [pscustomobject]@{ PortsExhausted = $total.PortsExhausted; Succeeded = $total.Succeeded; Said = "$said" }
                    }
                }
                finally {
                    $server | Stop-RedisServer
                }
            }
            $seen[0].PortsExhausted | Should -BeGreaterThan 100
            $seen[0].Said | Should -Match 'failed on this host, not at the server: \d+ PortsExhausted'
            $seen[1].PortsExhausted | Should -Be 0
            $seen[1].Succeeded | Should -Be 200
            $seen[1].Said | Should -Not -Match 'PortsExhausted'
        }
    }

    Context 'the handshake' {
        It 'says HELLO, its name and its database' {
            $clients = ''
            $rows = Start-RedisLoad @common -Cps 50 -Duration 0.2 -Interval 0.2 -HoldTime 0.5 -Resp 3 -ClientName load-test -Database 3 -Command 'PING', 'GET none', 'HGETALL none', 'SMEMBERS none' | ForEach-Object {
                $clients += @(Get-ClientList $server) -join ' '
                $_
            }
            (Get-Total $rows).Succeeded | Should -Be 10
            $clients | Should -Match 'name=load-test .*db=3 .*resp=3'
        }

        It 'counts a handshake that fails' {
            & redis-cli -p $server.Port acl setuser eve on '>right' '~*' '+@all' | Out-Null
            $credential = New-Credential eve 'wrong'
            foreach ($version in 2, 3) {
                (Get-Total (Start-RedisLoad @common -Cps 50 -Duration 0.2 -Resp $version -Credential $credential -Force)).AuthFailed | Should -Be 10
            }
        }
    }

    Context 'records of connections' {
        It 'has one of each, in order of their ends, with what the original printed' {
            & redis-cli -p $server.Port set foo bar | Out-Null
            $records = @(Start-RedisLoad @common -Cps 2000 -Duration 1.2 -PerConnection -Command 'PING', 'GET foo')
            $records | Should -HaveCount 2400
            $records[0] | Should -BeOfType 'RedisLoad.Rows.ConnectionRecord'
            ($records.Number | Sort-Object -Unique).Count | Should -Be 2400
            $one = $records | Where-Object Number -eq 2345
            $one.Burst | Should -Be 1
            $one.Client | Should -Be 345
            $one.DueMs | Should -Be 1172.5
            $one.Value | Should -Be 'bar'
            "$($one.Failure)" | Should -Be 'None'
            $times = $one.DueMs, $one.StartedMs, $one.ConnectedMs, $one.FirstReplyMs, $one.LastReplyMs, $one.EndedMs
            ($times | Sort-Object) -join ' ' | Should -Be ($times -join ' ')
        }

        It 'says of one that failed how far it came' {
            $record = @(Start-RedisLoad -Port (Get-FreePort) -Cps 1 -Duration 0.5 -PerConnection -Force -WarningAction SilentlyContinue)[0]
            "$($record.Failure)" | Should -Be 'Refused'
            $record.ConnectedMs | Should -BeNullOrEmpty
            $record.LastReplyMs | Should -BeNullOrEmpty
        }
    }

    Context 'a time or a range of times' {
        It 'is refused with the way to write it: <_>' -ForEach 'soon', '2..1', '1-2-3', '1, 2' {
            { Start-RedisLoad -Port $server.Port -HoldTime $_ } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*' -ExpectedMessage "*is not a duration*For a range, use * 1-5, 500ms-2s."
        }
    }

    Context 'what does not go together' {
        It 'names both, before anything is opened: <Name>' -ForEach @(
            @{ Name = '-Gap -Arrival'; Shape = @{ Gap = 1; Arrival = 'Poisson' }; Message = '-Gap: 1 s cannot be combined with -Arrival*' }
            @{ Name = '-Count -Duration'; Shape = @{ Count = 5; Duration = 5 }; Message = '-Count: 5 cannot be combined with -Duration*' }
            @{ Name = '-PoolSize -Close Server'; Shape = @{ PoolSize = 5; Close = 'Server' }; Message = '-PoolSize: 5 cannot be combined with -Close*' }
            @{ Name = '-KeepAliveInterval alone'; Shape = @{ KeepAliveInterval = 5 }; Message = '-KeepAliveInterval: 5 s requires -HoldTime*' }
            @{ Name = '-IncludeHistogram -PerConnection'; Shape = @{ IncludeHistogram = $true; PerConnection = $true }; Message = '-IncludeHistogram: cannot be combined with -PerConnection*' }
            @{ Name = '-Watch -PerConnection'; Shape = @{ Watch = $true; PerConnection = $true }; Message = '-Watch: cannot be combined with -PerConnection*' }
        ) {
            $before = Get-RedisInfo $server
            { Start-RedisLoad -Port $server.Port @Shape } | Should -Throw -ErrorId 'ValuesConflict,*' -ExpectedMessage $Message
            $after = Get-RedisInfo $server
            $after.total_connections_received - $before.total_connections_received | Should -Be 1
        }
    }

    Context 'tab completion' {
        It 'offers values: <Line>' -ForEach @(
            @{ Line = 'Start-RedisLoad -Close '; Offers = 'Reset', 'Fin', 'Server' }
            @{ Line = 'Start-RedisLoad -Arrival '; Offers = 'Uniform', 'Poisson' }
            @{ Line = 'Start-RedisLoad -Resp '; Offers = '2', '3' }
            @{ Line = 'Start-RedisLoad -Hold'; Offers = , '-HoldTime' }
        ) {
            $completed = [System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches.CompletionText
            foreach ($offer in $Offers) {
                $completed | Should -Contain $offer
            }
        }
    }
}
