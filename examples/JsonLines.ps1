# Writes each row as a line of JSON while the load runs, for tools that read lines: jq, log shippers, Vector.
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [double] $Cps = 1000, [double] $Duration = 60)

Start-RedisLoad -ComputerName $ComputerName -Port $Port -Cps $Cps -Duration $Duration -IncludeHistogram:$false |
    ForEach-Object { $_ | ConvertTo-Json -Compress }
