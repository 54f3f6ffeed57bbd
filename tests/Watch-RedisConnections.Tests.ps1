BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $hasNamespace = Test-Namespace
    $hasHosts = $hasNamespace -and (Test-SshHost)
    $isRoot = [Environment]::UserName -eq 'root'
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $support = Join-Path $PSScriptRoot 'support'
}

Describe 'Watch-RedisConnections' {
    Context 'on sockets in known states (where there can be a network namespace)' -Skip:(-not $hasNamespace) {
        BeforeAll {
            $views = Invoke-InNamespace { param($path) & $path } -ArgumentList (Join-Path $support 'HoldSockets.ps1')
            function Get-View($Name) { $views | Where-Object Name -eq $Name }
        }

        It 'counts what ss counts: <_>' -ForEach 'Both', 'Server', 'Client', 'Peer ::1' {
            $view = Get-View $_
            $states = [ordered]@{
                Listen = 'LISTEN'; SynSent = 'SYN-SENT'; SynRecv = 'SYN-RECV'; Established = 'ESTAB'; FinWait1 = 'FIN-WAIT-1'; FinWait2 = 'FIN-WAIT-2'
                TimeWait = 'TIME-WAIT'; Close = 'UNCONN'; CloseWait = 'CLOSE-WAIT'; LastAck = 'LAST-ACK'; Closing = 'CLOSING'
            }
            foreach ($state in $states.Keys) {
                $view.Row.$state | Should -Be ([int]$view.Ss.($states[$state])) -Because $state
            }
        }

        It 'finds every socket of the 2,000' {
            $row = (Get-View 'Both').Row
            $row.Listen | Should -Be 4
            $row.Established | Should -Be (2 * 550 + 5 + 100 + 2 * 5)
            $row.FinWait2 | Should -Be (300 + 3)
            $row.CloseWait | Should -Be 300
            $row.TimeWait | Should -Be 200
            $row.FinWait1 | Should -Be 5
            $row.LastAck | Should -Be 3
            $row.SynRecv | Should -Be 100
            $row.SynSent | Should -Be 7
        }

        It 'shows the accept queue of the listener that is full, and says so' {
            $row = (Get-View 'Server').Row
            $row.AcceptQueue | Should -Be 5
            $row.AcceptQueueLimit | Should -Be 4
            $row.Attention | Should -Match 'AcceptQueueFull'
            (Get-View 'Client').Row.AcceptQueue | Should -BeNullOrEmpty
            (Get-View 'Client').Row.Attention | Should -BeNullOrEmpty
        }

        It 'tells a listener that drops connections from another one that does' {
            $seen = Get-View 'Overflow'
            $seen.Elsewhere.ListenOverflows | Should -BeGreaterThan 0
            $seen.Elsewhere.ListenerDrops | Should -Be 0
            $seen.Elsewhere.Attention | Should -BeNullOrEmpty
            $seen.Here.ListenOverflows | Should -BeGreaterThan 0
            $seen.Here.Attention | Should -Be 'AcceptQueueFull'
        }

        It 'shows the local ports taken on the way to one server' {
            (Get-View 'Peer ::1').Row.LocalPortsInUse | Should -Be 50
            (Get-View 'Server').Row.LocalPortsInUse | Should -BeNullOrEmpty
        }
    }

    Context 'when something is wrong (where there can be a network namespace)' -Skip:(-not $hasNamespace) {
        BeforeAll {
            $said = Invoke-InNamespace { param($path) & $path } -ArgumentList (Join-Path $support 'ProvokeAttention.ps1')
        }

        It 'says <_>, and not before' -ForEach 'AcceptQueueFull', 'SynCookies', 'PortsNearlyExhausted', 'TimeWaitBucketsFull' {
            $provoked = $said | Where-Object Word -eq $_
            $provoked.Before | Should -BeNullOrEmpty
            $provoked.Then | Should -Be $_
        }
    }

    Context 'beside a server' {
        BeforeAll {
            $server = Start-RedisServer
        }

        AfterAll {
            $server | Stop-RedisServer
        }

        It 'writes as many rows as asked for, each with its time' {
            $rows = @(Watch-RedisConnections $server.Port -Interval 0.1 -Count 3)
            $rows | Should -HaveCount 3
            $rows[0] | Should -BeOfType 'RedisLoad.Watch.ConnectionSnapshot'
            $rows.Listen | Should -Be 1, 1, 1
            $rows[2].ElapsedSeconds | Should -BeGreaterThan $rows[1].ElapsedSeconds
            $rows[0].Timestamp.GetType() | Should -Be ([DateTimeOffset])
        }

        It 'ends after its duration: <Duration>' -ForEach @(
            @{ Duration = 0.3 }
            @{ Duration = '300ms' }
            @{ Duration = [TimeSpan]::FromSeconds(0.3) }
        ) {
            $rows = @(Watch-RedisConnections -Port $server.Port -Interval 0.1 -Duration $Duration)
            $rows.Count | Should -BeGreaterThan 0
            $rows.Count | Should -BeLessThan 4
        }

        It 'counts what a load does meanwhile: connections asked for, taken and reset' {
            $load = Start-Pipeline { param($port) Start-RedisLoad -Port $port -Cps 500 -Duration 600 -Interval 0.1 } -ArgumentList $server.Port
            $row = Watch-RedisConnection -Port $server.Port -Interval 0.1 -Duration 60 | Where-Object { $_.PassiveOpens -gt 10 -and $_.OutRsts -gt 10 } | Select-Object -First 1
            Stop-Pipeline $load
            $row.ActiveOpens | Should -BeGreaterThan 10
        }

        It 'stops when nobody wants more' {
            Watch-RedisConnections -Port $server.Port -Interval 0.1 | Select-Object -First 2 | Should -HaveCount 2
        }

        It 'stops when the pipeline is stopped, as Ctrl+C does' {
            $watch = Start-Pipeline { Watch-RedisConnections -Interval 0.1 -Count 1; Watch-RedisConnections -Interval 720h }
            Wait-Until { $watch.Output.Count -gt 0 }
            Stop-Pipeline $watch
        }

        It 'writes rows that come back from CSV' {
            $path = Join-Path $TestDrive 'connections.csv'
            Watch-RedisConnections -Port $server.Port -Interval 0.1 -Count 2 | Export-Csv $path
            $rows = @(Import-Csv $path)
            $rows | Should -HaveCount 2
            $rows[0].Listen | Should -Be '1'
            $rows[0].Attention | Should -Be ''
        }

        It 'has a table of what a person watches' {
            $text = Watch-RedisConnections -Port $server.Port -Interval 0.1 -Count 1 | Format-Table | Out-String
            $text | Should -Match 'ElapsedSeconds\s+Established\s+TimeWait\s+SynSent\s+SynRecv\s+AcceptQueue\s+Attention'
        }
    }

    Context 'with a Redis to ask' {
        BeforeAll {
            function Start-Clients($Port, $Count) {
                foreach ($i in 1..$Count) {
                    [Net.Sockets.TcpClient]::new('127.0.0.1', $Port)
                }
            }
        }

        It 'shows what it says of itself, and its process, and says when it is near a limit' {
            $server = Start-RedisServer -ArgumentList '--requirepass', 'a-secret', '--maxclients', '10'
            try {
                $common = @{ Port = $server.Port; Redis = "127.0.0.1:$($server.Port)"; Credential = New-Credential default 'a-secret'; Interval = 0.1 }
                $rows = @(Watch-RedisConnections @common -Count 2 -Verbose *>&1)
                $rows | Should -HaveCount 2
                $row = $rows[1]
                $row.MaxClients | Should -Be 10
                $row.ConnectedClients | Should -Be 1
                $row.BlockedClients | Should -Be 0
                $row.UsedMemoryBytes | Should -BeGreaterThan 100000
                $row.RejectedConnections | Should -Be 0
                $row.ServerConnectionsPerSecond | Should -Be 0
                $row.ServerOpsPerSecond | Should -Not -BeNullOrEmpty
                $row.ServerProcessId | Should -Be $server.Process.Id
                $row.ServerFilesOpen | Should -BeGreaterThan 5
                $row.ServerFilesLimit | Should -BeGreaterThan $row.ServerFilesOpen
                $row.ServerCpuPercent | Should -Not -BeNullOrEmpty
                $row.Attention | Should -BeNullOrEmpty
                $rows | Format-List * | Out-String | Should -Not -Match 'a-secret'

                $clients = @(Start-Clients $server.Port 7)
                (Watch-RedisConnections @common -Count 1).Attention | Should -Be 'NearMaxClients'
                $clients | ForEach-Object { $_.Dispose() }
            }
            finally {
                $server | Stop-RedisServer
            }
        }

        It 'says when the server''s process is near its file limit' {
            $server = Start-RedisServer
            $port = $server.Port
            try {
                & prlimit --pid $server.Process.Id --nofile=200:200
                $row = Watch-RedisConnections -Port $port -Interval 0.1 -Count 1
                $row.ServerFilesLimit | Should -Be 200
                $row.Attention | Should -BeNullOrEmpty
                $clients = @(Start-Clients $port (162 - $row.ServerFilesOpen))
                # The server has taken a connection when it answers one that came later.
                $null = Send-RedisCommand -Port $port -Command 'PING'
                (Watch-RedisConnections -Port $port -Interval 0.1 -Count 1).Attention | Should -Be 'NearFileLimit'
                $clients | ForEach-Object { $_.Dispose() }
            }
            finally {
                $server | Stop-RedisServer
            }
        }

        It 'goes on while the server is away, says so once, and has its columns again when it is back' {
            $server = Start-RedisServer
            $back = @{}
            $away = 0
            try {
                $rows = @(Watch-RedisConnections -Port $server.Port -Redis "127.0.0.1:$($server.Port)" -Interval 0.2 -Duration 120 -WarningVariable said -WarningAction SilentlyContinue | ForEach-Object {
                        $_
                        if (-not $back.Server -and $null -ne $_.ConnectedClients) {
                            $server | Stop-RedisServer
                        }
                        elseif ($null -eq $_.ConnectedClients) {
                            $away++
                            if ($away -eq 3) {
                                $back.Server = Start-RedisServer -Port $server.Port
                            }
                        }
                    } | Where-Object { $back.Server -and $null -ne $_.ConnectedClients } | Select-Object -First 1)
                $rows | Should -HaveCount 1
                $away | Should -BeGreaterThan 2
                @($said) | Should -HaveCount 1
                "$said" | Should -Match 'Its columns are empty until it responds again'
            }
            finally {
                $server, $back.Server | Stop-RedisServer
            }
        }

        It 'agrees with the load''s own rows on the connections a second' {
            $server = Start-RedisServer -ArgumentList '--maxclients', '15000', '--tcp-backlog', '4096'
            try {
                $watch = Start-Pipeline { param($port) Watch-RedisConnections -Port $port -Redis "127.0.0.1:$port" -Interval 0.25 } -ArgumentList $server.Port
                Wait-Until { $watch.Output.Count -gt 0 }
                $rows = Start-RedisLoad -Port $server.Port -Cps 1000 -Duration 1 -WarningAction SilentlyContinue
                # The last row is over when another one has come.
                $count = $watch.Output.Count
                Wait-Until { $watch.Output.Count -ge $count + 2 }
                $seen = $watch.Output
                Stop-Pipeline $watch
                $received = ($seen | ForEach-Object { $_.ServerConnectionsPerSecond * $_.IntervalSeconds } | Measure-Object -Sum).Sum
                $started = ($rows | Measure-Object Started -Sum).Sum
                [Math]::Abs($received - $started) / $started | Should -BeLessThan 0.01
            }
            finally {
                $server | Stop-RedisServer
            }
        }

        It 'watches the port of -Redis where none is given, and asks as the URI says: <Redis>' -ForEach @(
            @{ Redis = '127.0.0.1:<port>'; Listen = 1 }
            @{ Redis = 'redis://default:a-secret@127.0.0.1:<port>/0'; Listen = 1 }
            @{ Redis = 'unix://:a-secret@<socket>'; Listen = 0 }
        ) {
            $socket = Join-Path $TestDrive 'redis.sock'
            $server = Start-RedisServer -ArgumentList '--unixsocket', $socket
            try {
                $parameters = @{ Redis = $Redis.Replace('<port>', $server.Port).Replace('<socket>', $socket) }
                if ($Redis -match 'a-secret') {
                    & redis-cli -p $server.Port config set requirepass a-secret | Out-Null
                }
                $row = Watch-RedisConnections @parameters -Interval 0.2 -Count 1
                $row.Listen | Should -Be $Listen
                $row.ConnectedClients | Should -BeGreaterThan 0
                (Watch-RedisConnections @parameters -Port (Get-FreePort) -Interval 0.2 -Count 1).Listen | Should -Be 0
            }
            finally {
                $server | Stop-RedisServer
            }
        }

        It 'shows no password that was given in the wrong place: -<Name>' -ForEach @(
            @{ Name = 'ComputerName'; Value = 'redis://ada:top-secret@localhost' }
            @{ Name = 'ComputerName'; Value = 'ada:top-secret@localhost' }
            @{ Name = 'Redis'; Value = 'ada:top-secret@localhost' }
            @{ Name = 'Redis'; Value = 'redis://ada:top-secret@localhost:0' }
            @{ Name = 'Redis'; Value = 'redis://ada:top-secret@localhost:<port>' }
        ) {
            $parameters = @{ $Name = $Value.Replace('<port>', (Get-FreePort)) }
            $failure = { Watch-RedisConnections @parameters -Verbose 4>&1 } | Should -Throw -ExpectedMessage "-${Name}:*" -PassThru
            "$failure $($failure.Exception) $($failure.TargetObject) $($failure.ErrorDetails)" | Should -Not -Match 'top-secret'
        }

        It 'asks with no other right than INFO' {
            $server = Start-RedisServer
            try {
                & redis-cli -p $server.Port acl setuser eve on '>a-secret' '+info' | Out-Null
                & redis-cli -p $server.Port config resetstat | Out-Null
                $row = Watch-RedisConnections -Redis "127.0.0.1:$($server.Port)" -Credential (New-Credential eve 'a-secret') -Interval 0.1 -Count 1
                $row.ConnectedClients | Should -BeGreaterThan 0
                # The user's own, and the two that look: nothing else was sent.
                $calls = & redis-cli -p $server.Port info commandstats | Where-Object { $_ -match '^cmdstat_(?!config|info|auth)' }
                $calls | Should -BeNullOrEmpty
            }
            finally {
                $server | Stop-RedisServer
            }
        }

        It 'tells apart why it cannot ask: <Name>' -ForEach @(
            @{ Name = 'forbidden'; Arguments = '--user', 'eve', 'on', '>a-secret', '-info'; Category = 'PermissionDenied'; Message = "-Redis: * refused INFO: NOPERM*'info'*not permitted to run it*" }
            @{ Name = 'renamed'; Arguments = '--user', 'eve', 'on', '>a-secret', '+@all', '--rename-command', 'INFO', ''; Category = 'NotImplemented'; Message = '-Redis: * refused INFO: *renamed*' }
            @{ Name = 'a wrong password'; Arguments = '--user', 'eve', 'on', '>another', '+@all'; Category = 'AuthenticationError'; Message = '-Redis: * rejected the user name or password*' }
            @{ Name = 'stopped'; Arguments = '--user', 'eve', 'on', '>a-secret', '+@all'; Signal = 'STOP'; Category = 'OperationTimeout'; Message = '-Redis: * accepted the connection and did not answer AUTH within 5 s*' }
            @{ Name = 'gone'; Arguments = '--user', 'eve', 'on', '>a-secret', '+@all'; Signal = 'KILL'; Category = 'ConnectionError'; Message = '-Redis: * cannot be reached: nothing is listening there*' }
        ) {
            $server = Start-RedisServer -ArgumentList $Arguments
            try {
                if ($Signal) {
                    & kill "-$Signal" $server.Process.Id
                }
                if ($Signal -eq 'KILL') {
                    $server.Process.WaitForExit()
                }
                $said = { Watch-RedisConnections -Redis "redis://eve:a-secret@127.0.0.1:$($server.Port)" -Count 1 } | Should -Throw -ExpectedMessage $Message -PassThru
                $said.CategoryInfo.Category | Should -Be $Category
                $said.FullyQualifiedErrorId -split ',' | Select-Object -First 1 | Should -BeIn ([Enum]::GetNames([RedisLoad.Redis.ServerProblem]))
                $said.TargetObject | Should -Be "127.0.0.1:$($server.Port)"
            }
            finally {
                $server | Stop-RedisServer
            }
        }

        It 'can be stopped at once while it waits for a silent server' {
            $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
            $listener.Start()
            $job = Start-Pipeline { param($port) Watch-RedisConnections -Redis "127.0.0.1:$port" } -ArgumentList $listener.LocalEndpoint.Port
            try {
                $client = $listener.AcceptTcpClient()
                $null = $client.GetStream().Read([byte[]]::new(100), 0, 100)
                $stopping = [Diagnostics.Stopwatch]::StartNew()
                Stop-Pipeline $job
                # The wait for the answer would go on for 5 s.
                $stopping.Elapsed.TotalSeconds | Should -BeLessThan 4
            }
            finally {
                $client.Dispose()
                $listener.Stop()
            }
        }

        It 'says at once that it cannot ask' {
            { Watch-RedisConnections -Redis "127.0.0.1:$(Get-FreePort)" } | Should -Throw -ErrorId 'ConnectionRefused,*' -ExpectedMessage '-Redis: 127.0.0.1:* cannot be reached*'
            { Watch-RedisConnections -Redis 'no such host' } | Should -Throw -ErrorId 'ValueOutOfRange,*' -ExpectedMessage "-Redis: 'no such host'*"
            { Watch-RedisConnections -Credential (New-Credential default 'a-secret') } | Should -Throw -ErrorId 'ValuesConflict,*' -ExpectedMessage '-Credential:*'
        }
    }

    Context 'in another network namespace (as root, where there can be one)' -Skip:(-not $isRoot -or -not $hasNamespace) {
        It 'sees the sockets there, and not those here' {
            $here = Start-RedisServer
            $holder = Start-Process unshare -ArgumentList '--net', 'sleep', '600' -PassThru
            try {
                Wait-Until { (Get-Item "/proc/$($holder.Id)/ns/net").Target -ne (Get-Item "/proc/$PID/ns/net").Target }
                (Watch-RedisConnections -Port $here.Port -Interval 0.1 -Count 1).Listen | Should -Be 1
                $row = Watch-RedisConnections -Port $here.Port -Interval 0.1 -Count 1 -Namespace $holder.Id
                $row.Listen | Should -Be 0
                $row.TimeWaitBuckets | Should -Be 0
                # And the shell is still where it was.
                (Watch-RedisConnections -Port $here.Port -Interval 0.1 -Count 1).Listen | Should -Be 1
            }
            finally {
                $holder | Stop-Process
                $here | Stop-RedisServer
            }
        }
    }

    Context 'asked for what cannot be' {
        It 'says what is wrong with <Name>' -ForEach @(
            @{ Name = '-Port 0'; With = @{ Port = 0 }; ErrorId = 'ValueOutOfRange'; Message = '-Port: 0 is not between 1 and 65,535.' }
            @{ Name = '-Interval 0.01'; With = @{ Interval = 0.01 }; ErrorId = 'ValueOutOfRange'; Message = '-Interval: 0.01 s*' }
            @{ Name = '-InstallModule'; With = @{ InstallModule = $true }; ErrorId = 'ValuesConflict'; Message = '-InstallModule: requires -Session.*' }
            @{ Name = 'no session'; With = @{ Session = @() }; ErrorId = 'ParameterArgumentValidationError'; Message = "*'Session'*" }
            @{ Name = '-Count 0'; With = @{ Count = 0 }; ErrorId = 'ValueOutOfRange'; Message = '-Count: 0*' }
            @{ Name = '-Duration 0.5'; With = @{ Duration = 0.5 }; ErrorId = 'ValuesConflict'; Message = '-Duration: 0.5 s is shorter than -Interval*' }
            @{ Name = 'a name with a port'; With = @{ ComputerName = 'localhost:6379' }; ErrorId = 'ValueOutOfRange'; Message = "-ComputerName: 'localhost:6379' is not a host: it has a port.*-Port*" }
            @{ Name = 'a name without address'; With = @{ ComputerName = 'no-such-host.invalid' }; ErrorId = 'HostNotFound'; Message = "-ComputerName: the name 'no-such-host.invalid'*" }
            @{ Name = 'a namespace that is not there'; With = @{ Namespace = 'no-such-namespace' }; ErrorId = 'NamespaceNotFound'; Message = '*ip netns*' }
        ) {
            { Watch-RedisConnections @With } | Should -Throw -ErrorId "$ErrorId,*" -ExpectedMessage $Message
        }
    }
}

