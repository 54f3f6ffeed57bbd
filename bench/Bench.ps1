<#
.SYNOPSIS
    What a connection costs, plain and over TLS: RedisLoad beside the floor (a bare client in C), a Go client, redis-benchmark and memtier_benchmark, in one run.
.DESCRIPTION
    Starts a redis-server, and measures in rounds, each client in turn, so that what else this machine does hits all alike. Prints
    the medians, the goals beside them, how evenly RedisLoad starts connections, what the first load of a shell is like, and what TLS
    leaves in memory; writes every measurement to -Path. Judge ratios: the figures themselves are this machine's, at this hour.

    Processor time is that of whole processes. Another client's begins with the process. RedisLoad's is that of this shell, from the
    call of Start-RedisLoad to its return: the load's threads, PowerShell, garbage collection, and whatever the runtime compiles
    meanwhile. What a shell compiles once belongs to no connection: loads that nobody measures come first, until the runtime compiles
    little more. What the first load of a shell is like is measured by itself, in fresh shells.

    './build.sh bench' runs it, in a network of its own (apart.sh), in half an hour. Needs gcc, the headers of OpenSSL
    (Debian: libssl-dev) and redis-server. For one part alone, see -Part.
#>
param(
    # More rounds give steadier medians.
    [ValidateRange(1, 100)]
    [int] $Rounds = 5,

    # What is measured.
    [ValidateSet('Plain', 'Pacing', 'FirstRun', 'Tls', 'TlsMemory')]
    [string[]] $Part = @('Plain', 'Pacing', 'FirstRun', 'Tls', 'TlsMemory'),

    # How many connections each other client makes in a round, and RedisLoad about as many.
    [ValidateRange(1000, 10000000)]
    [int] $Connections = 200000,

    # The same over TLS, where a connection costs twenty times as much.
    [ValidateRange(100, 10000000)]
    [int] $TlsConnections = 8000,

    # How many connections the load makes that shows what TLS leaves in memory. 2,000,000 take an hour.
    [ValidateRange(1000, 10000000)]
    [int] $TlsSessions = 150000,

    # How long each round of pacing takes.
    [ValidateRange(1, 3600)]
    [int] $PacingSeconds = 8,

    [string] $Path = 'bench.csv'
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot 'Median.psm1') -Force
Import-Module (Join-Path $PSScriptRoot '..' 'tests' 'support' 'RedisServer.psm1') -Force
Import-Module (Join-Path $PSScriptRoot '..' 'tests' 'support' 'Certificates.psm1') -Force
Import-Module (Join-Path $PSScriptRoot '..' 'tests' 'support' 'Shell.psm1') -Force
$module = (Resolve-Path (Join-Path $PSScriptRoot '..' 'artifacts' 'RedisLoad' 'RedisLoad.psd1')).Path
Import-Module $module -Force
$built = Join-Path $PSScriptRoot '..' 'artifacts' 'bench'

# Every connection of these says the same: so many of PING, GET foo, SET foo, so many connections going at once.
$cases = @(
    @{ Commands = 3; Open = 50; Clients = 'RedisLoad', 'floor', 'redigo' }
    @{ Commands = 1; Open = 50; Clients = 'RedisLoad', 'floor', 'redis-benchmark' }
    @{ Commands = 3; Open = 5000; Clients = 'RedisLoad', 'floor' }
    @{ Commands = 3; Open = 15000; Clients = 'RedisLoad', 'floor' }
)
$session = 'PING', 'GET foo', 'SET foo {burst}:{client}'

# The numbers of the rounds, where a part is to be measured.
function Get-Rounds([string] $Of) {
    if ($Of -in $Part) {
        1..$Rounds
    }
}

function Test-Program([string] $Name) {
    [bool](Get-Command $Name -CommandType Application -ErrorAction Ignore)
}

function Invoke-Compiler([string] $Name, [string[]] $Library) {
    & gcc -O2 -Wall -o (Join-Path $built $Name) (Join-Path $PSScriptRoot "$Name.c") @Library
    if ($LASTEXITCODE -ne 0) {
        throw "gcc could not compile $Name.c."
    }
}

