<#
.SYNOPSIS
    Closes connections with FIN, which leaves each in TIME_WAIT, and uses many source addresses, so that there are enough ports.
#>
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [double] $Cps = 2000, [double] $Duration = 60, [string[]] $SourceAddress = '127.0.1.0/28')

Start-RedisLoad -ComputerName $ComputerName -Port $Port -Cps $Cps -Duration $Duration -Close Fin -SourceAddress $SourceAddress |
    Select-Object ElapsedSeconds, Cps, Failed, PortsExhausted, ConnectP99Ms