# Needs namespaces and an sshd: ./build.sh test installs openssh-server.
Describe 'Watch-RedisConnections -Session' -Skip:(-not $hasHosts) {
    BeforeAll {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive 'hosts')).FullName
        $result = Invoke-InNamespace -ArgumentList $folder {
            param($Folder)
            function Write-Failure($What, $Errors) { $Errors | ForEach-Object { "${What}: $($_.FullyQualifiedErrorId -replace ',.*') $_" } }
            $hosts = Start-SshHost 3 $Folder
            try {
                $sessions = $hosts | New-SshSession
                $watch = @{ Session = $sessions; Interval = 0.2; ErrorAction = 'SilentlyContinue' }
                Watch-RedisConnections @watch -Count 1 -ErrorVariable failures
                Write-Failure 'refused' $failures

                $rows = @(Watch-RedisConnections @watch -InstallModule -Count 3)
                "types: $($rows | ForEach-Object { $_.GetType() } | Sort-Object -Unique) $($rows[0].Timestamp.GetType())"
                $rows | Group-Object Host | Sort-Object Name | ForEach-Object { "rows of $($_.Name): $($_.Count) $(@($_.Group.RunId | Sort-Object -Unique).Count)" }
                "folders: $(Get-ChildItem $hosts.Temporary -Filter RedisLoad-*)"
                "preference: $(Invoke-Command $sessions[0] { "$ErrorActionPreference" })"
                ($rows | Out-String -Width 80) -split "`n" | ForEach-Object { "table: $_" }
                $rows | Export-Csv (Join-Path $Folder 'rows.csv')
                Import-Csv (Join-Path $Folder 'rows.csv') | Group-Object Host | Sort-Object Name | ForEach-Object { "saved: $($_.Name) $($_.Count)" }

                # Each sees its own network namespace.
                Invoke-Command $sessions[1] { $script:listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Any, 6379); $script:listener.Start() }
                Watch-RedisConnections @watch -Count 1 | Sort-Object Host | ForEach-Object { "listeners of $($_.Host): $($_.Listen)" }

                Watch-RedisConnections @watch -Count 1 -Redis 10.99.0.254:1 -ErrorVariable failures
                Write-Failure 'redis' $failures

                Watch-RedisConnections @watch | Select-Object -First 4 | Out-Null
                "after the first rows: $($sessions.Availability)"

                # One dies, one can no longer be reached, and one goes on.
                $ids = Invoke-Command $sessions { $PID } | Sort-Object PSComputerName
                $counts = @{}
                $rows = @(Watch-RedisConnections @watch -Duration 12 -ErrorVariable failures | ForEach-Object {
                        $counts[$_.Host]++
                        if ($_.Host -eq '10.99.0.3' -and $counts[$_.Host] -eq 5) { Stop-SshShell $hosts[0] $ids[0] }
                        if ($_.Host -eq '10.99.0.3' -and $counts[$_.Host] -eq 10) { & ip link set $hosts[1].Link down }
                        $_
                    })
                Write-Failure 'lost' $failures
                "last: $($rows[-1].Host) $([int]($rows | Where-Object Host -eq '10.99.0.3')[-1].ElapsedSeconds)"
            }
            finally {
                $hosts | Stop-SshHost
            }
        }
        function Get-Said([string] $What) {
            @($result) -match "^${What}: " -replace "^${What}: "
        }
    }

    It 'refuses each host that has no module, by its name' {
        $refused = Get-Said 'refused' | Sort-Object
        $refused | Should -HaveCount 3
        $refused[0] | Should -Match '^HostRefused 10\.99\.0\.1: it has no module RedisLoad\. Install [0-9.]+ there, or use -InstallModule\.$'
    }

    It 'writes rows of the same type as here, of each host' {
        Get-Said 'types' | Should -Be 'RedisLoad.Watch.ConnectionSnapshot System.DateTimeOffset'
        1..3 | ForEach-Object { Get-Said "rows of 10.99.0.$_" | Should -Be '3 1' }
        Get-Said 'saved' | Should -Be '10.99.0.1 3', '10.99.0.2 3', '10.99.0.3 3'
    }

    It 'shows the host in the table' {
        @(Get-Said 'table') -match '^Host +ElapsedSeconds +Established' | Should -Not -BeNullOrEmpty
        @(Get-Said 'table') -match '^10\.99\.0\.1 +0\.2 ' | Should -Not -BeNullOrEmpty
    }

    It 'leaves neither files nor changed preferences behind' {
        @($result) -match '^folders: .+' | Should -BeNullOrEmpty
        Get-Said 'preference' | Should -Be 'Continue'
    }

    It 'looks at the sockets of each host' {
        1..3 | ForEach-Object { Get-Said "listeners of 10.99.0.$_" } | Should -Be '0', '1', '0'
    }

    It 'brings the errors of each host' {
        $failures = Get-Said 'redis' | Sort-Object
        $failures | Should -HaveCount 3
        $failures[0] | Should -Match '^ConnectionRefused 10\.99\.0\.1: -Redis: .*10\.99\.0\.254:1'
    }

    It 'ends the watch on all hosts when the pipeline wants no more' {
        Get-Said 'after the first rows' | Should -Be 'Available Available Available'
    }

    It 'goes on with the others where one dies or can no longer be reached' {
        $lost = Get-Said 'lost'
        $lost | Should -HaveCount 2
        $lost[0] | Should -Match '^HostLost 10\.99\.0\.1: '
        $lost[1] | Should -Match '^HostLost 10\.99\.0\.2: '
        Get-Said 'last' | Should -Be '10.99.0.3 12'
    }
}
