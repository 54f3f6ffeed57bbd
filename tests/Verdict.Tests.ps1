# Each verdict that a real run can come to, provoked.

BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'support' 'OwnKernel.psm1') -Force
    $hasOwnKernel = Test-OwnKernel
    $canPin = [bool](Get-Command taskset -CommandType Application -ErrorAction Ignore)
    $canLimit = [bool](Get-Command prlimit -CommandType Application -ErrorAction Ignore)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '..' 'artifacts' 'RedisLoad' 'RedisLoad.psd1') -Force
    Import-Module (Join-Path $PSScriptRoot 'support' 'RedisServer.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'support' 'OwnKernel.psm1') -Force
    $server = Start-RedisServer -ArgumentList '--maxclients', '15000', '--tcp-backlog', '4096', '--enable-debug-command', 'yes'

    # Runs a script in a shell of its own, started by a program such as taskset, and gives back the summary it writes.
    function Measure-Elsewhere([string] $Script, [string[]] $Program = @()) {
        $file = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
        $module = (Get-Module RedisLoad).Path
        Set-Content $file "`$ErrorActionPreference = 'Stop'`nImport-Module '$module'`n$Script"
        $command = @($Program) + @(Get-Shell) + @('-NoProfile', '-File', $file)
        $arguments = $command | Select-Object -Skip 1
        $said = & $command[0] @arguments
        $said | Where-Object { $_ -like '{*' } | ConvertFrom-Json
    }
}

AfterAll {
    $server | Stop-RedisServer
}

Describe 'The verdict' {
    It 'is ServerSlow of a server that is stopped for a second' {
        $id = $server.Process.Id
        $summary = Start-RedisLoad -Port $server.Port -Cps 500 -Duration 6 -WarningAction SilentlyContinue | ForEach-Object {
            if ($_.ElapsedSeconds -eq 2) {
                & sh -c "kill -STOP $id; sleep 1; kill -CONT $id"
            }
            $_
        } | Measure-RedisLoad
        $summary.Verdict | Should -Be 'ServerSlow'
        $summary.Evidence[0] | Should -Match 'stood still'
    }

    It 'is ServerSlow of a server that sleeps for a second' {
        $summary = Start-RedisLoad -Port $server.Port -Cps 500 -Duration 6 -WarningAction SilentlyContinue | ForEach-Object {
            if ($_.ElapsedSeconds -eq 2) {
                & redis-cli -p $server.Port debug sleep 1 | Out-Null
            }
            $_
        } | Measure-RedisLoad
        $summary.Verdict | Should -Be 'ServerSlow'
    }

    It 'is not Valid where -MaxOpen connections wait for a server that is stopped, and says how many were dropped' {
        $id = $server.Process.Id
        $summary = Start-RedisLoad -Port $server.Port -Cps 500 -Duration 3 -MaxOpen 10 -WarningAction SilentlyContinue | ForEach-Object {
            if ($_.ElapsedSeconds -eq 1) {
                & sh -c "kill -STOP $id; sleep 1; kill -CONT $id"
            }
            $_
        } | Measure-RedisLoad
        # Connections are dropped by a load generator that is starved, too: on a machine that is as busy as that, it is to blame.
        "$($summary.Verdict)" | Should -Match '^(ServerSlow|GeneratorBottleneck)$'
        $summary.Evidence -join ' ' | Should -Match 'were dropped'
    }

    It 'is ServerFailing where nobody listens' {
        $summary = Start-RedisLoad -Port (Get-FreePort) -Force -Cps 100 -Duration 1 -WarningAction SilentlyContinue | Measure-RedisLoad
        $summary.Verdict | Should -Be 'ServerFailing'
        $summary.FailedByServer | Should -Be 100
        $summary.Evidence[0] | Should -Be '100 of 100 connections failed: 100 Refused.'
    }

    It 'is AccessDenied without the password' {
        & redis-cli -p $server.Port config set requirepass secret | Out-Null
        try {
            $summary = Start-RedisLoad -Port $server.Port -Force -Cps 100 -Duration 1 -WarningAction SilentlyContinue | Measure-RedisLoad
        }
        finally {
            & redis-cli -p $server.Port -a secret --no-auth-warning config set requirepass '' | Out-Null
        }
        $summary.Verdict | Should -Be 'AccessDenied'
        $summary.FailedByConfiguration | Should -Be 100
    }

    It 'is GeneratorBottleneck of a load generator whose processor others are busy with' -Skip:(-not $canPin) {
        # The server has the other processors to itself; the busy loops are where the shell is, and end with it.
        $summary = Measure-Elsewhere -Program 'taskset', '-c', '0' -Script @"
            Start-RedisLoad -Port $($server.Port) -Cps 100 -Duration 0.1 | Out-Null
            `$loops = foreach (`$i in 1..6) { [Diagnostics.Process]::Start('sh', [string[]]('-c', 'while :; do :; done')) }
            try {
                Start-RedisLoad -Port $($server.Port) -Cps 2000 -Duration 4 -WarningAction SilentlyContinue | Measure-RedisLoad |
                    Select-Object @{ Name = 'Verdict'; Expression = { "`$(`$_.Verdict)" } }, Evidence, LagP99Ms, ServiceP99Ms | ConvertTo-Json -Compress
            }
            finally {
                `$loops | ForEach-Object { `$_.Kill() }
            }
