BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $hasNamespace = Test-Namespace
    $hasHosts = $hasNamespace -and (Test-SshHost)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $server = Start-RedisServer
    $load = @{ Port = $server.Port; WarmUp = 0 }
}

AfterAll {
    $server | Stop-RedisServer
}

Describe 'Find-RedisLoadLimit' {
    It 'finds the rate from which a threshold is not met' {
        # A threshold that every machine holds alike, however busy it is.
        $rows = @(Find-RedisLoadLimit -Threshold 'Started < 40' -From 50 -To 1000 -Duration 0.2 -Resolution 50% @load)
        $probes = $rows
        $probes | Should -BeOfType 'RedisLoad.Results.LimitProbe'
        $probes.Number | Should -Be (1..6)
        $probes.TargetCps | Should -Be 50, 100, 200, 200, 140, 140
        ($probes | Where-Object Outcome -eq 'Held').TargetCps | Should -Be 50, 100, 140, 140
        $probes[2].Breaches -join ' ' | Should -Be 'Started < 40: not met, Started is 40'
        # Each says where the search stands after it.
        $probes.LimitCps | Should -Be 50, 100, 100, 100, 140, 140
        $probes.NextCps | Should -Be $null, $null, $null, 200, 200, 200
        ($probes | Select-Object -SkipLast 1).Conclusion | Should -Be $null, $null, $null, $null, $null
        $limit = $rows[-1]
        # Whose limit it is, is as the machine is.
        "$($limit.Reason)" | Should -Match '^(Threshold|GeneratorCeiling)$'
        $limit.Conclusion | Should -Match '^140/s met every threshold'
    }

    It 'searches between rates with fractions' {
        $rows = @(Find-RedisLoadLimit -Threshold 'Started < 3' -From 1.5 -To 240/m -Duration 1 -Resolution 100% -Confirmations 0 @load)
        $rows[0..1].TargetCps | Should -Be 1.5, 3
        $rows[-1].LimitCps, $rows[-1].NextCps | Should -Be 1.5, 3
        $rows[-1].Conclusion | Should -Match '^1.5/s met every threshold'
    }

    It 'says that the limit is higher where the highest rate holds' {
        $limit = Find-RedisLoadLimit 'Failed == 0' -From 50 -To 100 -Duration 0.2 @load | Select-Object -Last 1
        $limit.LimitCps, "$($limit.Reason)", $limit.Number | Should -Be 100, 'HighestRate', 3
        $limit.NextCps | Should -BeNullOrEmpty
    }

    It 'says that it was the load generator''s own ceiling, and not the server' -Skip:(-not $hasNamespace) {
        # With 50 local ports and 0.5 s for each connection, this host itself is at its end below 100 connections a second.
        $rows = Invoke-InNamespace {
            '40000 40049' > /proc/sys/net/ipv4/ip_local_port_range
            $server = Start-RedisServer -Port 6379
            try {
                Find-RedisLoadLimit 'Failed == 0' -From 60 -To 1000 -Duration 0.6 -Resolution 100% -Command 'BLPOP nothing 0.5' -WarmUp 0
            }
            finally {
                $server | Stop-RedisServer
            }
        }
        $outcomes = $rows | ForEach-Object { [RedisLoad.Results.ProbeOutcome]$_.Outcome }
        $outcomes | Should -Contain 'GeneratorCeiling'
        $outcomes | Should -Not -Contain 'Breached'
        [RedisLoad.Results.LimitReason]$rows[-1].Reason | Should -Be 'GeneratorCeiling'
        $rows[-1].LimitCps | Should -BeLessOrEqual 100
        $rows[-1].Conclusion | Should -Match 'was the limit, not the server'
    }

    It 'takes the parameters of Start-RedisLoad that describe a load, by their names' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        # What makes a schedule of its own, and what is about rows, is no matter of a search.
        $ofSchedule = 'Cps', 'Count', 'Gap', 'RampTo', 'RampTime', 'Step', 'StepTime', 'Saturate', 'Share', 'StartAt', 'CheckOnly', 'Disrupt', 'DisruptWith', 'DisruptAt', 'DisruptTime', 'DisruptServer'
        $ofRows = 'PlanVariable', 'PerTarget', 'PerGenerator', 'PerConnection', 'IncludeHistogram', 'AbortOnBreach', 'Watch', 'ServerSession'
        $shared = (Get-Command Start-RedisLoad).Parameters.Values | Where-Object Name -notin ($common + $ofSchedule + $ofRows)
        $shared.Count | Should -BeGreaterThan 35
        $own = (Get-Command Find-RedisLoadLimit).Parameters
        foreach ($parameter in $shared) {
            $own[$parameter.Name].ParameterType | Should -Be $parameter.ParameterType -Because $parameter.Name
            $own[$parameter.Name].Aliases | Should -Be $parameter.Aliases -Because $parameter.Name
        }
        $line = 'Find-RedisLoadLimit -ClientC'
        [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText |
            Should -Be '-ClientCertificate', '-ClientCertificatePassword'
    }

    It 'looks at the servers once, whatever the number of loads' {
        $before = Get-RedisInfo $server
        $probes = @(Find-RedisLoadLimit 'Failed == 0' -From 50 -To 100 -Duration 0.2 @load -Command PING)
        $probes | Should -HaveCount 3
        # Beside the loads: the look, and the one of the second INFO.
        (Get-RedisInfo $server).total_connections_received - $before.total_connections_received | Should -Be (10 + 20 + 20 + 2)
    }

    It 'searches the servers of the pipeline with one load' {
        $other = Start-RedisServer
        try {
            $null = $server.Port, $other.Port | Find-RedisLoadLimit 'Failed == 0' -From 50 -To 50 -Duration 0.2 -Confirmations 0 -WarmUp 0 -Command PING
            # Each has half of the ten, the look, and the one of the INFO.
            (Get-RedisInfo $other).total_connections_received | Should -Be (5 + 2 + 1)
        }
        finally {
            $other | Stop-RedisServer
        }
    }

    It 'searches beside clients that are already connected, with what applies to new connections' {
        $probe = Find-RedisLoadLimit 'Failed == 0' -From 50 -To 50 -Duration 0.2 -Confirmations 0 @load -Clients 3 -HoldTime 0.05 -MaxOpen 20 -Close Fin
        $probe.Outcome | Should -Be 'Held'
        $probe.GetSummary().Due, $probe.GetSummary().Clients | Should -Be 10, 3
    }

    It 'ends when nobody wants more' {
        Find-RedisLoadLimit 'Failed == 0' -From 50 -To 100000 -Duration 0.2 @load | Select-Object -First 1 | Should -HaveCount 1
        (Get-RedisInfo $server).connected_clients | Should -Be 1
    }

    It 'stops when the pipeline is stopped, as Ctrl+C does' {
        $before = [int](Get-RedisInfo $server).total_connections_received
        $search = Start-Pipeline { param($port) Find-RedisLoadLimit 'Failed == 0' -Duration 600 -Port $port } -ArgumentList $server.Port
        Wait-Until { [int](Get-RedisInfo $server).total_connections_received -ge $before + 1000 }
        Stop-Pipeline $search
    }

    It 'opens nothing with -WhatIf' {
        $before = Get-RedisInfo $server
        Find-RedisLoadLimit 'Failed == 0' @load -WhatIf | Should -BeNullOrEmpty
        (Get-RedisInfo $server).total_connections_received - $before.total_connections_received | Should -Be 1
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a rate of none'; Options = @{ From = 0 }; Id = 'ValueOutOfRange'; Message = '-From: 0 is not in the range 0.000001 to 1,000,000 per second.' }
        @{ Name = 'an end before the beginning'; Options = @{ From = 1000; To = 100 }; Id = 'ValueOutOfRange'; Message = '-To: 100 is less than -From (1,000).' }
        @{ Name = 'an unknown metric'; Options = @{ Threshold = 'Latency < 5' }; Id = 'InvalidThreshold'; Message = '*there is no metric Latency*' }
        @{ Name = 'a server that is not there'; Options = @{ Port = 1 }; Id = 'ConnectionRefused'; Message = '*' }
    ) {
        $arguments = @{ Threshold = 'Failed == 0' } + $load
        foreach ($option in $Options.Keys) {
            $arguments[$option] = $Options[$option]
        }
        { Find-RedisLoadLimit @arguments } | Should -Throw -ErrorId "$Id,*" -ExpectedMessage $Message
    }
}

