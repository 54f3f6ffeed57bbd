<#
.SYNOPSIS
    What a row of Watch-RedisConnections costs: beside a bare dump in C, and beside ss and awk, on the same sockets.
.DESCRIPTION
    Holds -Sockets sockets on loopback and measures in rounds, each in turn, the processor time of counting them by state. Prints the medians
    and the goals beside them, and writes every measurement to -Path. './build.sh bench' runs it, in a network of its own (apart.sh). Needs
    gcc, ss and awk.
#>
param(
    # More rounds give steadier medians.
    [ValidateRange(1, 100)]
    [int] $Rounds = 5,

    # How many sockets there are: both ends of half as many connections.
    [ValidateRange(2, 40000)]
    [int] $Sockets = 19000,

    # How often each counts them in a round.
    [ValidateRange(1, 1000)]
    [int] $Repeat = 20,

    [string] $Path = 'watch.csv'
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot 'Median.psm1') -Force
Import-Module (Join-Path $PSScriptRoot '..' 'artifacts' 'RedisLoad' 'RedisLoad.psd1') -Force
$built = Join-Path $PSScriptRoot '..' 'artifacts' 'bench'
New-Item -ItemType Directory -Force $built | Out-Null
foreach ($name in 'measure', 'sockdiag') {
    & gcc -O2 -Wall -o (Join-Path $built $name) (Join-Path $PSScriptRoot "$name.c")
    if ($LASTEXITCODE -ne 0) {
        throw "gcc could not compile $name.c."
    }
}

function Measure-Watch([int] $Port) {
    $process = [Diagnostics.Process]::GetCurrentProcess()
    $begin = $null
    $row = Watch-RedisConnections -Port $Port -Interval 0.1 -Count ($Repeat + 1) | ForEach-Object {
        # The first row looks for the server's process, once in a watch.
        if ($null -eq $begin) {
            $process.Refresh()
            $begin = $process.TotalProcessorTime
        }
        $_
    } | Select-Object -Last 1
    $process.Refresh()
    @{ CpuMs = ($process.TotalProcessorTime - $begin).TotalMilliseconds / $Repeat; Sockets = $row.Established }
}

function Measure-Dump([int] $Port) {
    $used = & (Join-Path $built 'sockdiag') $Port $Repeat | ConvertFrom-Json
    @{ CpuMs = $used.CpuMs; Sockets = $used.Sockets }
}

function Measure-Ss([int] $Port) {
    $command = "for i in `$(seq $Repeat); do ss -tanH 'sport = :$Port or dport = :$Port' | awk '{ n[`$1]++ } END { for (s in n) print s, n[s] }'; done"
    $said = & (Join-Path $built 'measure') sh -c $command 2>&1
    $used = $said | Where-Object { "$_" -like '{"WallSeconds"*' } | ConvertFrom-Json
    $last = $said | Where-Object { "$_" -like 'ESTAB *' } | Select-Object -Last 1
    @{ CpuMs = 1000 * $used.CpuSeconds / $Repeat; Sockets = [int]("$last" -replace '\D') }
}

$listener = [Net.Sockets.Socket]::new('InterNetwork', 'Stream', 'Tcp')
$listener.Bind([Net.IPEndPoint]::new([Net.IPAddress]::Loopback, 0))
$listener.Listen(511)
$port = $listener.LocalEndPoint.Port
$held = [Collections.Generic.List[object]]::new()
try {
    while ($held.Count -lt $Sockets - 1) {
        $client = [Net.Sockets.Socket]::new('InterNetwork', 'Stream', 'Tcp')
        $held.Add($client)
        $client.Connect($listener.LocalEndPoint)
        $held.Add($listener.Accept())
    }
    $null = Measure-Watch $port
    $measured = foreach ($round in 1..$Rounds) {
        Write-Host "Round $round of ${Rounds}: $($held.Count) connected sockets"
        [pscustomobject]([ordered]@{ Round = $round; Counter = 'sockdiag' } + (Measure-Dump $port))
        [pscustomobject]([ordered]@{ Round = $round; Counter = 'RedisLoad' } + (Measure-Watch $port))
        [pscustomobject]([ordered]@{ Round = $round; Counter = 'ss | awk' } + (Measure-Ss $port))
    }
}
finally {
    $held | ForEach-Object { $_.Dispose() }
    $listener.Dispose()
}

$Path = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
$measured | Export-Csv $Path
$medians = @{}
$measured | Group-Object Counter | ForEach-Object { $medians[$_.Name] = Get-Median $_.Group.CpuMs }
$measured | Group-Object Counter | ForEach-Object {
    [pscustomobject]@{ Counter = $_.Name; CpuMs = [Math]::Round($medians[$_.Name], 2); Sockets = $_.Group[0].Sockets }
} | Format-Table
@(
    @{ Name = "a row of Watch-RedisConnections, by the bare dump's CPU"; Value = $medians['RedisLoad'] / $medians['sockdiag']; Most = 1.2 }
    @{ Name = "a row of Watch-RedisConnections, by that of ss and awk"; Value = $medians['RedisLoad'] / $medians['ss | awk']; Most = 0.5 }
) | ForEach-Object {
    [pscustomobject]@{ Value = [Math]::Round($_.Value, 3); Goal = "<= $($_.Most)"; Met = $_.Value -le $_.Most; Figure = $_.Name }
} | Format-Table -AutoSize -Wrap
Write-Host "Every measurement is in $Path."
