<#
.SYNOPSIS
    Fills a server with idle connections, like a fleet of clients that has just started, and lets the server close them at the end.
#>
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [int] $Count = 5000, [double] $Cps = 1000, [string] $HoldTime = '60-90', [double] $KeepAliveInterval = 20)

Start-RedisLoad -ComputerName $ComputerName -Port $Port -Cps $Cps -Count $Count -HoldTime $HoldTime -KeepAliveInterval $KeepAliveInterval -MaxOpen $Count -Close Server