Describe 'Find-RedisLoadLimit -Processes' {
    It 'runs one load after another by the same processes, each of them shared' {
        $before = Get-RedisInfo $server
        $processes = [Collections.Generic.List[string]]::new()
        $probes = @(Find-RedisLoadLimit -Threshold 'Started < 40' -From 50 -To 1000 -Duration 0.2 -Resolution 50% @load -Processes 2 |
                ForEach-Object { $processes.Add("$(Get-Generator)"); $_ })
        $probes.TargetCps | Should -Be 50, 100, 200, 200, 140, 140
        $probes.LimitCps | Should -Be 50, 100, 100, 100, 140, 140
        $probes[-1].Conclusion | Should -Match '^140/s met every threshold'
        $probes[2].Breaches -join ' ' | Should -Be 'Started < 40: not met, Started is 40'
        $summaries = $probes | ForEach-Object GetSummary
        $summaries.Due | Should -Be 10, 20, 40, 40, 28, 28
        $summaries.Generators | Sort-Object -Unique | Should -Be 2
        $processes | Sort-Object -Unique | Should -HaveCount 1
        $processes[0] | Should -Match '^\d+ \d+$'
        # Beside the connections of the loads: each process looks at the server at -From, at -To, and before each load; and the one of the INFO.
        (Get-RedisInfo $server).total_connections_received - $before.total_connections_received | Should -Be (166 + 2 * (2 + 6) + 1)
        Get-Generator | Should -BeNullOrEmpty
    }

    It 'ends with an error that names a process that <What> in the middle of a load, and judges nothing by the rest' -ForEach @(
        @{ What = 'dies'; Signal = 'KILL'; Reason = 'its process has ended' }
        @{ What = 'hangs'; Signal = 'STOP'; Reason = 'it says nothing any more' }
    ) {
        $job = Start-Pipeline {
            param($Port)
            $search = @{ From = 50; To = 100; Duration = 600; HoldTime = 30; Processes = 2; ErrorAction = 'SilentlyContinue' }
            Find-RedisLoadLimit 'Failed == 0' -Port $Port @search -ErrorVariable said
            $said
        } -ArgumentList $server.Port
        $victim = (Wait-Generator $job -Until { (Get-RedisInfo $server).connected_clients -gt 20 })[0]
        & kill "-$Signal" $victim
        $output = @($job | Receive-Job -Wait -AutoRemoveJob)
        $output | Should -HaveCount 1
        $output.FullyQualifiedErrorId | Should -Be 'GeneratorLost,RedisLoad.Cmdlets.Commands.FindRedisLoadLimitCommand'
        "$output" | Should -Match "^The search was ended\. Load generator \S+/1 was lost \S+ s after the start \([0-9:]+\): $Reason\.$"
        Get-Generator | Should -BeNullOrEmpty
        Wait-Until { (Get-RedisInfo $server).connected_clients -eq 1 }
    }

    It 'ends with an error where a process is lost between two loads, and says what was found' {
        $search = $load + @{ From = 50; To = 1000; Duration = 0.2; Processes = 2; ErrorAction = 'SilentlyContinue' }
        $probes = @(Find-RedisLoadLimit 'Failed == 0' @search -ErrorVariable said |
                ForEach-Object { $_; if ($_.Number -eq 2) { & kill -KILL (Get-Generator)[1] } })
        $probes.Outcome | Should -Be 'Held', 'Held'
        $probes[-1].Reason | Should -BeNullOrEmpty
        $said | Should -HaveCount 1
        $said.FullyQualifiedErrorId | Should -Match '^Generator(Refused|Lost),'
        "$said" | Should -Match '^The search was ended\. .*/2\b.*: its process has ended\. 100/s, the highest rate tested, met every threshold'
        Get-Generator | Should -BeNullOrEmpty
    }

    It 'begins no load where one of the hosts cannot carry the highest rate, and names each' {
        $before = Get-RedisInfo $server
        # 50 connections at once are well within the limit; of 9,000, each process would have half.
        $said = Invoke-Shell -Launcher 'prlimit', '--nofile=4096' -ArgumentList $server.Port {
            param($Port)
            $search = @{ From = 50; To = 50000; Duration = 1; WarmUp = 0; Port = $Port; Processes = 2 }
            try { Find-RedisLoadLimit 'Failed == 0' @search } catch { "$($_.FullyQualifiedErrorId) $_" }
        }
        "$said" | Should -Match '^GeneratorRefused,\S+ 2 of 2 load generators cannot take part, and none was started\. \S+/1: -MaxOpen: 4500 .*\S+/2: -MaxOpen: 4500 '
        # Each has looked at the server at -From.
        (Get-RedisInfo $server).total_connections_received - $before.total_connections_received | Should -Be (2 + 1)
    }

    It 'leaves nothing behind when the pipeline wants no more' {
        Find-RedisLoadLimit 'Failed == 0' -From 50 -To 100000 -Duration 0.2 @load -Processes 2 | Select-Object -First 1 | Should -HaveCount 1
        Get-Generator | Should -BeNullOrEmpty
        Wait-Until { (Get-RedisInfo $server).connected_clients -eq 1 }
    }

    It 'leaves nothing behind when it is stopped' {
        $search = Start-Pipeline { param($Port) Find-RedisLoadLimit 'Failed == 0' -Duration 600 -HoldTime 30 -Port $Port -Processes 2 } -ArgumentList $server.Port
        Wait-Generator $search -Until { (Get-RedisInfo $server).connected_clients -gt 50 } | Out-Null
        Stop-Pipeline $search
        Get-Generator | Should -BeNullOrEmpty
        Wait-Until { (Get-RedisInfo $server).connected_clients -eq 1 }
    }

    It 'starts no process with -WhatIf' {
        Find-RedisLoadLimit 'Failed == 0' @load -Processes 2 -WhatIf | Should -BeNullOrEmpty
        Get-Generator | Should -BeNullOrEmpty
    }

    It 'refuses <Command>' -ForEach @(
        @{ Command = '-Processes 0'; Message = '-Processes: 0 is not between 1 and 256*' }
        @{ Command = '-Processes 257'; Message = '-Processes: 257 is not between 1 and 256*' }
        @{ Command = '-Processes 2.5'; Message = "*'2.5' is not a whole number*" }
        @{ Command = '-InstallModule'; Message = '-InstallModule: requires -Session.*' }
        @{ Command = '-Session @()'; Message = "*'Session'*" }
        @{ Command = '-Processes 2 -To 10'; Message = '-To: 10 is less than -From*' }
        @{ Command = '-Processes 200 -MaxOpen 100'; Message = '-MaxOpen: 100 *' }
        @{ Command = '-Share 1/2'; Message = "*parameter name 'Share'*" }
        @{ Command = '-StartAt +10s'; Message = "*parameter name 'StartAt'*" }
        @{ Command = '-CheckOnly'; Message = "*parameter name 'CheckOnly'*" }
        @{ Command = '-PerGenerator'; Message = "*parameter name 'PerGenerator'*" }
    ) {
        { Invoke-Expression "Find-RedisLoadLimit 'Failed == 0' -Port $($server.Port) $Command" } | Should -Throw -ExpectedMessage $Message
        Get-Generator | Should -BeNullOrEmpty
    }
}

