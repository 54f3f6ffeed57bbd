# Restarts a redis-server under a population of clients, once for each way to reconnect, and holds the rows against the server's own count:
# every client is accounted for in every row, and every attempt that got through is a connection that the server received.
# Writes a line for each way, and throws if anything does not hold.
param(
    # How many clients there are.
    [int] $Count = 4000,
    # The ways to reconnect to try, by their names; all where none is named.
    [string[]] $Policy,
    # How long the server is away.
    [double] $Down = 1,
    # Decides what is drawn.
    [int] $Seed = (Get-Random)
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..' 'support' 'TestSupport.psm1')

$policies = [ordered]@{
    'Immediate'               = @{ Reconnect = 'Immediate' }
    'Fixed'                   = @{ Reconnect = 'Fixed' }
    'Fixed, Full'             = @{ Reconnect = 'Fixed'; ReconnectJitter = 'Full' }
    'Linear'                  = @{ Reconnect = 'Linear' }
    'Exponential'             = @{ Reconnect = 'Exponential'; ReconnectJitter = 'None' }
    'Exponential, Full'       = @{ Reconnect = 'Exponential'; ReconnectJitter = 'Full' }
    'Exponential, Equal'      = @{ Reconnect = 'Exponential'; ReconnectJitter = 'Equal' }
    'Exponential, Decorrelated' = @{ Reconnect = 'Exponential'; ReconnectJitter = 'Decorrelated' }
    'None'                    = @{ Reconnect = 'None' }
    'a limit of 3'            = @{ Reconnect = 'Fixed'; ReconnectLimit = 3 }
    'as go-redis'             = @{ ReconnectAs = 'go-redis' }
    'as redis-py'             = @{ ReconnectAs = 'redis-py' }
}

# What does not hold of a run: its rows, and what the server says that came after the restart.
function Find-Fault($Rows, [long] $Received) {
    foreach ($row in $Rows) {
        $states = $row.ClientsConnected, $row.ClientsConnecting, $row.ClientsWaiting, $row.ClientsGivenUp
        if (($states | Measure-Object -Sum).Sum -ne $Count) {
            "at $($row.ElapsedSeconds) s there are $($states -join ' + ') clients of $Count"
        }
    }
    $run = $Rows | Measure-RedisLoad
    $through = $run.ReconnectAttempts - $run.ReconnectsRefused - $run.ReconnectsTimedOut - $run.ClientsConnecting
    if ($run.ReconnectsTimedOut + $run.ClientsConnecting -eq 0 -and $Received -ne $through) {
        "the server received $Received connections, and $through attempts got through"
    }
    # Who gave up in time knows not whether the server had taken the connection.
    elseif ($Received -lt $through -or $Received -gt $through + $run.ReconnectsTimedOut + $run.ClientsConnecting) {
        "the server received $Received connections; $through attempts got through, and $($run.ReconnectsTimedOut) timed out"
    }
    if ($run.ClientsLost -ne $Count) {
        "$($run.ClientsLost) clients of $Count lost their connections"
    }
    if ($run.ClientsConnected -ne $through) {
        "$($run.ClientsConnected) clients are connected, and $through attempts got through"
    }
}

$faults = 0
Write-Host ('{0,-26} {1,10} {2,10} {3,10} {4,10} {5,10} {6,12}  {7}' -f 'Policy', 'Attempts', 'Refused', 'Timed out', 'Connected', 'Given up', 'Received', 'Verdict')
foreach ($name in $Policy ? $Policy : $policies.Keys) {
    $way = $policies[$name]
    # Nobody is turned away, and nobody waits: neither at maxclients nor in a queue.
    $settings = '--maxclients', ($Count + 100), '--tcp-backlog', 65535
    $script:server = Start-RedisServer -ArgumentList $settings
    $port = $server.Port
    try {
        $longest = @{ ReconnectMaxDelay = 2 }
        if ($way.ReconnectAs -or $way.Reconnect -in 'None', 'Immediate', 'Fixed') {
            $longest = @{}
        }
        $rows = @(Start-RedisLoad -Port $port -Clients $Count -ClientRate 1 -Duration (5 + $Down) -Interval 0.5 -Seed $Seed @way @longest -WarningAction SilentlyContinue -DisruptAt 1 -DisruptWith {
            $server | Stop-RedisServer
            Start-Sleep $Down
            $script:server = Start-RedisServer -Port $port -ArgumentList $settings
        })
        # Beside the clients: the question whether it has started, and this one.
        $received = (Get-RedisInfo $server).total_connections_received - 2
    }
    finally {
        $server | Stop-RedisServer
    }
    $found = @(Find-Fault $rows $received)
    $faults += $found.Count
    $run = $rows | Measure-RedisLoad
    Write-Host ('{0,-26} {1,10:N0} {2,10:N0} {3,10:N0} {4,10:N0} {5,10:N0} {6,12:N0}  {7}' -f
        $name, $run.ReconnectAttempts, $run.ReconnectsRefused, $run.ReconnectsTimedOut, $run.ClientsConnected, $run.ClientsGivenUp, $received,
        ($found ? 'FAULT' : 'holds'))
    $found | ForEach-Object { Write-Host "    $_" }
}
Write-Host ('{0:N0} clients, {1:N0} faults (seed {2})' -f $Count, $faults, $Seed)
if ($faults) {
    throw "$faults things do not hold."
}
