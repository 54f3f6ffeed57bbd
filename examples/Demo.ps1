<#
.SYNOPSIS
    The main job, to look at: 8,000 connections per second for 20 seconds, a row a second, a CSV file and a summary.
.DESCRIPTION
    Loads the Redis at localhost:6379 if one answers, else a redis-server from the PATH that it starts on a free port and ends
    afterwards, else the built-in target. Needs the RedisLoad module imported.
#>
param(
    [double] $Cps = 8000,
    [double] $Duration = 20,
    [string] $Path = 'load.csv'
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..' 'tests' 'support' 'RedisServer.psm1') -Force

$server = $null
try {
    if ((Send-RedisCommand -Port 6379 -Command 'PING') -eq '+PONG') {
        $target = @{ ComputerName = 'localhost'; Port = 6379 }
        Write-Host 'Loading the Redis at localhost:6379 (the load writes its key redisload:foo).'
    }
    elseif (Get-Command redis-server -CommandType Application -ErrorAction Ignore) {
        $server = Start-RedisServer -ArgumentList '--maxclients', '15000', '--tcp-backlog', '4096'
        $target = @{ ComputerName = 'localhost'; Port = $server.Port }
        Write-Host "Loading a redis-server started for the demo on port $($server.Port)."
    }
    else {
        $target = @{ BuiltInTarget = $true }
        Write-Host 'Loading the built-in target: no Redis answers at localhost:6379, and there is no redis-server on the PATH.'
    }

    $Path = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
    New-Item -ItemType Directory -Force -Path (Split-Path $Path -Parent) | Out-Null
    Start-RedisLoad @target -Cps $Cps -Duration $Duration | Tee-Object -Variable rows | Export-Csv $Path
    $rows | Format-Table
    $rows | Measure-RedisLoad | Format-List
    Write-Host "The rows are in $Path."
}
finally {
    $server | Stop-RedisServer
}