# Says why a client is left out, or nothing.
function Get-Absence([string] $Client) {
    switch ($Client) {
        'redis-benchmark' {
            if (-not (Test-Program 'redis-benchmark')) {
                return 'there is none'
            }
        }
        'memtier_benchmark' {
            if (-not (Test-Program 'memtier_benchmark')) {
                return 'there is none'
            }
        }
        'redigo' {
            if (-not (Test-Program 'go')) {
                return 'there is no go (Debian: apt-get install golang-go golang-github-gomodule-redigo-dev)'
            }
            & env GO111MODULE=off GOPATH=/usr/share/gocode go build -o (Join-Path $built 'redigo') (Join-Path $PSScriptRoot 'redigo.go')
            if ($LASTEXITCODE -ne 0) {
                return 'go could not build it (Debian: apt-get install golang-github-gomodule-redigo-dev)'
            }
        }
    }
}

function Measure-RedisLoad([int] $Port, [int] $Open, [int] $Commands, [double] $Seconds, [hashtable] $Tls = @{}) {
    $process = [Diagnostics.Process]::GetCurrentProcess()
    $cpuBefore = $process.TotalProcessorTime
    $rows = Start-RedisLoad -Port $Port -Saturate -MaxOpen $Open -Command $session[0..($Commands - 1)] -Duration $Seconds -WarningAction SilentlyContinue @Tls
    $process.Refresh()
    $total = [RedisLoad.Rows.LoadSample]::Merge($rows)
    if ($total.Failed -gt 0) {
        throw "RedisLoad, ${Open} open: $([RedisLoad.Results.LoadSummary]::Of($total).Evidence)"
    }
    @{
        Connections    = $total.Succeeded
        PerSecond      = $total.Cps
        CpuUs          = 1000 * $total.CpuMs / $total.Succeeded
        ProcessCpuUs   = 1000 * ($process.TotalProcessorTime - $cpuBefore).TotalMilliseconds / $total.Succeeded
        PeakMemoryMB   = $process.PeakWorkingSet64 / 1MB
    }
}

# Repeats a load that is to be measured until compiling takes less than a hundredth of it.
function Wait-Compiler([scriptblock] $Load) {
    foreach ($try in 1..10) {
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $before = [Runtime.JitInfo]::GetCompilationTime()
        & $Load | Out-Null
        if (([Runtime.JitInfo]::GetCompilationTime() - $before) -lt $clock.Elapsed / 100) {
            return
        }
    }
}

# What lag the seconds of the first load of a fresh shell have, as a user runs it.
function Measure-FirstRun([int] $Port) {
    $file = New-TemporaryFile
    $program, [string[]] $arguments = Get-Shell
    & $program @arguments -NoProfile -NonInteractive -Command "Import-Module '$module'; Start-RedisLoad -Port $Port -Cps 8000 -Duration 5 -WarningAction SilentlyContinue | Export-Csv '$file'"
    [double[]] $lags = (Import-Csv $file).LagP99Ms | Where-Object { $_ }
    Remove-Item $file
    [pscustomobject]@{ LagP99Ms = $lags -join ', '; WorstByLast = ($lags | Measure-Object -Maximum).Maximum / $lags[-1] }
}

# How much memory is resident after 10,000 TLS connections and after so many, full handshakes all.
function Measure-TlsMemory($Server, [int] $Count) {
    $process = [Diagnostics.Process]::GetCurrentProcess()
    $made = 0
    $first = $null
    $last = Start-RedisLoad -Port $Server.TlsPort -UseTls -CaCertificate $Server.CaFile -Saturate -Command PING -Duration 1d -WarningAction SilentlyContinue |
        ForEach-Object {
            $made += $_.Succeeded
            # What rows leave is not TLS's, and would be collected, and given back to the kernel, only some hundred megabytes later.
            [GC]::Collect(2, [GCCollectionMode]::Aggressive, $true, $true)
            $process.Refresh()
            [pscustomobject]@{ Connections = $made; ResidentMB = $process.WorkingSet64 / 1MB }
        } |
        Where-Object Connections -GE ([Math]::Min(10000, $Count / 2)) |
        ForEach-Object {
            $first ??= $_
            $_
        } |
        Where-Object Connections -GE $Count |
        Select-Object -First 1
    [pscustomobject]@{
        Connections = $last.Connections
        FirstMB     = [Math]::Round($first.ResidentMB, 1)
        LastMB      = [Math]::Round($last.ResidentMB, 1)
        BytesEach   = [Math]::Round(($last.ResidentMB - $first.ResidentMB) * 1MB / [Math]::Max(1, $last.Connections - $first.Connections), 1)
    }
}

