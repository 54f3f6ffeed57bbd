BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
}

Describe 'Start-RedisLoad' {
    Context 'against a Redis' {
        BeforeAll {
            $server = Start-RedisServer -ArgumentList '--maxclients', '15000', '--tcp-backlog', '4096'
            $common = @{ Port = $server.Port; WarningAction = 'SilentlyContinue' }
        }

        AfterAll {
            $server | Stop-RedisServer
        }

        It 'opens every connection that is due, and the server takes each of them' {
            $before = Get-RedisInfo $server
            $rows = @(Start-RedisLoad @common -Cps 2000 -Duration 1.5 -Interval 0.5)
            $after = Get-RedisInfo $server

            $rows.Count | Should -BeGreaterOrEqual 3
            $rows[0] | Should -BeOfType 'RedisLoad.Rows.LoadSample'
            Assert-Book $rows
            $total = Get-Total $rows
            $total.Due | Should -Be 3000
            $total.Started + $total.NotStarted | Should -Be 3000
            $total.Failed | Should -Be 0
            # Beside them: the one that looks at the server first, and the one of the second INFO.
            $after.total_connections_received - $before.total_connections_received | Should -Be ($total.Started + 2)
            $after.connected_clients | Should -Be 1
            & redis-cli -p $server.Port get redisload:foo | Should -Match '^1:\d+$'
        }

        It 'leaves no TIME_WAIT behind' {
            $before = (Get-SsCount "dport = :$($server.Port)")['TIME-WAIT']
            Start-RedisLoad @common -Cps 5000 -Duration 0.2 | Out-Null
            (Get-SsCount "dport = :$($server.Port)")['TIME-WAIT'] | Should -BeLessOrEqual $before
        }

        It 'writes rows that come back from CSV as numbers' {
            $path = Join-Path $TestDrive 'load.csv'
            Start-RedisLoad @common -Cps 100 -Duration 1 -Interval 0.25 | Tee-Object -Variable kept | Export-Csv $path
            Get-Content $path | Should -HaveCount 5
            $rows = @(Import-Csv $path)
            $rows | Should -HaveCount 4
            foreach ($i in 0..3) {
                foreach ($property in $rows[$i].PSObject.Properties | Where-Object Name -notin 'Timestamp', 'RunId', 'Generator', 'Target' | Where-Object Name -notlike '*Histogram') {
                    # What there was nothing of is an empty field.
                    $value = $property.Value -eq '' ? $null : [double]$property.Value
                    $value | Should -Be $kept[$i].($property.Name) -Because $property.Name
                }
            }
            ($rows | Measure-Object Succeeded -Sum).Sum | Should -Be 100
        }

        It 'takes a time as seconds, with a unit, or as a TimeSpan: <Duration>' -ForEach @(
            @{ Duration = 0.4 }
            @{ Duration = '0.4' }
            @{ Duration = '400ms' }
            @{ Duration = '00:00:00.4' }
            @{ Duration = [TimeSpan]::FromSeconds(0.4) }
        ) {
            (Get-Total (Start-RedisLoad @common -Cps 100 -Duration $Duration)).Due | Should -Be 40
        }

        It 'takes a bare word for what it says, where PowerShell would read another number' {
            (Get-Total (Start-RedisLoad @common -Cps 100 -Duration 0.4s)).Due | Should -Be 40
            { Start-RedisLoad @common -Duration 1kb } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
        }

        It 'takes the original''s -durs' {
            (Get-Total (Start-RedisLoad @common -cps 50 -durs 0.2)).Due | Should -Be 10
        }

        It 'does not count the warm-up' {
            $rows = @(Start-RedisLoad @common -Cps 100 -Duration 0.5 -WarmUp 0.5)
            Assert-Book $rows
            (Get-Total $rows).Started | Should -Be 50
        }

        It 'prints the plan with -WhatIf, and opens nothing' {
            $before = Get-RedisInfo $server
            Start-RedisLoad @common -Cps 100 -Duration 2 -WhatIf | Should -BeNullOrEmpty
            (Get-RedisInfo $server).total_connections_received - $before.total_connections_received | Should -Be 1
        }

        It 'selects the database' {
            Start-RedisLoad @common -Cps 10 -Duration 0.1 -Database 3 | Out-Null
            & redis-cli -p $server.Port -n 3 exists redisload:foo | Should -Be 1
        }

        It 'keeps connections going without a schedule, as many as -MaxOpen' {
            $before = Get-RedisInfo $server
            $rows = @(Start-RedisLoad @common -Saturate -MaxOpen 20 -Duration 1 -Interval 0.5)
            $after = Get-RedisInfo $server

            $rows | Should -HaveCount 2
            Assert-Book $rows
            $rows[0].Open | Should -BeGreaterThan 0
            $rows[0].Open | Should -BeLessOrEqual 20
            $rows[0].TargetCps | Should -BeNullOrEmpty
            $rows[0].LagP99Ms | Should -BeNullOrEmpty
            $rows[0].CpuMs | Should -BeGreaterThan 0
            $total = Get-Total $rows
            $total.Failed | Should -Be 0
            $after.total_connections_received - $before.total_connections_received | Should -Be ($total.Started + 2)
        }

        It 'puts what a watch sees into its rows' {
            $rows = @(Start-RedisLoad @common -Cps 1000 -Duration 1 -Interval 0.5 -Watch)
            $rows.AcceptQueue | ForEach-Object { $_ | Should -BeGreaterOrEqual 0 }
            $rows.ListenOverflows | ForEach-Object { $_ | Should -Be 0 }
            $rows.TimeWait | ForEach-Object { $_ | Should -BeGreaterOrEqual 0 }
            ($rows.ServerCps | Measure-Object -Sum).Sum | Should -BeGreaterThan 0
            (Start-RedisLoad @common -Cps 10 -Duration 0.2).ServerCps | Should -BeNullOrEmpty
        }

        It 'writes its histograms into its rows, unless told otherwise' {
            $row = Start-RedisLoad @common -Cps 100 -Duration 0.2
            $row.ResponseHistogram, $row.ServiceHistogram, $row.ConnectHistogram, $row.LagHistogram | ForEach-Object { $_ | Should -Match '^HISTF' }
            (Start-RedisLoad @common -Cps 100 -Duration 0.2 -IncludeHistogram:$false).ResponseHistogram | Should -BeNullOrEmpty
        }

        It 'writes values of -DataSize' {
            $total = Get-Total (Start-RedisLoad @common -Cps 50 -Duration 0.2 -DataSize 4kb)
            $total.Succeeded | Should -Be 10
            & redis-cli -p $server.Port strlen redisload:foo | Should -Be 4096
            { Start-RedisLoad @common -Cps 50 -Duration 0.2 -DataSize 100 -Command PING } | Should -Throw '*-DataSize*-Command*{random-string:1024}*'
            { Start-RedisLoad @common -Cps 50 -Duration 0.2 -DataSize 0 } | Should -Throw '*-DataSize*1 and 1,048,576*'
            { Start-RedisLoad @common -Cps 50 -Duration 0.2 -DataSize 2mb } | Should -Throw '*-DataSize*'
        }

        It 'reports the thresholds that the run does not meet' {
            Start-RedisLoad @common -Cps 100 -Duration 0.2 -Threshold 'FailureRate < 0.1%' -ErrorVariable problems | Out-Null
            $problems | Should -BeNullOrEmpty
            Start-RedisLoad @common -Cps 100 -Duration 0.2 -Threshold 'FailureRate < 0.1%', 'Started > 1000' -ErrorVariable problems -ErrorAction SilentlyContinue | Should -HaveCount 1
            $problems.FullyQualifiedErrorId | Should -Be 'ThresholdBreached,RedisLoad.Cmdlets.Commands.StartRedisLoadCommand'
            "$problems" | Should -Match 'Started is 20'
        }

        It 'ends early with -AbortOnBreach, and says which limit it was' {
            $rows = @(Start-RedisLoad @common -Cps 100 -Duration 600 -Interval 0.2 -Threshold 'Failed == 0', 'ResponseP50 < 1us' -AbortOnBreach -ErrorVariable problems -ErrorAction SilentlyContinue -WarningVariable warnings)
            $rows.Count | Should -BeLessThan 10
            "$problems" | Should -Match '^ResponseP50 < 1us: not met, ResponseP50Ms is [0-9.]+\.$'
            $warnings -join ' ' | Should -Match 'The load was ended after [0-9.]+ s \(-AbortOnBreach\)'
        }

        It 'ends early with -AbortOnBreach, also where the pipeline is slower than its records come' {
            $taken = 0
            Start-RedisLoad @common -Cps 2000 -Duration 60 -Interval 0.2 -PerConnection -Threshold 'Cps < 1' -AbortOnBreach -ErrorAction SilentlyContinue -WarningAction SilentlyContinue |
                ForEach-Object { $taken++; Start-Sleep -Milliseconds 1 }
            $taken | Should -BeGreaterThan 0
            $taken | Should -BeLessThan 60000
        }

        It 'refuses thresholds before the load: <Text>' -ForEach @(
            @{ Text = 'Latency < 5'; Options = @{ Threshold = 'Latency < 5' }; Id = 'InvalidThreshold' }
            @{ Text = 'none to abort on'; Options = @{ AbortOnBreach = $true }; Id = 'ValuesConflict' }
        ) {
            $before = Get-RedisInfo $server
            { Start-RedisLoad @common -Cps 10 -Duration 0.1 @Options } | Should -Throw -ErrorId "$Id,*"
            (Get-RedisInfo $server).total_connections_received - $before.total_connections_received | Should -Be 1
        }

        It 'takes no key in a script, and one key where it is given' {
            { Start-RedisLoad @common -StopKey 'stop' } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
            (Get-Total (Start-RedisLoad @common -Cps 50 -Duration 0.2 -StopKey q)).Due | Should -Be 10
            (Get-Total (Start-RedisLoad @common -Cps 50 -Duration 0.2 -StopKey '')).Due | Should -Be 10
        }

        It 'shows a summary below the rows where it was typed and its rows go nowhere' {
            $program, [string[]] $arguments = Get-Shell
            $load = "Start-RedisLoad -Port $($server.Port) -Cps 100 -Duration 0.2"
            $written = & $program @arguments -NoProfile -Command "Import-Module '$((Get-Module RedisLoad).Path)'; $load; '-- now to Out-Null'; $load | Out-Null" 2>&1 | Out-String
            $written | Should -Match '(?s)20 connections due: 20 started.*Verdict: .*now to Out-Null'
            $written | Should -Not -Match '(?s)now to Out-Null.*connections due'
            Start-RedisLoad @common -Cps 100 -Duration 0.2 -InformationVariable said | Out-Null
            $said | Should -BeNullOrEmpty
        }

        It 'shows its progress in a line that says how the load is doing: <Name>' -ForEach @(
            @{ Name = 'for a time'; Load = @{ Cps = 1000; Duration = 1 } }
            @{ Name = 'so many'; Load = @{ Cps = 1000; Count = 1000 } }
        ) {
            $job = Start-Pipeline { param($port, $load) Start-RedisLoad -Port $port @load -Interval 0.25 -WarningAction Ignore } -ArgumentList $server.Port, $Load
            Wait-Job $job | Out-Null
            $job.Output.Count | Should -BeGreaterOrEqual 4
            $lines = $job.Progress
            Remove-Job $job
            $lines.Activity | Should -BeExactly (@("Loading localhost:$($server.Port)") * $lines.Count)
            $lines.StatusDescription -match '^[0-9,]+/s [0-9,]+ open 0 failed p99 [0-9.]+, overall [0-9.]+ ms$' | Should -Not -BeNullOrEmpty
            $lines.PercentComplete | Should -Contain 100
            $lines[-1].RecordType | Should -Be 'Completed'
        }

        It 'takes its progress line away before each row' {
            $job = Start-Pipeline { param($port) Start-RedisLoad -Port $port -Cps 100 -Duration 2 -Interval 0.5 -WarningAction Ignore } -ArgumentList $server.Port
            Wait-Job $job | Out-Null
            $completed = @($job.Progress | Where-Object RecordType -eq 'Completed').Count
            # Of rows that come at once, one has the line above it.
            $completed | Should -BeGreaterOrEqual ($job.Output.Count - 1)
            Remove-Job $job
        }

        It 'sends the commands it is given' {
            & redis-cli -p $server.Port del 'my list' seen | Out-Null
            $total = Get-Total (Start-RedisLoad @common -Cps 50 -Duration 0.2 -Command 'INCR seen', 'RPUSH "my list" {burst}:{client}', 'ping')
            $total.Succeeded | Should -Be 10
            # Beside the load's: the connection that looks at the server first goes through the same session.
            & redis-cli -p $server.Port get seen | Should -Be 11
            & redis-cli -p $server.Port lrange 'my list' 0 0 | Should -Be '-1:-1'
            & redis-cli -p $server.Port llen 'my list' | Should -Be 11
        }

        It 'counts an error to a command it is given' {
            $total = Get-Total (Start-RedisLoad @common -Force -Cps 50 -Duration 0.2 -Command 'NOSUCHCOMMAND')
            $total.ErrorReply | Should -Be 10
        }

        It 'drops and counts what falls due past -MaxOpen while the server is stopped' {
            $rows = @(Start-RedisLoad @common -Cps 200 -Duration 1.5 -MaxOpen 5 -Interval 0.25 | ForEach-Object {
                    if ($_.ElapsedSeconds -eq 0.25) {
                        Suspend-RedisServer $server -Seconds 1
                    }
                    $_
                })
            Assert-Book $rows
            $total = Get-Total $rows
            $total.Dropped | Should -BeGreaterThan 100
            $total.Failed | Should -Be 0
        }
    }

    Context 'against a Redis that stands still for a second' {
        It 'counts the stall in the response time of what was due meanwhile' {
            $server = Start-RedisServer -ArgumentList '--maxclients', '15000', '--tcp-backlog', '4096'
            try {
                $rows = @(Start-RedisLoad -Port $server.Port -Cps 2000 -Duration 4 -WarningAction SilentlyContinue | ForEach-Object {
                        if ($_.ElapsedSeconds -eq 1) {
                            Suspend-RedisServer $server -Seconds 1
                        }
                        $_
                    })
            }
            finally {
                $server | Stop-RedisServer
            }
            $rows.Count | Should -BeGreaterOrEqual 4
            Assert-Book $rows
            $total = Get-Total $rows
            $total.Started | Should -Be 8000
            $total.Failed | Should -Be 0
            # Of those that were due in the stall, 2,000, the first nine tenths waited longer than 0.1 s, however many were open at once.
            $total.ResponseMaxMs | Should -BeGreaterThan 900
            $total.GetResponsePercentileMs(100 * (1 - 1800 / 8000)) | Should -BeGreaterThan 100
        }
    }

    Context 'against a Redis that ends in mid-run' {
        It 'counts what fails, and writes every row' {
            $server = Start-RedisServer
            try {
                $rows = @(Start-RedisLoad -Port $server.Port -Cps 500 -Duration 2 -Interval 0.5 -WarningAction SilentlyContinue | ForEach-Object {
                        if ($_.ElapsedSeconds -eq 0.5) {
                            $server | Stop-RedisServer
                        }
                        $_
                    })
            }
            finally {
                $server | Stop-RedisServer
            }
            $rows.Count | Should -BeGreaterOrEqual 4
            Assert-Book $rows
            $total = Get-Total $rows
            $total.Failed | Should -Be ($total.Refused + $total.Reset + $total.ClosedByServer)
            $rows[-1].Refused | Should -BeGreaterThan 0
            $rows[-1].Succeeded | Should -Be 0
            $rows[-1].ResponseP99Ms | Should -BeNullOrEmpty
        }
    }

    Context 'against a Redis whose clients are as many as it takes' {
        BeforeAll {
            $server = Start-RedisServer -ArgumentList '--maxclients', '20'
            $clients = foreach ($i in 1..20) {
                $client = [Net.Sockets.TcpClient]::new('127.0.0.1', $server.Port)
                $ping = [Text.Encoding]::ASCII.GetBytes("PING`r`n")
                $client.GetStream().Write($ping, 0, $ping.Length)
                $null = $client.GetStream().ReadByte()
                $client
            }
        }

        AfterAll {
            $clients | ForEach-Object { $_.Dispose() }
            $server | Stop-RedisServer
        }

        It 'says so before the load' {
            { Start-RedisLoad -Port $server.Port -Cps 100 -Duration 1 } | Should -Throw -ErrorId 'MaxClientsReached,*'
        }

        It 'with -Force counts every connection as MaxClients' {
            $rows = @(Start-RedisLoad -Port $server.Port -Cps 5000 -Duration 0.2 -Force -WarningAction SilentlyContinue)
            Assert-Book $rows
            $total = Get-Total $rows
            $total.Started | Should -Be 1000
            $total.MaxClients | Should -Be 1000
        }
    }

    Context 'with a password' {
        BeforeAll {
            $server = Start-RedisServer -ArgumentList @(
                '--requirepass', 'top-secret-1'
                '--user', 'ada', 'on', '>top-secret-2', '~*', '+@all'
                '--user', 'bob', 'on', '>top-secret-3', '~*', '+ping', '+get'
            )
        }

        AfterAll {
            $server | Stop-RedisServer
        }

        It 'asks for one where the server does' {
            { Start-RedisLoad -Port $server.Port -Cps 10 -Duration 1 } | Should -Throw -ErrorId 'AuthenticationRequired,*'
        }

        It 'takes <UserName> in' -ForEach @(
            @{ UserName = 'default'; Password = 'top-secret-1' }
            @{ UserName = 'ada'; Password = 'top-secret-2' }
        ) {
            (Get-Total (Start-RedisLoad -Port $server.Port -Cps 50 -Duration 0.2 -Credential (New-Credential $UserName $Password) -WarningAction SilentlyContinue)).Succeeded | Should -Be 10
        }

        It 'refuses a wrong password, and a user without rights, and shows no password: <UserName>' -ForEach @(
            @{ UserName = 'default'; Password = 'top-secret-x'; ErrorId = 'AuthenticationFailed' }
            @{ UserName = 'nobody'; Password = 'top-secret-x'; ErrorId = 'AuthenticationFailed' }
            @{ UserName = 'bob'; Password = 'top-secret-3'; ErrorId = 'PermissionDenied' }
        ) {
            $said = { Start-RedisLoad -Port $server.Port -Cps 10 -Duration 1 -Credential (New-Credential $UserName $Password) -Verbose 4>&1 } | Should -Throw -ErrorId "$ErrorId,*" -PassThru
            "$($said.Exception) $($said.TargetObject)" | Should -Not -Match 'top-secret'
        }

        It 'counts by kind what fails in the load' {
            $total = Get-Total (Start-RedisLoad -Port $server.Port -Cps 50 -Duration 0.2 -Force -WarningAction SilentlyContinue)
            $total.AuthRequired | Should -Be 10
            $total = Get-Total (Start-RedisLoad -Port $server.Port -Cps 50 -Duration 0.2 -Force -Credential (New-Credential 'default' 'wrong') -WarningAction SilentlyContinue)
            $total.AuthFailed | Should -Be 10
        }

        It 'watches from outside alone where the user may not ask' {
            & redis-cli -p $server.Port -a 'top-secret-1' --no-auth-warning acl setuser mute on '>top-secret-9' '~*' '+ping' '+get' '+set' '+auth' | Out-Null
            $rows = @(Start-RedisLoad -Port $server.Port -Cps 50 -Duration 0.2 -Credential (New-Credential 'mute' 'top-secret-9') -Watch -WarningVariable said -WarningAction SilentlyContinue)
            $rows[0].Succeeded | Should -Be 10
            $rows[0].ServerCps | Should -BeNullOrEmpty
            $rows[0].AcceptQueue | Should -BeGreaterOrEqual 0
            "$said" | Should -Match 'ServerCps remains empty'
            "$said" | Should -Not -Match 'top-secret'
        }

        It 'shows no password that was given in the wrong place: <Name>' -ForEach @(
            @{ Name = 'as -ComputerName'; Arguments = @{ ComputerName = 'redis://joe:top-secret-4@localhost' } }
            @{ Name = 'with an unknown command'; Arguments = @{ Command = 'TOPSECRET top-secret-4' } }
        ) {
            $said = { Start-RedisLoad -Cps 10 -Duration 1 -Credential (New-Credential 'default' 'top-secret-1') -Port $server.Port @Arguments } | Should -Throw -PassThru
            "$($said.Exception) $($said.TargetObject)" | Should -Not -Match 'top-secret'
        }

        It 'shows no password of a URI in the place of something else: <Line>' -ForEach @(
            @{ Line = 'Start-RedisLoad $uri' }
            @{ Line = 'Start-RedisLoad 10 $uri' }
            @{ Line = 'Start-RedisLoad -Port $uri' }
            @{ Line = 'Start-RedisLoad -HoldTime $uri' }
            @{ Line = 'Start-RedisLoad -SourceAddress $uri' }
            @{ Line = 'Start-RedisLoad -ClientName "$uri ."' }
            @{ Line = 'Start-RedisLoad -UseTls -TlsServerName $uri' }
            @{ Line = 'Start-RedisLoad -Threshold $uri' }
            @{ Line = '$uri | Start-RedisLoad' }
            @{ Line = '$uri | Measure-RedisLoad' }
            @{ Line = 'Find-RedisLoadLimit $uri' }
            @{ Line = 'Watch-RedisConnections $uri' }
            @{ Line = 'Watch-RedisConnections -Namespace $uri' }
            @{ Line = 'Test-KernelTuning $uri' }
            @{ Line = 'Set-KernelTuning $uri' }
        ) {
            $uri = 'redis://joe:top-secret-8@localhost'
            $said = { . ([scriptblock]::Create($Line)) } | Should -Throw -PassThru
            "$said $($said.Exception) $($said.TargetObject) $($said.ErrorDetails)" | Should -Not -Match 'top-secret'
        }

        It 'shows no password on any stream' {
            $said = Start-RedisLoad -Port $server.Port -Cps 10 -Duration 0.2 -Credential (New-Credential 'default' 'top-secret-1') -Verbose -Debug -WarningAction Continue *>&1
            $said | Format-List * | Out-String | Should -Not -Match 'top-secret'
        }
    }

    Context 'where a command is refused' {
        It 'names the command and what the server said of it: <Name>' -ForEach @(
            @{ Name = 'no right to PING'; Session = @{}; Arguments = @(); Rights = '+get', '+set'; ErrorId = 'PermissionDenied'; Message = "*refused PING: NOPERM*'ping'*not permitted to run it*without PING: *-Command*" }
            @{ Name = 'no right to SET'; Session = @{}; Arguments = @(); Rights = '+get', '+ping'; ErrorId = 'PermissionDenied'; Message = "*refused SET: NOPERM*'set'*" }
            @{ Name = 'no right to a subcommand'; Arguments = @(); Rights = '+get', '+ping', '+set', '+client', '-client|setname'; Session = @{ ClientName = 'app' }; ErrorId = 'PermissionDenied'; Message = "*refused CLIENT SETNAME: *'client|setname'*" }
            @{ Name = 'no right to a key'; Session = @{}; Arguments = @(); Rights = '+@all', 'resetkeys', '~bar'; ErrorId = 'PermissionDenied'; Message = '*refused GET: NOPERM*key*' }
            @{ Name = 'PING renamed'; Session = @{}; Arguments = '--rename-command', 'PING', ''; Rights = @('+@all'); ErrorId = 'CommandRefused'; Message = '*refused PING: *unknown command*renamed*without PING: *-Command*' }
            @{ Name = 'SET renamed'; Session = @{}; Arguments = '--rename-command', 'SET', 'TES'; Rights = @('+@all'); ErrorId = 'CommandRefused'; Message = '*refused SET: *renamed*' }
        ) {
            $server = Start-RedisServer -ArgumentList $Arguments
            try {
                & redis-cli -p $server.Port acl setuser joe on '>top-secret-6' '~*' @Rights | Should -Be 'OK'
                $said = { Start-RedisLoad -Port $server.Port -Cps 10 -Duration 1 @Session -Credential (New-Credential 'joe' 'top-secret-6') } |
                    Should -Throw -ErrorId "$ErrorId,*" -ExpectedMessage $Message -PassThru
                "$said $($said.TargetObject)" | Should -Not -Match 'top-secret'
            }
            finally {
                $server | Stop-RedisServer
            }
        }

        It 'skips what RESP3 pushes between the replies' {
            $server = Start-RedisServer
            try {
                # A client that tracks all keys is told of the one that it has set itself.
                $tracking = 'CLIENT TRACKING ON BCAST', 'SET foo 1', 'GET foo'
                (Get-Total (Start-RedisLoad -Port $server.Port -Resp 3 -Command $tracking -Cps 50 -Duration 0.2 -WarningAction SilentlyContinue)).Succeeded | Should -Be 10
            }
            finally {
                $server | Stop-RedisServer
            }
        }

        It 'says of a proxy that closes at PING that -Command leaves it out, and loads it without' {
            $server = Start-RedisServer
            $proxy = Start-Proxy -Port $server.Port -ClosesAt 'PING'
            try {
                $common = @{ Port = $proxy.Port; Cps = 10; Duration = 0.5; WarningAction = 'SilentlyContinue' }
                { Start-RedisLoad @common } | Should -Throw -ErrorId 'CommandRefused,*' -ExpectedMessage '*closed the connection instead of answering PING*without PING: *-Command*'
                (Get-Total (Start-RedisLoad @common -Command 'GET foo', 'SET foo 1')).Succeeded | Should -Be 5
                { Start-RedisLoad @common -Command 'GET foo' -PoolSize 5 } | Should -Throw -ErrorId 'CommandRefused,*' -ExpectedMessage '-PoolSize requires PING.*'
                { Start-RedisLoad @common -Command 'GET foo' -HoldTime 1 -KeepAliveInterval 0.1 } | Should -Throw -ErrorId 'CommandRefused,*' -ExpectedMessage '-KeepAliveInterval requires PING.*'
            }
            finally {
                $proxy | Stop-Proxy
                $server | Stop-RedisServer
            }
        }

        It 'says that -Close Server requires QUIT' {
            $server = Start-RedisServer
            $proxy = Start-Proxy -Port $server.Port -ClosesAt 'QUIT'
            try {
                { Start-RedisLoad -Port $proxy.Port -Cps 10 -Duration 0.5 -Close Server } | Should -Throw -ErrorId 'CommandRefused,*' -ExpectedMessage '-Close requires QUIT.*'
            }
            finally {
                $proxy | Stop-Proxy
                $server | Stop-RedisServer
            }
        }

        It 'says that no password is set where one was given' {
            $server = Start-RedisServer
            try {
                $said = { Start-RedisLoad -Port $server.Port -Cps 10 -Duration 1 -Credential (New-Credential 'default' 'top-secret-7') } |
                    Should -Throw -ErrorId 'PasswordNotSet,*' -ExpectedMessage '*has no password set*' -PassThru
                $said.CategoryInfo.Category | Should -Be 'AuthenticationError'
                { Start-RedisLoad -Port $server.Port -Cps 10 -Duration 1 -Credential (New-Credential 'joe' 'top-secret-7') } | Should -Throw -ErrorId 'AuthenticationFailed,*'
            }
            finally {
                $server | Stop-RedisServer
            }
        }
    }

    Context 'with commands that can do harm' {
        BeforeEach {
            $server = Start-RedisServer -ArgumentList '--rename-command', 'SWAPDB', 'turn', '--enable-debug-command', 'yes'
            $load = @{ Port = $server.Port; Cps = 50; Duration = 0.2; WarningAction = 'SilentlyContinue' }
            & redis-cli -p $server.Port set kept 1 | Should -Be 'OK'
        }

        AfterEach {
            $server | Stop-RedisServer
        }

        It 'sends none of them unasked, not even before the load: <Command>' -ForEach @(
            @{ Command = 'FLUSHALL'; Name = 'FLUSHALL' }
            @{ Command = 'flushdb async'; Name = 'FLUSHDB' }
            @{ Command = 'SHUTDOWN NOSAVE'; Name = 'SHUTDOWN' }
            @{ Command = 'CONFIG SET maxclients 5'; Name = 'CONFIG SET' }
            @{ Command = 'DEBUG SLEEP 0'; Name = 'DEBUG' }
            @{ Command = 'CLIENT KILL TYPE normal'; Name = 'CLIENT KILL' }
            @{ Command = 'REPLICAOF NO ONE'; Name = 'REPLICAOF' }
            # Renamed, only the server knows what it is.
            @{ Command = 'turn 0 1'; Name = 'TURN' }
        ) {
            { Start-RedisLoad @load -Command 'PING', $Command } | Should -Throw -ErrorId 'DangerousCommand,*' -ExpectedMessage "-Command: $Name* can destroy data*Use -Force*"
            & redis-cli -p $server.Port get kept | Should -Be 1
            $calls = & redis-cli -p $server.Port info commandstats | ForEach-Object { ($_ -split ':')[0] -replace '^cmdstat_' }
            $calls | Should -Not -Contain (($Command -split ' ')[0].ToLowerInvariant())
        }

        It 'knows them where the user may not ask: <_>' -ForEach 'FLUSHALL', 'CONFIG SET maxclients 5' {
            & redis-cli -p $server.Port acl setuser joe on '>top-secret' '~*' '+@all' '-command' | Should -Be 'OK'
            { Start-RedisLoad @load -Command $_ -Credential (New-Credential joe top-secret) } | Should -Throw -ErrorId 'DangerousCommand,*'
        }

        It 'sends them with -Force' {
            (Get-Total (Start-RedisLoad @load -Command 'FLUSHALL' -Force)).Succeeded | Should -Be 10
            & redis-cli -p $server.Port dbsize | Should -Be 0
        }

        It 'asks for no confirmation of the others' {
            (Get-Total (Start-RedisLoad @load -Command 'LPUSH list 1', 'INFO server', 'CONFIG GET maxclients', 'CLIENT SETNAME app', 'MULTI', 'DEL list', 'EXEC')).Succeeded | Should -Be 10
        }
    }

    Context 'where there is no Redis to load' {
        BeforeAll {
            # Answers one connection with a text, whatever it is asked, from a thread of its own.
            function Start-Answering($Text) {
                $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
                $listener.Start()
                $job = Start-Pipeline -ArgumentList $listener, $Text {
                    param($listener, $text)
                    $client = $listener.AcceptTcpClient()
                    $null = $client.GetStream().Read([byte[]]::new(4096), 0, 4096)
                    $bytes = [Text.Encoding]::ASCII.GetBytes($text)
                    $client.GetStream().Write($bytes, 0, $bytes.Length)
                    $client.Dispose()
                }
                @{ Port = $listener.LocalEndpoint.Port; Listener = $listener; Job = $job }
            }

            function Stop-Answering($Answering) {
                $Answering.Listener.Stop()
                Remove-Job $Answering.Job -Force
            }
        }

        It 'names what answers in its place: <Name>' -ForEach @(
            @{ Name = 'an HTTP server'; Text = "HTTP/1.1 400 Bad Request`r`nConnection: close`r`n`r`n"; ErrorId = 'NotRedis'; Message = '*HTTP/1.1 400 Bad Request*' }
            @{ Name = 'an SSH server'; Text = "SSH-2.0-OpenSSH_9.2`r`n"; ErrorId = 'NotRedis'; Message = '*SSH-2.0-OpenSSH_9.2*' }
            @{ Name = 'one that hangs up'; Text = ''; ErrorId = 'NotRedis'; Message = '*closed the connection*' }
            @{ Name = 'one that answers another thing'; Text = ":1`r`n"; ErrorId = 'UnexpectedReply'; Message = '*an integer*' }
            @{ Name = 'a Redis with another error'; Text = "-MISCONF Redis is configured to save RDB snapshots`r`n"; ErrorId = 'ErrorReply'; Message = '*MISCONF*' }
        ) {
            $answering = Start-Answering $Text
            try {
                { Start-RedisLoad -Port $answering.Port -Cps 10 -Duration 1 } | Should -Throw -ErrorId "$ErrorId,*" -ExpectedMessage $Message
            }
            finally {
                Stop-Answering $answering
            }
        }

        It 'says that nobody listens' {
            $said = { Start-RedisLoad -Port (Get-FreePort) -Cps 10 -Duration 1 } | Should -Throw -ErrorId 'ConnectionRefused,*' -PassThru
            $said.CategoryInfo.Category | Should -Be 'ConnectionError'
        }

        It 'names the server with its port, wherever the port was given' {
            $port = Get-FreePort
            { Start-RedisLoad -ComputerName "127.0.0.1:$port" -Cps 10 -Duration 1 } | Should -Throw -ErrorId 'ConnectionRefused,*' -ExpectedMessage "*127.0.0.1:$port*"
        }

        It 'says after the load what failed' {
            Start-RedisLoad -Port (Get-FreePort) -Cps 10 -Duration 0.5 -Force -WarningVariable said -WarningAction SilentlyContinue | Out-Null
            # A busy machine brings warnings of its own beside this one.
            "$said" | Should -Match '5 of 5 connections failed: 5 Refused'
        }

        It 'says that a name has no address' {
            { Start-RedisLoad -ComputerName 'no-such-host.invalid' -Cps 10 -Duration 1 } | Should -Throw -ErrorId 'HostNotFound,*'
        }

        It 'says that the accept queue of a Unix socket is full, and not that nobody listens' {
            $path = Join-Path $TestDrive 'full.sock'
            $listener = [Net.Sockets.Socket]::new('Unix', 'Stream', 'Unspecified')
            $listener.Bind([Net.Sockets.UnixDomainSocketEndPoint]::new($path))
            $listener.Listen(1)
            $clients = 1..2 | ForEach-Object {
                $client = [Net.Sockets.Socket]::new('Unix', 'Stream', 'Unspecified')
                $client.Connect([Net.Sockets.UnixDomainSocketEndPoint]::new($path))
                $client
            }
            try {
                $said = { Start-RedisLoad -Uri "unix:$path" -Cps 10 -Duration 1 } | Should -Throw -ErrorId 'AcceptQueueFull,*' -PassThru
                "$said" | Should -Not -Match 'listening'
                $total = Get-Total (Start-RedisLoad -Uri "unix:$path" -Cps 50 -Duration 0.2 -Force -WarningAction SilentlyContinue)
                $total.AcceptQueueFull, $total.Refused | Should -Be 10, 0
            }
            finally {
                @($clients) + $listener | ForEach-Object { $_.Dispose() }
            }
        }

        It 'says that nobody answers in time' {
            $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
            $listener.Start()
            try {
                { Start-RedisLoad -Port $listener.LocalEndpoint.Port -Cps 10 -Duration 1 -ReplyTimeout 0.2 } | Should -Throw -ErrorId 'NoReply,*'
            }
            finally {
                $listener.Stop()
            }
        }

        It 'says that a Redis is still loading its data' {
            $folder = (New-Item -ItemType Directory (Join-Path $TestDrive 'data')).FullName
            $server = Start-RedisServer -ArgumentList '--dir', $folder, '--enable-debug-command', 'yes'
            & redis-cli -p $server.Port debug populate 2000 key 100 | Should -Be 'OK'
            & redis-cli -p $server.Port save | Should -Be 'OK'
            $server | Stop-RedisServer

            $server = Start-RedisServer -ArgumentList '--dir', $folder, '--key-load-delay', '20000', '--loading-process-events-interval-bytes', '1024'
            try {
                { Start-RedisLoad -Port $server.Port -Cps 10 -Duration 1 } | Should -Throw -ErrorId 'ServerLoading,*'
            }
            finally {
                $server | Stop-RedisServer
            }
        }

        It 'says that a replica takes no writes' {
            $server = Start-RedisServer -ArgumentList '--replicaof', '127.0.0.1 1'
            try {
                { Start-RedisLoad -Port $server.Port -Cps 10 -Duration 1 } | Should -Throw -ErrorId 'ReadOnlyReplica,*'
            }
            finally {
                $server | Stop-RedisServer
            }
        }
    }

    Context 'with a plan that cannot be' {
        It 'names the parameter, its value and the way out: <Name>' -ForEach @(
            @{ Name = '-Cps 0'; Arguments = @{ Cps = 0 }; ErrorId = 'ValueOutOfRange'; Message = '-Cps: 0 is not in the range 0.000001 to 1,000,000 per second.' }
            @{ Name = '-Duration -1'; Arguments = @{ Duration = -1 }; ErrorId = 'ValueOutOfRange'; Message = '-Duration: -1 s is not between*' }
            @{ Name = '-Port 70000'; Arguments = @{ Port = 70000 }; ErrorId = 'ValueOutOfRange'; Message = '-Port: 70,000 is not between 1 and 65,535.' }
            @{ Name = '-Interval 0.01'; Arguments = @{ Interval = 0.01 }; ErrorId = 'ValueOutOfRange'; Message = '-Interval: 0.01 s is not between 0.1 s*' }
            @{ Name = '-Workers 5000'; Arguments = @{ Workers = 5000 }; ErrorId = 'ValueOutOfRange'; Message = '-Workers: 5,000 is not between 1 and*' }
            @{ Name = '-MaxOpen 0'; Arguments = @{ MaxOpen = 0 }; ErrorId = 'ValueOutOfRange'; Message = '-MaxOpen: 0 is not between 1*' }
            @{ Name = '-ComputerName empty'; Arguments = @{ ComputerName = '' }; ErrorId = 'ValueOutOfRange'; Message = '-ComputerName:*' }
            @{ Name = '-MaxOpen past the file limit'; Arguments = @{ MaxOpen = 1073741823 }; ErrorId = 'FileLimitTooLow'; Message = '-MaxOpen: 1073741823 concurrent connections require * open files, but this process is limited to * (hard limit *)*' }
            @{ Name = '-Duration soon'; Arguments = @{ Duration = 'soon' }; ErrorId = 'ParameterArgumentTransformationError'; Message = "*'soon' is not a duration. Use seconds*" }
            @{ Name = '-Saturate -Cps 100'; Arguments = @{ Saturate = $true; Cps = 100 }; ErrorId = 'ValuesConflict'; Message = '-Cps: 100 *-Saturate*' }
            @{ Name = '-Command with an open quote'; Arguments = @{ Command = 'PING', 'GET "foo' }; ErrorId = 'InvalidCommand'; Message = '-Command: command 2 cannot be sent: the quote " is not closed.' }
            @{ Name = '-Command AUTH'; Arguments = @{ Command = 'AUTH top-secret' }; ErrorId = 'InvalidCommand'; Message = '-Command: command 1 cannot be sent: AUTH is part of the handshake; use -Credential.' }
            @{ Name = '-BuiltInTarget -Port 1'; Arguments = @{ BuiltInTarget = $true; Port = 1 }; ErrorId = 'ValuesConflict'; Message = '-BuiltInTarget: cannot be combined with -Port*' }
            @{ Name = '-Uri -ComputerName'; Arguments = @{ Uri = 'redis://localhost'; ComputerName = 'localhost' }; ErrorId = 'ValuesConflict'; Message = '-Uri: cannot be combined with -ComputerName*' }
        ) {
            { Start-RedisLoad @Arguments } | Should -Throw -ErrorId "$ErrorId,*" -ExpectedMessage $Message
        }

        It 'warns of a plan past half of the local ports' {
            $first, $last = (Get-Content /proc/sys/net/ipv4/ip_local_port_range) -split '\s+' | ForEach-Object { [int]$_ }
            $half = [int][Math]::Floor(($last - $first + 1) / 2)
            Start-RedisLoad -MaxOpen $half -Cps 10 -Duration 1 -WhatIf -WarningVariable said -WarningAction SilentlyContinue
            $said | Should -BeNullOrEmpty
            Start-RedisLoad -MaxOpen ($half + 1) -Cps 10 -Duration 1 -WhatIf -WarningVariable said -WarningAction SilentlyContinue
            $said | Should -Match "net.ipv4.ip_local_port_range \($first-$last\)"
        }
    }

    Context 'against the built-in target' {
        It 'needs no Redis' {
            $rows = @(Start-RedisLoad -BuiltInTarget -Cps 500 -Duration 1 -WarningAction SilentlyContinue)
            Assert-Book $rows
            (Get-Total $rows).Succeeded | Should -Be 500
        }

        It 'has had compiled what its rows need when the first of them comes' {
            $compiled = Invoke-Shell {
                $counts = [Collections.Generic.List[long]]::new()
                $file = New-TemporaryFile
                Start-RedisLoad -BuiltInTarget -Cps 100 -Duration 2 -Interval 0.5 -WarningAction SilentlyContinue |
                    & { process { $counts.Add([Runtime.JitInfo]::GetCompiledMethodCount($true)); $_ } } |
                    Export-Csv $file
                Remove-Item $file
                $counts[1] - $counts[0]
            }
            # 180 where nothing came before it.
            $compiled | Should -BeLessThan 60
        }

        It 'shows at most eight columns, and everything to those who ask' {
            $row = Start-RedisLoad -BuiltInTarget -Cps 50 -Duration 0.2 -WarningAction SilentlyContinue
            $header = ($row | Out-String -Stream | Where-Object { $_ -match 'Started' })
            ($header.Trim() -split '\s+').Count | Should -BeLessOrEqual 8
            $row | Format-List * | Out-String | Should -Match 'PortsExhausted'
        }
    }
}
