<#
.SYNOPSIS
    Demonstrates the main job: 8,000 connections per second for 20 seconds, one row per second, a CSV file, and a summary.
.DESCRIPTION
    Loads the Redis server at localhost:6379 if it responds, otherwise a redis-server from the PATH, started on a free port and stopped
    afterwards, otherwise the built-in target. Requires that the RedisLoad module is imported.
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
        Write-Host 'Loading the built-in target: no Redis server responds at localhost:6379, and redis-server is not on the PATH.'
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
