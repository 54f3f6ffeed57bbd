<#
.SYNOPSIS
    Shows the highest connection rate of a Redis server and this host together, and of this host alone.
#>
param(
    [string] $ComputerName = 'localhost',
    [int] $Port = 6379,
    [double] $Duration = 10,
    [int] $MaxOpen = 50
)

$ErrorActionPreference = 'Stop'
$targets = [ordered]@{
    "${ComputerName}:$Port" = @{ ComputerName = $ComputerName; Port = $Port }
    'built-in target'       = @{ BuiltInTarget = $true }
}
foreach ($name in $targets.Keys) {
    $target = $targets[$name]
    $rows = Start-RedisLoad @target -Saturate -MaxOpen $MaxOpen -Duration $Duration
    $total = [RedisLoad.Rows.LoadSample]::Merge($rows)
    [pscustomobject]@{
        Target             = $name
        Cps                = $total.Cps
        CpuUsPerConnection = [Math]::Round(1000 * $total.CpuMs / $total.Started, 1)
        CpuPercent         = $total.CpuPercent
    }
}
