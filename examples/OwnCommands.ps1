<#
.SYNOPSIS
    Sends other commands, with RESP3 and a name in CLIENT LIST, pipelined, ten times per connection.
#>
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [double] $Cps = 500, [double] $Duration = 10)

$commands = 'SET "session:{random:100000}" {random-string:200} EX 60', 'GET "session:{random:100000}"', 'INCR load:worker:{worker}'
Start-RedisLoad -ComputerName $ComputerName -Port $Port -Cps $Cps -Duration $Duration -Command $commands -Pipeline -Requests 10 -Resp 3 -ClientName redisload
