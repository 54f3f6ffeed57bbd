<#
.SYNOPSIS
    Restarts a Redis server under its clients, once per reconnect policy, and compares how they recovered.
.DESCRIPTION
    Each time, a separate redis-server is started, killed, and restarted after -Down seconds. Its accept queue is short (-Backlog), as on
    an untuned host: connections that do not fit are dropped, and the kernel retries them after a second.
#>
param([int] $Clients = 2000, [double] $ClientRate = 1, [double] $Duration = 20, [double] $Down = 1, [int] $Port = 6399, [int] $Backlog = 64)

function Start-Server {
    $settings = '--port', $Port, '--save', '""', '--maxclients', ($Clients + 100), '--tcp-backlog', $Backlog, '--logfile', '/dev/null'
    Start-Process redis-server -ArgumentList $settings -PassThru
}

$policies = [ordered]@{
    'Immediate'                = @{ Reconnect = 'Immediate' }
    'Fixed'                    = @{ Reconnect = 'Fixed' }
    'Exponential'              = @{ Reconnect = 'Exponential'; ReconnectJitter = 'None' }
    'Exponential, full jitter' = @{ Reconnect = 'Exponential'; ReconnectJitter = 'Full' }
}
foreach ($policy in $policies.GetEnumerator()) {
    $script:server = Start-Server
    try {
        while (-not (Test-Connection localhost -TcpPort $Port)) { Start-Sleep -Milliseconds 50 }
        $how = $policy.Value
        $rows = Start-RedisLoad -Port $Port -Clients $Clients -ClientRate $ClientRate -Duration $Duration @how -Watch -DisruptAt 2 -DisruptWith {
            Stop-Process -Id $server.Id -Force
            Wait-Process -Id $server.Id -ErrorAction SilentlyContinue
            Start-Sleep $Down
            $script:server = Start-Server
        }
    }
    finally {
        Stop-Process -Id $server.Id -Force
    }
    $summary = $rows | Measure-RedisLoad
    [pscustomobject]@{
        Policy       = $policy.Key
        Attempts     = $summary.ReconnectAttempts
        Refused      = $summary.ReconnectsRefused
        TimedOut     = $summary.ReconnectsTimedOut
        Overflows    = ($rows | Measure-Object ListenOverflows -Sum).Sum
        Connected    = $summary.ClientsConnected
        Recovery50   = $summary.Recovery50Seconds
        Recovery99   = $summary.Recovery99Seconds
        Recovery100  = $summary.Recovery100Seconds
        OutageP99Ms  = $summary.OutageP99Ms
        Failed       = $summary.SteadyFailed
    }
}