function Measure-Program([string[]] $CommandLine, [int] $Count) {
    $said = & $CommandLine[0] $CommandLine[1..($CommandLine.Count - 1)] 2>&1
    if ($LASTEXITCODE -ne 0) {
        throw "'$CommandLine' failed: $said"
    }
    $used = $said | Where-Object { "$_" -like '{"WallSeconds"*' } | ConvertFrom-Json
    @{
        Connections  = $Count
        PerSecond    = $Count / $used.WallSeconds
        CpuUs        = 1e6 * $used.CpuSeconds / $Count
        ProcessCpuUs = 1e6 * $used.CpuSeconds / $Count
        PeakMemoryMB = $used.PeakMemoryKB / 1024
    }
}

function Measure-Client([string] $Client, [int] $Port, [int] $Open, [int] $Commands, [int] $Count) {
    $measure = Join-Path $built 'measure'
    switch ($Client) {
        'RedisLoad' { Measure-RedisLoad $Port $Open $Commands ($Count / 20000) }
        'redis-benchmark' {
            $own = Get-FreePort
            Measure-Program ((Join-Path $PSScriptRoot 'beside-redis.sh'), $own, $measure, $Client, '-p', $own, '-k', '0', '-c', $Open, '-n', $Count, '-t', 'ping_mbulk', '-q') $Count
        }
        default { Measure-Program ($measure, (Join-Path $built $Client), $Port, $Open, $Count, $Commands) $Count }
    }
}

function Measure-TlsClient([string] $Client, [string] $Kind, $Server, [int] $Count) {
    $measure = Join-Path $built 'measure'
    switch ($Client) {
        'RedisLoad' { Measure-RedisLoad $Server.TlsPort 50 3 ($Count / 1000) @{ UseTls = $true; CaCertificate = $Server.CaFile; TlsResume = $Kind -eq 'resume' } }
        'floor' { Measure-Program ($measure, (Join-Path $built 'floor-tls'), $Server.TlsPort, 50, $Count, 3, $Server.CaFile, $Kind) $Count }
        'memtier_benchmark' {
            # Three requests a connection, as the others; every client makes as many.
            Measure-Program ($measure, $Client, '-s', 'localhost', '-p', $Server.TlsPort, '--tls', '--cacert', $Server.CaFile, '-t', 1, '-c', 50, '-n', [int](3 * $Count / 50),
                '--reconnect-interval', 3, '--hide-histogram') $Count
        }
    }
}

# The median over the rounds of one client's figure by another's in the same round.
function Get-Ratio($Measured, [int] $Open, [int] $Commands, [string] $Client, [string] $Beside, [string] $Figure) {
    $ratios = foreach ($round in 1..$Rounds) {
        $of = { param($name) $Measured | Where-Object { $_.Round -eq $round -and $_.Open -eq $Open -and $_.Commands -eq $Commands -and $_.Client -eq $name } }
        $ours, $theirs = (& $of $Client), (& $of $Beside)
        if ($theirs) {
            $ours.$Figure / $theirs.$Figure
        }
    }
    if ($ratios) {
        Get-Median $ratios
    }
}

function Get-Line([string] $File, [string] $Pattern) {
    if (Test-Path $File) {
        (Get-Content $File | Where-Object { $_ -match $Pattern } | Select-Object -First 1) -replace $Pattern, ''
    }
}

New-Item -ItemType Directory -Force $built | Out-Null
'measure', 'floor' | ForEach-Object { Invoke-Compiler $_ }
Invoke-Compiler 'floor-tls' '-lssl', '-lcrypto'
$absent = @{}
foreach ($client in 'redigo', 'redis-benchmark', 'memtier_benchmark') {
    if ($why = Get-Absence $client) {
        $absent[$client] = $why
        Write-Host "Without ${client}: $why."
    }
}

$ground = [ordered]@{
    Kernel = (Get-Content '/proc/sys/kernel/osrelease')
    Cpu    = "$([Environment]::ProcessorCount) x $(Get-Line '/proc/cpuinfo' '^model name\s*:\s*')"
    Redis  = [regex]::Match((& redis-server --version), 'v=(\S+)').Groups[1].Value
    DotNet = [Runtime.InteropServices.RuntimeInformation]::FrameworkDescription
    Shell  = "PowerShell $($PSVersionTable.PSVersion)"
}

