<#
.SYNOPSIS
    Repeats the original client -cps 8000 -durs 20 -gaps 5: bursts from a pool, with a record of each connection.
#>
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [double] $Cps = 8000, [double] $Duration = 20, [double] $Gap = 5, [string] $Path = 'clients.csv')

Start-RedisLoad -ComputerName $ComputerName -Port $Port -Cps $Cps -Duration $Duration -Gap $Gap -PoolSize 9000 -PerConnection |
    Select-Object Burst, Client, FirstReplyMs, LastReplyMs, Value, Failure |
    Export-Csv $Path
