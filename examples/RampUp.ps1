<#
.SYNOPSIS
    Increases the rate linearly, and stops when the server no longer meets a threshold.
#>
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [double] $From = 100, [double] $To = 10000, [double] $Duration = 60, [string[]] $Threshold = 'FailureRate < 1%')

Start-RedisLoad -ComputerName $ComputerName -Port $Port -Cps $From -RampTo $To -Duration $Duration -Threshold $Threshold -AbortOnBreach |
    Select-Object ElapsedSeconds, TargetCps, Cps, ResponseP99Ms, Dropped, Failed