$server = Start-RedisServer -ArgumentList '--maxclients', '19000', '--tcp-backlog', '16384'
try {
    if ('Plain' -in $Part) {
        Wait-Compiler { Measure-Client 'RedisLoad' $server.Port 50 3 $Connections }
    }
    $measured = foreach ($round in Get-Rounds 'Plain') {
        foreach ($case in $cases) {
            foreach ($client in $case.Clients | Where-Object { -not $absent[$_] }) {
                Write-Host "Round $round of ${Rounds}: $client, $($case.Open) open, $($case.Commands) command(s)"
                $figures = Measure-Client $client $server.Port $case.Open $case.Commands $Connections
                [pscustomobject]([ordered]@{ Round = $round; Client = $client; Open = $case.Open; Commands = $case.Commands } + $figures + $ground)
            }
        }
    }
}
finally {
    $server | Stop-RedisServer
}

# A fresh one, which has not grown with 15,000 clients.
$server = Start-RedisServer -ArgumentList '--tcp-backlog', '16384'
try {
    $pacing = foreach ($round in Get-Rounds 'Pacing') {
        Write-Host "Round $round of ${Rounds}: pacing at 8,000/s"
        $floor = & (Join-Path $built 'floor') $server.Port 1000 (8000 * $PacingSeconds) 3 8000 | ConvertFrom-Json
        $paced = & dotnet (Join-Path $built 'pacing' 'RedisLoad.Bench.Pacing.dll') $server.Port 8000 $PacingSeconds | ConvertFrom-Json
        $paced | Add-Member FloorLagP99Ms $floor.LagP99Ms
        $paced | Add-Member FloorDeviationIn10MsP99Percent $floor.DeviationIn10MsP99Percent -PassThru
    }
    # Nobody listens there: the kernel's refusal costs no server a thing, so this is the load generator alone.
    $nobody = Get-FreePort
    if ('Pacing' -in $Part) {
        $workers = foreach ($count in 1..[Math]::Min(2, [Environment]::ProcessorCount)) {
            $rows = foreach ($round in 1..$Rounds) {
                Start-RedisLoad -Port $nobody -Force -Saturate -Workers $count -Duration 1 -WarningAction SilentlyContinue
            }
            [pscustomobject]@{ Workers = $count; RefusedPerSecond = [long](Get-Median $rows.Refused) }
        }
    }
    $firstRuns = foreach ($round in Get-Rounds 'FirstRun') {
        Write-Host "Round $round of ${Rounds}: the first load of a shell, 8,000/s"
        Measure-FirstRun $server.Port
    }
}
finally {
    $server | Stop-RedisServer
}

$folder = New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "redisload-bench-$([guid]::NewGuid())")
$authority = New-Authority
$server = Start-TlsRedisServer (New-Certificate $authority) $authority -Folder $folder
try {
    if ('Tls' -in $Part) {
        Wait-Compiler { Measure-TlsClient 'RedisLoad' 'full' $server $TlsConnections }
    }
    $measured += foreach ($round in Get-Rounds 'Tls') {
        foreach ($kind in 'full', 'resume') {
            foreach ($client in 'RedisLoad', 'floor', 'memtier_benchmark' | Where-Object { -not $absent[$_] -and ($_ -ne 'memtier_benchmark' -or $kind -eq 'full') }) {
                Write-Host "Round $round of ${Rounds}: $client, TLS, $kind"
                $figures = Measure-TlsClient $client $kind $server $TlsConnections
                [pscustomobject]([ordered]@{ Round = $round; Client = "$client $kind"; Open = 50; Commands = 3 } + $figures + $ground)
            }
        }
    }
    $tlsMemory = if ('TlsMemory' -in $Part) {
        Write-Host "$($TlsSessions.ToString('N0')) connections over TLS"
        Measure-TlsMemory $server $TlsSessions
    }
}
finally {
    $server | Stop-RedisServer
    Remove-Item -Recurse $folder
}

$Path = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
if ($measured) {
    $measured | Export-Csv $Path
}

$ground.GetEnumerator() | ForEach-Object { Write-Host "$($_.Key): $($_.Value)" }
$measured | Group-Object Commands, Open, Client | ForEach-Object {
    [pscustomobject]@{
        Commands     = $_.Group[0].Commands
        Open         = $_.Group[0].Open
        Client       = $_.Group[0].Client
        CpuUs        = [Math]::Round((Get-Median $_.Group.CpuUs), 1)
        PerSecond    = [Math]::Round((Get-Median $_.Group.PerSecond))
        PeakMemoryMB = [Math]::Round((Get-Median $_.Group.PeakMemoryMB), 1)
    }
} | Format-Table
$firstRuns | Format-Table @{ Name = 'Lag p99 of each second of a first load, ms'; Expression = 'LagP99Ms' }, @{ Name = 'Worst by last'; Expression = { [Math]::Round($_.WorstByLast, 2) } }
$tlsMemory | Format-Table Connections, FirstMB, LastMB, BytesEach
$pacing | Format-Table LagP99Ms, FloorLagP99Ms, DeviationIn10MsP99Percent, FloorDeviationIn10MsP99Percent, RateErrorPercent, ResponseP50Ms, ResponseP99Ms, CpuUs
$workers | Format-Table

