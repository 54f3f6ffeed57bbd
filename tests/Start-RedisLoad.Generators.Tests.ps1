BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $hasHosts = (Test-Namespace) -and (Test-SshHost)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
}

Describe 'Start-RedisLoad -Processes' {
    BeforeAll {
        $server = Start-RedisServer -ArgumentList '--maxclients', '5000', '--tcp-backlog', '4096'
        $common = @{ Port = $server.Port; WarningAction = 'SilentlyContinue' }
    }

    AfterAll {
        $server | Stop-RedisServer
    }

    It 'opens what one process would open, and brings one row per interval that is the sum of all' {
        $before = Get-RedisInfo $server
        $rows = @(Start-RedisLoad @common -Cps 300 -Duration 2 -Processes 3 -PerGenerator)
        $after = Get-RedisInfo $server

        $merged = @($rows | Where-Object { -not $_.Generator })
        $each = @($rows | Where-Object Generator)
        Assert-Book $merged
        $each | Group-Object Generator | ForEach-Object { Assert-Book $_.Group }
        ($each.Generator | Sort-Object -Unique).Count | Should -Be 3
        ($merged.RunId + $each.RunId | Sort-Object -Unique).Count | Should -Be 1
        $merged.Generators | Sort-Object -Unique | Should -Be 3
        $merged[0].Due | Should -Be 300
        $merged[0].MaxOpen | Should -Be 600
        (Get-Total $merged).Due | Should -Be 600
        (Get-Total $each).Due | Should -Be 600
        # Beside them: one that looks at the server and one more before the load, of each process; and the one of the second INFO.
        $after.total_connections_received - $before.total_connections_received | Should -Be (600 + 2 * 3 + 1)

        $ofMerged = $merged | Measure-RedisLoad
        $ofEach = $each | Measure-RedisLoad
        $ofBoth = $rows | Measure-RedisLoad
        foreach ($figure in 'Due', 'Started', 'Succeeded', 'Failed', 'ResponseP50Ms', 'ResponseP99Ms', 'ResponseMaxMs', 'ServiceP99Ms', 'LagP99Ms', 'Generators') {
            $ofEach.$figure | Should -Be $ofMerged.$figure -Because $figure
            $ofBoth.$figure | Should -Be $ofMerged.$figure -Because $figure
        }
        Get-Generator | Should -BeNullOrEmpty
    }

    It 'shares a random schedule' {
        & redis-cli -p $server.Port del alone shared | Out-Null
        $load = $common + @{ Cps = 200; Duration = 1; Arrival = 'Poisson'; Force = $true }
        $alone = @(Start-RedisLoad @load -Seed 3 -Command 'SADD alone {burst}:{client}')
        $shared = @(Start-RedisLoad @load -Seed 3 -Command 'SADD shared {burst}:{client}' -Processes 2)
        (Get-Total $shared).Due | Should -Be (Get-Total $alone).Due
        & redis-cli -p $server.Port sdiff alone shared | Should -BeNullOrEmpty
        & redis-cli -p $server.Port sdiff shared alone | Should -BeNullOrEmpty
    }

    It 'passes parameters on as they were given, and a password on no command line' {
        $secured = Start-RedisServer -ArgumentList '--requirepass', 'generator-secret'
        try {
            $job = Start-Pipeline {
                param($Port, $Credential)
                [pscustomobject]@{ ComputerName = '127.0.0.1'; Port = $Port } | Start-RedisLoad -Credential $Credential -Cps 90/m -RampTo 2.5 -Duration 4s `
                    -HoldTime 100ms-0.2 -Close Fin -Command 'INCR a', 'INCR b' -Pipeline -Resp 3 -ClientName load -Processes 2 -WarningAction SilentlyContinue
            } -ArgumentList $secured.Port, (New-Credential 'default' 'generator-secret')
            Wait-Generator $job | Out-Null
            Get-ChildItem /proc -Directory | Where-Object Name -Match '^\d+$' | ForEach-Object { Get-Content "$_/cmdline", "$_/environ" -Raw -ErrorAction Ignore } |
                Where-Object { $_ -notmatch 'redis-server|requirepass' } | Should -Not -Match 'generator-secret'
            $rows = @($job | Receive-Job -Wait -AutoRemoveJob)
            (Get-Total $rows).Succeeded | Should -Be 8
            # Each process sends the commands twice before the load: when it is asked whether it can take part, and when it begins.
            & redis-cli -p $secured.Port -a generator-secret --no-auth-warning get b | Should -Be (8 + 2 * 2)
        }
        finally {
            $secured | Stop-RedisServer
        }
    }

    It 'starts none where one cannot take part, and names each with its reason' {
        $before = (Get-RedisInfo $server).total_connections_received
        $failure = { Start-RedisLoad @common -Cps 100 -MaxOpen 100000000 -Processes 2 } |
            Should -Throw -ErrorId 'GeneratorRefused,*' -ExpectedMessage '2 of 2 load generators cannot take part, and none was started.*' -PassThru
        $failure.Exception.Message | Should -Match '/1: -MaxOpen: 50000000 concurrent connections require .*/2: -MaxOpen: '
        (Get-RedisInfo $server).total_connections_received - $before | Should -Be 1
        Get-Generator | Should -BeNullOrEmpty
        { Start-RedisLoad -Port (Get-FreePort) -Processes 2 } | Should -Throw -ErrorId 'GeneratorRefused,*' -ExpectedMessage '*/1: *Nothing is listening*/2: *Nothing is listening*'
    }

    It 'goes on without one that <What>, and says so' -ForEach @(
        @{ What = 'dies'; Signal = 'KILL' }
        @{ What = 'hangs'; Signal = 'STOP' }
    ) {
        $job = Start-Pipeline {
            param($Port)
            Start-RedisLoad -Port $Port -Cps 200 -Duration 12 -Processes 2 -PerGenerator -WarningVariable said -WarningAction SilentlyContinue
            $said
        } -ArgumentList $server.Port
        $victim = (Wait-Generator $job)[0]
        & kill "-$Signal" $victim
        $output = @($job | Receive-Job -Wait -AutoRemoveJob)
        $both = @($output | Where-Object { $_ -is [RedisLoad.Rows.LoadSample] })
        $rows = @($both | Where-Object { -not $_.Generator })
        Assert-Book $rows
        $rows[0].Generators | Should -Be 2
        $rows[-1].Generators | Should -Be 1
        $rows[-1].GeneratorsMissing | Should -Be 1
        $rows[-1].ElapsedSeconds | Should -BeGreaterOrEqual 12
        "$output" | Should -Match 'Load generator (\S+/[12]) was lost \S+ s after the start \([0-9:]+\): '
        $lost = [regex]::Match("$output", 'Load generator (\S+) was lost').Groups[1].Value
        ($rows | Measure-RedisLoad).Verdict | Should -Be 'PartMissing'
        $summaries = @($both | Measure-RedisLoad -PerGenerator)
        $summaries | Where-Object Verdict -EQ 'PartMissing' | ForEach-Object { $_.Generator ?? '(all)' } | Should -Be $lost, '(all)'
        $summaries[-1].Evidence[0] | Should -Match "1 of 2 load generators did not report to the end \($([regex]::Escape($lost)) until \d"
        Get-Generator | Should -BeNullOrEmpty
        Wait-Until { (Get-RedisInfo $server).connected_clients -eq 1 }
    }

    It 'ends the schedule when a threshold is not met, and lets what is open come to its end' {
        $rows = @(Start-RedisLoad @common -Cps 100 -Duration 60 -HoldTime 1 -Processes 2 -Threshold 'Succeeded < 0' -AbortOnBreach -WarningVariable said -ErrorAction SilentlyContinue -ErrorVariable breach)
        Assert-Book $rows
        $rows[-1].Open | Should -Be 0
        $rows.GeneratorsMissing | Sort-Object -Unique | Should -Be 0
        (Get-Total $rows).Succeeded | Should -BeGreaterThan 0
        (Get-Total $rows).Failed | Should -Be 0
        $rows[-1].ElapsedSeconds | Should -BeLessThan 30
        "$said" | Should -Match 'The load was ended after \S+ s \(-AbortOnBreach\)\.'
        $breach.FullyQualifiedErrorId | Should -Be 'ThresholdBreached,RedisLoad.Cmdlets.Commands.StartRedisLoadCommand'
        Get-Generator | Should -BeNullOrEmpty
    }

    It 'repeats what each host warns of before the load, with its name' {
        Start-RedisLoad -Port $server.Port -CheckOnly -Cps 1000 -HoldTime 10 -MaxOpen 100 -Processes 2 -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -Match '\S+/1, \S+/2: .*-MaxOpen'
    }

    It 'names the one that is stopped again and again, and says of the others what is true of them' {
        $csv = Join-Path $TestDrive 'stopped.csv'
        $job = Start-Pipeline {
            param($Port)
            Start-RedisLoad -Port $Port -Cps 600 -Duration 5 -HoldTime 0.5 -MaxOpen 3000 -Processes 2 -PerGenerator -WarningVariable said -WarningAction SilentlyContinue
            $said
        } -ArgumentList $server.Port
        $victim = (Wait-Generator $job)[0]
        foreach ($time in 1..3) {
            & kill -STOP $victim
            Start-Sleep -Milliseconds 600
            & kill -CONT $victim
            Start-Sleep -Milliseconds 300
        }
        $output = @($job | Receive-Job -Wait -AutoRemoveJob)
        $rows = @($output | Where-Object { $_ -is [RedisLoad.Rows.LoadSample] })
        # Of both, those of a file, too, in which the rows of one and of all follow each other while connections are open.
        $rows | Export-Csv $csv
        $rows.Open | Measure-Object -Maximum | Select-Object -ExpandProperty Maximum | Should -BeGreaterThan 0
        foreach ($read in $rows, (Import-Csv $csv)) {
            $summaries = @($read | Measure-RedisLoad -PerGenerator)
            $summaries | Should -HaveCount 3
            $stopped, $other = $summaries[0..1] | Sort-Object GeneratorPauseMaxMs -Descending
            $stopped.GeneratorPauseMaxMs | Should -BeGreaterThan 550
            $stopped.Verdict | Should -Be 'GeneratorBottleneck'
            $summaries[2].Verdict | Should -Be 'GeneratorBottleneck'
            $summaries[2].Evidence[0] | Should -Match "^$([regex]::Escape($stopped.Generator)) was a bottleneck: schedule lag p99 \d"
            # It may have had to wait for a processor itself; then it is named as well.
            "$($summaries[2].Evidence)" -match "$([regex]::Escape($other.Generator)) was a bottleneck" | Should -Be ($other.Verdict -eq 'GeneratorBottleneck')
            $summaries[2].Due | Should -Be 3000
        }
        "$output" | Should -Match "$([regex]::Escape($stopped.Generator)) was a bottleneck: schedule lag"
    }

    It 'leaves nothing behind when the pipeline wants no more' {
        Start-RedisLoad @common -Cps 100 -Duration 60 -HoldTime 20 -Processes 2 | Select-Object -First 1 | Should -Not -BeNullOrEmpty
        Get-Generator | Should -BeNullOrEmpty
        Wait-Until { (Get-RedisInfo $server).connected_clients -eq 1 }
    }

    It 'leaves nothing behind when it is stopped' {
        $job = Start-Pipeline { param($Port) Start-RedisLoad -Port $Port -Cps 100 -Duration 60 -HoldTime 20 -Processes 2 } -ArgumentList $server.Port
        Wait-Generator $job | Out-Null
        Stop-Pipeline $job
        Get-Generator | Should -BeNullOrEmpty
        Wait-Until { (Get-RedisInfo $server).connected_clients -eq 1 }
    }

    It 'leaves nothing behind when its own shell is killed' {
        $program, $arguments = Get-Shell
        $module = Join-Path (Get-Module RedisLoad).ModuleBase 'RedisLoad.psd1'
        $start = [Diagnostics.ProcessStartInfo]::new($program)
        @($arguments) + '-NoProfile', '-Command', "Import-Module '$module'; Start-RedisLoad -Port $($server.Port) -Cps 100 -Duration 60 -HoldTime 20 -Processes 2" |
            Where-Object { $_ } | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardOutput = $true
        $shell = [Diagnostics.Process]::Start($start)
        Wait-Until { (Get-RedisInfo $server).connected_clients -gt 50 }
        $generators = @(Get-Generator $shell.Id)
        $generators | Should -HaveCount 2
        $shell.Kill()
        Wait-Until { (Get-RedisInfo $server).connected_clients -eq 1 }
        Wait-Until { -not (Get-Process -Id $generators -ErrorAction Ignore) }
    }

    It 'checks everything and loads nothing with -CheckOnly' {
        $before = (Get-RedisInfo $server).total_connections_received
        Start-RedisLoad @common -CheckOnly | Should -BeNullOrEmpty
        (Get-RedisInfo $server).total_connections_received - $before | Should -Be 2
        { Start-RedisLoad -Port (Get-FreePort) -CheckOnly } | Should -Throw -ErrorId 'ConnectionRefused,*'
    }

    It 'refuses <Command>' -ForEach @(
        @{ Command = '-Processes 0'; Message = '-Processes: 0 is not between 1 and 256*' }
        @{ Command = '-PerGenerator'; Message = '-PerGenerator: requires -Session or -Processes.*' }
        @{ Command = '-InstallModule'; Message = '-InstallModule: requires -Session or -ServerSession. Add one of them*' }
        @{ Command = '-ServerSession @()'; Message = "*'ServerSession'*" }
        @{ Command = '-Session @()'; Message = "*'Session'*" }
        @{ Command = '-Processes 2 -PerTarget'; Message = '-Processes: cannot be combined with -PerTarget*' }
        @{ Command = '-Processes 2 -PerConnection'; Message = '-Processes: cannot be combined with -PerConnection*' }
        @{ Command = '-Processes 200 -MaxOpen 100'; Message = '-MaxOpen: 100 *' }
    ) {
        { Invoke-Expression "Start-RedisLoad -Port $($server.Port) $Command" } | Should -Throw -ExpectedMessage $Message
    }
}

# Needs namespaces and an sshd: ./build.sh test installs openssh-server.
Describe 'Start-RedisLoad -Session' -Skip:(-not $hasHosts) {
    BeforeAll {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive 'hosts')).FullName
        $result = Invoke-InNamespace -ArgumentList $folder {
            param($Folder)
            $server = Start-RedisServer -Port 6379 -ArgumentList '--bind', '0.0.0.0', '--protected-mode', 'no', '--maxclients', '5000'
            $hosts = Start-SshHost 3 $Folder
            try {
                $sessions = $hosts | New-SshSession
                $ids = Invoke-Command $sessions { $PID } | Sort-Object PSComputerName
                $load = @{ ComputerName = '10.99.0.254'; Session = $sessions; WarningAction = 'SilentlyContinue' }
                $before = (Get-RedisInfo $server).total_connections_received
                try { Start-RedisLoad @load -Cps 300 -Duration 1 } catch { "refused: $($_.FullyQualifiedErrorId) $_" }
                "connections of the refused: $((Get-RedisInfo $server).total_connections_received - $before - 1)"

                $before = (Get-RedisInfo $server).total_connections_received
                $rows = @(Start-RedisLoad @load -Cps 300 -Duration 2 -InstallModule -PerGenerator -Verbose 4> (Join-Path $Folder 'verbose'))
                $count = (Get-RedisInfo $server).total_connections_received - $before - 1
                $merged, $each = ($rows | Where-Object { -not $_.Generator } | Measure-RedisLoad), ($rows | Where-Object Generator | Measure-RedisLoad)
                foreach ($figure in 'Due', 'Succeeded', 'ResponseP50Ms', 'ResponseP99Ms', 'ResponseMaxMs', 'LagP99Ms') {
                    "figure ${figure}: $($merged.$figure) $($each.$figure)"
                }
                "connections: $count"
                "clocks: $((Get-Content (Join-Path $Folder 'verbose')) -match 'clock of')"
                "folders: $(Get-ChildItem $hosts.Temporary -Filter RedisLoad-*) of $(@(Invoke-Command $sessions { [IO.Path]::GetTempPath() }))"
                "again: $((Start-RedisLoad @load -Cps 300 -Duration 1 | Measure-RedisLoad).Due)"

                # One dies, and one can no longer be reached.
                $rows = @(Start-RedisLoad @load -Cps 300 -Duration 14 -WarningVariable said | ForEach-Object {
                        if ($_.ElapsedSeconds -eq 2) { Stop-SshShell $hosts[0] $ids[0] }
                        if ($_.ElapsedSeconds -eq 4) { & ip link set $hosts[1].Link down }
                        $_
                    })
                $open = 0
                foreach ($row in $rows) {
                    if ($open + $row.Started -ne $row.Succeeded + $row.Failed + $row.Open) { "books of $($row.ElapsedSeconds) s: $open + $row" }
                    $open = $row.Open
                }
                "generators: $($rows.Generators | Select-Object -Unique)"
                "ended: $([int]$rows[-1].ElapsedSeconds)"
                "verdict: $(($rows | Measure-RedisLoad).Verdict)"
                $said -match 'was lost' | ForEach-Object { "said: $_" }

                # What is stopped closes its connections, and leaves the session as it was.
                $left = $sessions[2]
                Start-RedisLoad -ComputerName 10.99.0.254 -Session $left -Cps 50 -Duration 60 -HoldTime 30 -WarningAction SilentlyContinue |
                    Select-Object -First 2 | Out-Null
                Wait-Until { @(& redis-cli client list type normal | Where-Object { $_ -match 'addr=10\.99\.0\.3:' }).Count -eq 0 }
                "left: $($left.State) $(Invoke-Command $left { 1 + 1 })"

                # One that its coordinator can no longer reach has nobody to end it.
                $rows = @(Start-RedisLoad -ComputerName 10.99.0.254 -Session $left -Cps 50 -Duration 60 -HoldTime 60 -WarningAction SilentlyContinue `
                        -ErrorVariable failure -ErrorAction SilentlyContinue | ForEach-Object { & pkill -STOP -P $PID -f 'ssh .* 10\.99\.0\.3'; $_ })
                "silent: $($rows.Count -gt 0) $($failure.FullyQualifiedErrorId) $failure"
                "still open: $(@(& redis-cli client list type normal | Where-Object { $_ -match 'addr=10\.99\.0\.3:' }).Count -gt 0)"
                Wait-Until { @(& redis-cli client list type normal | Where-Object { $_ -match 'addr=10\.99\.0\.3:' }).Count -eq 0 }
                'alone: it closed its connections'
            }
            finally {
                $hosts | Stop-SshHost
                $server | Stop-RedisServer
            }
        }
        function Get-Said([string] $What) {
            @($result) -match "^${What}: " -replace "^${What}: "
        }
    }

    It 'refuses before anything is opened where the module is missing, and names every host' {
        Get-Said 'refused' | Should -Match ('^GeneratorRefused,\S+ 3 of 3 load generators cannot take part, and none was started\.' +
            '( 10\.99\.0\.[123]: it has no module RedisLoad\. Install [0-9.]+ there, or use -InstallModule\.){3}$')
        Get-Said 'connections of the refused' | Should -Be 0
    }

    It 'brings the module, opens exactly what is due, and merges the rows of all' {
        Get-Said 'figure \w+' | ForEach-Object { $merged, $each = $_ -split ' '; $merged | Should -Be $each }
        @($result) -match '^figure Due: 600 ' | Should -Not -BeNullOrEmpty
        # Beside them, two of each host that look at the server.
        Get-Said 'connections' | Should -Be (600 + 2 * 3)
        Get-Said 'again' | Should -Be 300
    }

    It 'leaves no folder of the module behind' {
        Get-Said 'folders' | Should -Match '^ of (\S+/hosts/tmp[123]/ ?){3}$'
    }

    It 'compares the clocks' {
        [regex]::Matches((Get-Said 'clocks'), 'The clock of 10\.99\.0\.[123] differs from this host.s by [+-]?[0-9.]+ ms \(\+/- [0-9.]+ ms\)\.').Count |
            Should -Be 3
    }

    It 'goes on without one that dies and one that can no longer be reached' {
        @($result) -match '^books' | Should -BeNullOrEmpty
        Get-Said 'generators' | Should -Be '3 2 1'
        Get-Said 'ended' | Should -Be 14
        Get-Said 'verdict' | Should -Be 'PartMissing'
        $said = Get-Said 'said'
        $said | Should -HaveCount 2
        $said[0] | Should -Match '^Load generator 10\.99\.0\.1 was lost .* s after the start'
        $said[1] | Should -Match '^Load generator 10\.99\.0\.2 was lost .* s after the start'
    }

    It 'closes its connections by itself when it cannot reach its coordinator' {
        Get-Said 'silent' | Should -Match '^True GeneratorsLost,\S+ All load generators were lost, the last [0-9.]+ s after the start. The rows end there.$'
        Get-Said 'still open' | Should -Be 'True'
        Get-Said 'alone' | Should -Be 'it closed its connections'
    }

    It 'closes its connections when the pipeline wants no more, and leaves the session as it was' {
        Get-Said 'left' | Should -Be 'Opened 2'
    }
}