# Needs namespaces and an sshd: ./build.sh test installs openssh-server.
Describe 'Find-RedisLoadLimit -Session' -Skip:(-not $hasHosts) {
    It 'searches with other hosts, brings the module once, and leaves the sessions as they were' {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive 'hosts')).FullName
        $result = Invoke-InNamespace -ArgumentList $folder {
            param($Folder)
            $server = Start-RedisServer -Port 6379 -ArgumentList '--bind', '0.0.0.0', '--protected-mode', 'no'
            $hosts = Start-SshHost 2 $Folder
            try {
                $sessions = $hosts | New-SshSession
                $search = @{ Threshold = 'Started < 40'; From = 50; To = 1000; Duration = 0.2; WarmUp = 0; Resolution = '50%' }
                $search += @{ ComputerName = '10.99.0.254'; Session = $sessions; WarningAction = 'SilentlyContinue' }
                try { Find-RedisLoadLimit @search } catch { "refused: $($_.FullyQualifiedErrorId) $_" }
                $probes = @(Find-RedisLoadLimit @search -InstallModule)
                "rates: $($probes.TargetCps)"
                "limit: $($probes[-1].LimitCps)"
                "due: $(($probes | ForEach-Object GetSummary).Due)"
                "folders: $(Get-ChildItem $hosts.Temporary -Filter RedisLoad-*)"
                "sessions: $($sessions.State) $(Invoke-Command $sessions { 1 + 1 })"
            }
            finally {
                $hosts | Stop-SshHost
                $server | Stop-RedisServer
            }
        }
        $result | Should -HaveCount 6
        $result[0] | Should -Match '^refused: GeneratorRefused,\S+ 2 of 2 load generators cannot take part'
        $result[1..5] | Should -Be 'rates: 50 100 200 200 140 140', 'limit: 140', 'due: 10 20 40 40 28 28', 'folders: ', 'sessions: Opened Opened 2 2'
    }
}
