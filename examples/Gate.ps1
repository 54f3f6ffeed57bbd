# Fails a build if a server responds too slowly, or if any connection fails.
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [double] $Cps = 1000, [double] $Duration = 10, [double] $P99Ms = 50)

Start-RedisLoad -ComputerName $ComputerName -Port $Port -Cps $Cps -Duration $Duration -WarmUp 1 |
    Measure-RedisLoad -Threshold "ResponseP99Ms <= $P99Ms", 'Failed == 0', 'Dropped == 0' -ErrorAction Stop
