# Shows the seconds in which connections failed, and how. With -Force, the server need not be running yet.
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [double] $Cps = 1000, [double] $Duration = 60, [switch] $Force)

Start-RedisLoad -ComputerName $ComputerName -Port $Port -Cps $Cps -Duration $Duration -Force:$Force |
    Where-Object Failed -gt 0 |
    Select-Object Timestamp, ElapsedSeconds, Failed, Refused, Reset, ConnectTimeout, ReplyTimeout, ClosedByServer, MaxClients