$cpu = 'CPU per connection'
$goals = @(
    @{ Name = "$cpu, 50 open, by the floor's"; Value = Get-Ratio $measured 50 3 'RedisLoad' 'floor' 'ProcessCpuUs'; Most = 1.05 }
    @{ Name = "$cpu, 50 open, by redigo's"; Value = Get-Ratio $measured 50 3 'RedisLoad' 'redigo' 'CpuUs'; Most = 0.55 }
    @{ Name = "$cpu, 50 open, one PING, by redis-benchmark's"; Value = Get-Ratio $measured 50 1 'RedisLoad' 'redis-benchmark' 'CpuUs'; Most = 0.50 }
    @{ Name = "connections per second, 50 open, by the floor's"; Value = Get-Ratio $measured 50 3 'RedisLoad' 'floor' 'PerSecond'; Least = 0.95 }
    @{ Name = "$cpu, 5,000 open, by the floor's"; Value = Get-Ratio $measured 5000 3 'RedisLoad' 'floor' 'ProcessCpuUs'; Most = 1.05 }
    @{ Name = "$cpu, 15,000 open, by the floor's"; Value = Get-Ratio $measured 15000 3 'RedisLoad' 'floor' 'CpuUs'; Most = 1.10 }
    @{ Name = "$cpu over TLS, full handshakes, by the floor's"; Value = Get-Ratio $measured 50 3 'RedisLoad full' 'floor full' 'ProcessCpuUs'; Most = 1.15 }
    @{ Name = "$cpu over TLS, full handshakes, by memtier's"; Value = Get-Ratio $measured 50 3 'RedisLoad full' 'memtier_benchmark full' 'ProcessCpuUs'; Most = 0.9 }
    @{ Name = "$cpu over TLS, resumed handshakes, by the floor's"; Value = Get-Ratio $measured 50 3 'RedisLoad resume' 'floor resume' 'ProcessCpuUs'; Most = 1.15 }
    @{ Name = "schedule lag p99 at 8,000/s, by the floor's"; Value = Get-Median ($pacing | ForEach-Object { $_.LagP99Ms / $_.FloorLagP99Ms }); Most = 3 }
    @{ Name = "unevenness in 10 ms at 8,000/s, by the floor's"; Value = Get-Median ($pacing | ForEach-Object { $_.DeviationIn10MsP99Percent / [Math]::Max(1.25, $_.FloorDeviationIn10MsP99Percent) }); Most = 3 }
    @{ Name = 'schedule lag p99 at 8,000/s, ms'; Value = Get-Median $pacing.LagP99Ms; Most = 1 }
    @{ Name = 'starts in any 10 ms at 8,000/s, p99 deviation, %'; Value = Get-Median $pacing.DeviationIn10MsP99Percent; Most = 10 }
    @{ Name = 'rate over the run at 8,000/s, error, %'; Value = Get-Median ($pacing.RateErrorPercent | ForEach-Object { [Math]::Abs($_) }); Most = 0.1 }
    @{ Name = 'first load of a shell, 8,000/s: lag p99 of the worst second, by the last'; Value = ($firstRuns.WorstByLast | Measure-Object -Maximum).Maximum; Most = 3 }
    @{ Name = 'resident memory that TLS connections leave, bytes each'; Value = $tlsMemory.BytesEach; Most = 5 }
    if ($workers.Count -gt 1) {
        @{ Name = "two workers' connections per second, by one's"; Value = $workers[1].RefusedPerSecond / $workers[0].RefusedPerSecond; Least = 1.0 }
    }
)
$goals | ForEach-Object {
    $isMeasured = $null -ne $_.Value
    [pscustomobject]@{
        Value  = $isMeasured ? $_.Value.ToString('0.000') : 'not measured'
        Goal   = $_.Most ? "<= $($_.Most)" : ">= $($_.Least)"
        Met    = $isMeasured ? ($_.Most ? $_.Value -le $_.Most : $_.Value -ge $_.Least) : ''
        Figure = $_.Name
    }
} | Format-Table -AutoSize -Wrap
if ($measured) {
    Write-Host "Every measurement of a client is in $Path."
}