# Needs namespaces and an sshd: ./build.sh test installs openssh-server.
Describe 'Start-RedisLoad -ServerSession' -Skip:(-not $hasHosts) {
    BeforeAll {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive 'hosts')).FullName
        $result = Invoke-InNamespace -ArgumentList $folder {
            param($Folder)
            function Write-Failure($What, $Of) {
                try { & $Of } catch { "${What}: $($_.FullyQualifiedErrorId -replace ',.*') $($_.TargetObject) $_" }
            }
            # Runs a load, and writes its warnings, and the totals of its rows beside the kernel's own count on the servers' hosts and here.
            function Write-Load($What, $Servers, $Command) {
                $before = ($Servers | ForEach-Object { Get-SshHostOverflow $_ } | Measure-Object -Sum).Sum
                $here = Get-SshHostOverflow @{ Init = $PID }
                $rows = @(& $Command 3>&1)
                $after = ($Servers | ForEach-Object { Get-SshHostOverflow $_ } | Measure-Object -Sum).Sum
                "${What} here: $((Get-SshHostOverflow @{ Init = $PID }) - $here)"
                "${What} kernel: $($after - $before)"
                $rows | Where-Object { $_ -is [Management.Automation.WarningRecord] } | ForEach-Object { "${What} said: $_" }
                $rows = @($rows | Where-Object { $_ -is [RedisLoad.Rows.LoadSample] })
                $merged = @($rows | Where-Object { -not $_.Generator -or $_.Generators -gt 1 -or -not ($rows.Generators -gt 1) })
                "${What} rows: $(($merged.ListenOverflows | Measure-Object -Sum).Sum)"
                foreach ($row in $rows) {
                    $figures = $row.Generator, [int]$row.ElapsedSeconds, $row.AcceptQueue, $row.ListenOverflows, $row.TimeWait, $row.ServerCps
                    "${What} row: $(($figures | ForEach-Object { $_ ?? 'null' }) -join ' ')"
                }
            }
            $hosts = Start-SshHost 3 $Folder
            try {
                Start-SshHostRedis $hosts[0] '--tcp-backlog', '2'
                $server = $hosts[0] | New-SshSession
                $clients = $hosts[1], $hosts[2], $hosts[1] | New-SshSession
                $load = @{ ComputerName = '10.99.0.1'; ConnectTimeout = 2; ReplyTimeout = 2 }
                $burst = $load + @{ Cps = 200; Gap = 1; Duration = 2 }

                $received = { (& redis-cli -h 10.99.0.1 info stats | Select-String 'total_connections_received:(\d+)').Matches.Groups[1].Value }
                $before = [int](& $received)
                Write-Failure 'refused' { Start-RedisLoad @burst -ServerSession $server, $clients[0] }
                Write-Failure 'shared' { Start-RedisLoad @burst -ServerSession $server -Session $server }
                "connections of the refused: $([int](& $received) - $before - 1)"
                $server, $clients[0] | ForEach-Object { "after the refusal: $($_.State) $($_.Availability)" }

                "check: $(@(Start-RedisLoad @burst -ServerSession $server -InstallModule -CheckOnly).Count) $($server.Availability)"
                Write-Load 'one' $hosts[0] { Start-RedisLoad @burst -ServerSession $server }
                Write-Load 'several' $hosts[0] { Start-RedisLoad @burst -ServerSession $server -Session $clients -InstallModule }
                Write-Load 'twice' $hosts[0] { Start-RedisLoad @burst -ServerSession $server, ($hosts[0] | New-SshSession) -InstallModule }
                Start-SshHostRedis $hosts[1] '--tcp-backlog', '2'
                # Half a burst is not enough for the queue of each; a server that is stopped for a moment is.
                Write-Load 'servers' $hosts[0, 1] {
                    $both = $load + @{ Cps = 400; Duration = 3; ServerSession = $server, $clients[0] }
                    $both.ComputerName = '10.99.0.1', '10.99.0.2'
                    Start-RedisLoad @both | ForEach-Object {
                        if ($_.ElapsedSeconds -eq 1) {
                            $hosts[0, 1] | ForEach-Object { & pkill -STOP --ns $_.Init --nslist pid redis-server }
                            Start-Sleep -Milliseconds 500
                            $hosts[0, 1] | ForEach-Object { & pkill -CONT --ns $_.Init --nslist pid redis-server }
                        }
                        $_
                    }
                }

                # Connections that leave sockets in TIME_WAIT behind.
                $closing = $load + @{ Cps = 100; Duration = 2; Close = 'Fin'; Watch = $true; ServerSession = $server }
                Write-Load 'watched' $hosts[0] { Start-RedisLoad @closing }
                Write-Load 'all watched' $hosts[0] { Start-RedisLoad @closing -Session $clients -PerGenerator }
                Write-Load 'watched once' $hosts[0] { Start-RedisLoad @closing -Processes 2 -PerGenerator }
                $closing.ServerSession = $server, $clients[1]
                Write-Load 'idle' $hosts[0] { Start-RedisLoad @closing }

                # The first row comes after 1 s.
                Start-RedisLoad @load -Cps 100 -Duration 60 -ServerSession $server -WarningAction SilentlyContinue | Select-Object -First 1 | Out-Null
                "after the first row: $($server.State) $($server.Availability)"

                $id = Invoke-Command $server { $PID }
                Write-Load 'lost' $hosts[0] {
                    Start-RedisLoad @load -Cps 100 -Duration 4 -ServerSession $server | ForEach-Object {
                        if ($_.ElapsedSeconds -eq 2) { Stop-SshShell $hosts[0] $id }
                        $_
                    }
                }
            }
            finally {
                Get-PSSession | Remove-PSSession
                $hosts | Stop-SshHost
            }
        }
        function Get-Said([string] $What) {
            @($result) -match "^${What}: " -replace "^${What}: "
        }
        # The columns of a load's rows: of one load generator, of the sum with 'null', or of all.
        function Get-Figure([string] $What, [string] $Of) {
            @(Get-Said "$What row") | ForEach-Object {
                $generator, $second, $queue, $overflows, $timeWait, $cps = $_ -split ' '
                [pscustomobject]@{ Generator = $generator; Second = $second; Queue = $queue; Overflows = $overflows; TimeWait = $timeWait; Cps = $cps }
            } | Where-Object { -not $Of -or $_.Generator -eq $Of }
        }
    }

    It 'refuses before anything is opened where the module is missing, and names every host' {
        Get-Said 'refused' | Should -Match ('^HostRefused 10\.99\.0\.1, 10\.99\.0\.2 -ServerSession:' +
            '( 10\.99\.0\.[12]: it has no module RedisLoad\. Install [0-9.]+ there, or use -InstallModule\.){2}$')
        Get-Said 'shared' | Should -Match '^ValuesConflict 10\.99\.0\.1 -ServerSession: the session on 10\.99\.0\.1 is also in -Session'
        Get-Said 'connections of the refused' | Should -Be 0
        Get-Said 'after the refusal' | Should -Be 'Opened Available', 'Opened Available'
    }

    It 'checks the hosts and loads nothing with -CheckOnly' {
        Get-Said 'check' | Should -Be '0 Available'
    }

    It 'has in its rows exactly what the kernel of the server counted: <_>' -ForEach 'one', 'several', 'twice', 'servers' {
        $counted = [int](Get-Said "$_ kernel")
        $counted | Should -BeGreaterThan 0
        Get-Said "$_ rows" | Should -Be $counted
        Get-Said "$_ here" | Should -Be 0
    }

    It 'shows the server beside the sockets of the load' {
        $rows = @(Get-Figure 'watched')
        $rows.Count | Should -BeGreaterOrEqual 2
        $rows.Queue | Should -Match '^[0-9]+$'
        [int]$rows[0].TimeWait | Should -BeGreaterThan 50
        [double]$rows[0].Cps | Should -BeGreaterThan 50
    }

    It 'watches each host of load generators once, and adds them up' {
        $own = @(Get-Figure 'all watched' '10.99.0.3')
        $own.Queue | Should -Be (@('null') * $own.Count)
        $own.Overflows | Should -Be (@('0') * $own.Count)
        $second = @(Get-Figure 'all watched' '10.99.0.2/2')
        $second.TimeWait | Should -Be (@('null') * $second.Count)
        $merged = @(Get-Figure 'all watched' 'null')
        [int]$merged[0].TimeWait | Should -Be ([int](Get-Figure 'all watched' '10.99.0.2')[0].TimeWait + [int](Get-Figure 'all watched' '10.99.0.3')[0].TimeWait)
    }

    It 'counts what several processes of this host see once' {
        $merged = @(Get-Figure 'watched once' 'null')
        $own = @(Get-Figure 'watched once' | Where-Object Generator -Match '/')
        $own | Where-Object Generator -Match '/2$' | ForEach-Object { $_.TimeWait | Should -Be 'null' }
        $merged[0].TimeWait | Should -Be ($own | Where-Object Generator -Match '/1$')[0].TimeWait
    }

    It 'adds the rates of several servers' {
        $rows = @(Get-Figure 'servers')
        [double]$rows[0].Cps | Should -BeGreaterThan 10
    }

    It 'says that a host has no server, and leaves unknown what that server would say' {
        Get-Said 'idle said' | Should -Contain '-ServerSession: 10.99.0.3: Nothing is listening there on the port of 10.99.0.1:6379. The column AcceptQueue remains empty.'
        (Get-Figure 'idle').Queue | Should -Not -Contain 'null'
        (Get-Figure 'idle').Cps | Should -Not -Contain '0'
    }

    It 'goes on without a host that is lost, and says so' {
        $rows = @(Get-Figure 'lost')
        $rows.Count | Should -BeGreaterOrEqual 4
        $rows[0].Overflows | Should -Not -Be 'null'
        $rows[-1].Queue, $rows[-1].Overflows, $rows[-1].Cps | Should -Be 'null', 'null', 'null'
        $lost = @(Get-Said 'lost said') -match 'was lost'
        $lost | Should -HaveCount 1
        $lost | Should -Match '^-ServerSession: 10\.99\.0\.1 was lost [0-9.]+ s after the start \([0-9:]+\): .*empty from then on\.$'
    }

    It 'ends the watch when the pipeline wants no more, and leaves the session as it was' {
        Get-Said 'after the first row' | Should -Be 'Opened Available'
    }
}
