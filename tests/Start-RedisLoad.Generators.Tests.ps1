BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')

    # The processes that a load has started: they are children of the shell that runs it.
    function Get-Generator([int] $Of = $PID) {
        @(& ps --ppid $Of -o pid=,args=) -match ' -s -NoLogo' | ForEach-Object { [int]($_.Trim() -split ' ')[0] }
    }

    # Waits until a load by several load generators has begun, and gives their processes.
    function Wait-Generator($Job, [int] $Count = 2) {
        Wait-Until { @($Job.Output).Count -gt 0 } -Detail { $Job.State; $Job.Error; $Job.Warning; $Job.Output }
        $generators = @(Get-Generator)
        $generators | Should -HaveCount $Count
        $generators
    }
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
        $failure.Exception.Message | Should -Match '/1: -MaxOpen: 50000000 connections at once need .*/2: -MaxOpen: '
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
            Start-RedisLoad -Port $Port -Cps 200 -Duration 12 -Processes 2 -WarningVariable said -WarningAction SilentlyContinue
            $said
        } -ArgumentList $server.Port
        $victim = (Wait-Generator $job)[0]
        & kill "-$Signal" $victim
        $output = @($job | Receive-Job -Wait -AutoRemoveJob)
        $rows = @($output | Where-Object { $_ -is [RedisLoad.Rows.LoadSample] })
        Assert-Book $rows
        $rows[0].Generators | Should -Be 2
        $rows[-1].Generators | Should -Be 1
        $rows[-1].GeneratorsMissing | Should -Be 1
        $rows[-1].ElapsedSeconds | Should -BeGreaterOrEqual 12
        "$output" | Should -Match 'Load generator \S+/[12] was lost \S+ s after the start \([0-9:]+\): '
        ($rows | Measure-RedisLoad).Verdict | Should -Be 'PartMissing'
        Get-Generator | Should -BeNullOrEmpty
        Wait-Until { (Get-RedisInfo $server).connected_clients -eq 1 }
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
        @{ Command = '-InstallModule'; Message = '-InstallModule: requires -Session.*' }
        @{ Command = '-Processes 2 -PerTarget'; Message = '-Processes: cannot be combined with -PerTarget*' }
        @{ Command = '-Processes 2 -PerConnection'; Message = '-Processes: cannot be combined with -PerConnection*' }
        @{ Command = '-Processes 2 -Watch'; Message = '-Processes: cannot be combined with -Watch*' }
        @{ Command = '-Processes 200 -MaxOpen 100'; Message = '-MaxOpen: 100 *' }
    ) {
        { Invoke-Expression "Start-RedisLoad -Port $($server.Port) $Command" } | Should -Throw -ExpectedMessage $Message
    }
}