"@
        $summary.Verdict | Should -Be 'GeneratorBottleneck'
        $summary.Evidence -join ' ' | Should -Match 'schedule lag p99'
    }

    It 'is HostLimited where this process may open no more files' -Skip:(-not $canLimit) {
        # Each connection stays for two seconds, so that 400 would be open at once; the limit comes when the load has begun. What the shell itself
        # opens files for is done once before.
        $summary = Measure-Elsewhere @"
            function Measure-Load([double] `$LimitAt) {
                Start-RedisLoad -Port $($server.Port) -Cps 200 -Duration 3 -Command 'BLPOP nothing 2' -Interval 0.1 -WarningAction SilentlyContinue | ForEach-Object {
                    if (`$_.ElapsedSeconds -eq `$LimitAt) {
                        `$limit = [IO.Directory]::GetFiles('/proc/self/fd').Count + 20
                        & prlimit --pid `$PID --nofile=`${limit}:`$limit
                    }
                    `$_
                } | Measure-RedisLoad | Select-Object @{ Name = 'Verdict'; Expression = { "`$(`$_.Verdict)" } }, Evidence, FileLimit | ConvertTo-Json -Compress
            }
            `$null = Measure-Load 0
            Measure-Load 0.1
"@
        $summary.Verdict | Should -Be 'HostLimited'
        $summary.FileLimit | Should -BeGreaterThan 0
        $summary.Evidence[0] | Should -Match 'FileLimit. The run says nothing about the server'
    }

    It 'is HostLimited where no local port is left (in a kernel of its own)' -Skip:(-not $hasOwnKernel) {
        $summary = Invoke-InOwnKernel @'
            Set-Content /proc/sys/net/ipv4/ip_local_port_range '40000 40049'
            $server = Start-RedisServer -Port 6379
            try {
                Start-RedisLoad -Cps 500 -Duration 1 -Command 'BLPOP nothing 0.5' -WarningAction SilentlyContinue | Measure-RedisLoad |
                    Select-Object @{ Name = 'Verdict'; Expression = { "$($_.Verdict)" } }, Evidence, PortsExhausted
            }
            finally {
                $server | Stop-RedisServer
            }
'@
        $summary.Verdict | Should -Be 'HostLimited'
        $summary.PortsExhausted | Should -BeGreaterThan 0
        $summary.Evidence[0] | Should -Match 'PortsExhausted. The run says nothing about the server'
    }
}
