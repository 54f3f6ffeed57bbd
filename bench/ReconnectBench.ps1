<#
.SYNOPSIS
    What an attempt of a client to reconnect costs, beside a new connection, and what clients cost that have nothing to do.
.DESCRIPTION
    Measures in rounds, each in turn, the processor time of the load's threads: for an attempt and for a connection that is refused; for an
    attempt that a redis-server answers, where all clients are killed ten times a second, for a connection with one PING, and for one with
    the commands of a load (PING, GET, SET); and of -Idle clients, connected and silent. An attempt has the loss of the connection before it
    in its cost: it closes a socket and opens one, where a new connection uses a socket again. Prints the medians and the goals beside
    them, and writes every measurement to -Path. './build.sh bench' runs it, in a network of its own (apart.sh). Needs redis-server.
#>
param(
    # More rounds give steadier medians.
    [ValidateRange(1, 100)]
    [int] $Rounds = 5,

    # How many clients reconnect.
    [ValidateRange(1, 15000)]
    [int] $Clients = 5000,

    # How many clients are idle.
    [ValidateRange(1, 15000)]
    [int] $Idle = 15000,

    # How long each measurement takes.
    [ValidateRange(1, 3600)]
    [int] $Seconds = 4,

    [string] $Path = 'reconnect.csv'
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot 'Median.psm1') -Force
Import-Module (Join-Path $PSScriptRoot '..' 'tests' 'support' 'RedisServer.psm1') -Force
Import-Module (Join-Path $PSScriptRoot '..' 'artifacts' 'RedisLoad' 'RedisLoad.psd1') -Force

# How many there were of what is counted, and the microseconds for each.
function Measure-Load([hashtable] $Load, [string] $Counted, $Kills) {
    $killing = if ($Kills) {
        Start-Process redis-cli -ArgumentList '-p', $Load.Port, '-r', -1, '-i', 0.1, 'client', 'kill', 'type', 'normal', 'skipme', 'yes' -RedirectStandardOutput '/dev/null' -PassThru
    }
    try {
        $rows = Start-RedisLoad @Load -Force -Duration $Seconds -WarningAction SilentlyContinue
    }
    finally {
        if ($killing) {
            Stop-Process $killing -Force
        }
    }
    $total = [RedisLoad.Rows.LoadSample]::Merge($rows)
    $number = $Counted ? $total.$Counted : 0
    [ordered]@{ Number = $number; CpuUs = $number ? 1000 * $total.CpuMs / $number : $null; CpuPercent = $total.CpuPercent; Clients = $total.Clients }
}

$nobody = Get-FreePort
$settings = '--maxclients', '19000', '--tcp-backlog', '16384'
$server = Start-RedisServer -ArgumentList $settings
try {
    $reconnecting = @{ Clients = $Clients; ClientRate = 0; Reconnect = 'Immediate' }
    $shapes = [ordered]@{
        'refused connection'  = @{ Counted = 'Started'; Load = @{ Port = $nobody; Saturate = $true; MaxOpen = 50 } }
        'refused attempt'     = @{ Counted = 'ReconnectAttempts'; Load = @{ Port = $nobody } + $reconnecting }
        'connection'          = @{ Counted = 'Started'; Load = @{ Port = $server.Port; Saturate = $true; MaxOpen = 50 } }
        'connection, PING'    = @{ Counted = 'Started'; Load = @{ Port = $server.Port; Saturate = $true; MaxOpen = 50; Command = 'PING' } }
        'answered attempt'    = @{ Counted = 'ReconnectAttempts'; Kills = $true; Load = @{ Port = $server.Port } + $reconnecting }
        'idle clients'        = @{ Load = @{ Port = $server.Port; Clients = $Idle; ClientRate = 0 } }
    }
    $null = Measure-Load $shapes['answered attempt'].Load 'ReconnectAttempts' $true
    $measured = foreach ($round in 1..$Rounds) {
        foreach ($shape in $shapes.GetEnumerator()) {
            Write-Host "Round $round of ${Rounds}: $($shape.Key)"
            [pscustomobject]([ordered]@{ Round = $round; Shape = $shape.Key } + (Measure-Load $shape.Value.Load $shape.Value.Counted $shape.Value.Kills))
        }
    }
}
finally {
    $server | Stop-RedisServer
}

$Path = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
$measured | Export-Csv $Path
$of = $measured | Group-Object Shape -AsHashTable
$shapes.Keys | ForEach-Object {
    [pscustomobject]@{
        Shape      = $_
        Number     = Get-Median $of[$_].Number
        CpuUs      = $null -eq $of[$_][0].CpuUs ? $null : [Math]::Round((Get-Median $of[$_].CpuUs), 1)
        CpuPercent = [Math]::Round((Get-Median $of[$_].CpuPercent), 2)
    }
} | Format-Table
# The median over the rounds of one figure by the other's in the same round.
function Get-Ratio([string] $Attempt, [string] $Connection) {
    Get-Median (1..$Rounds | ForEach-Object { $of[$Attempt][$_ - 1].CpuUs / $of[$Connection][$_ - 1].CpuUs })
}
@(
    @{ Name = 'CPU of an attempt that is refused, by that of a connection'; Value = Get-Ratio 'refused attempt' 'refused connection'; Most = 1 }
    @{ Name = 'CPU of an attempt that is answered, by that of a connection'; Value = Get-Ratio 'answered attempt' 'connection'; Most = 1 }
    @{ Name = "CPU of $Idle idle clients, % of a core"; Value = Get-Median $of['idle clients'].CpuPercent; Most = 2 }
) | ForEach-Object {
    [pscustomobject]@{ Value = [Math]::Round($_.Value, 3); Goal = "<= $($_.Most)"; Met = $_.Value -le $_.Most; Figure = $_.Name }
} | Format-Table -AutoSize -Wrap
Write-Host "Every measurement is in $Path."
