# Creates a report of a load to send to others: test plan, results, charts, and environment.
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [double] $Cps = 8000, [double] $Duration = 20, [string] $Path = 'report.html')

Start-RedisLoad -ComputerName $ComputerName -Port $Port -Cps $Cps -Duration $Duration |
    Export-RedisLoadReport $Path -Title "$Cps connections per second to $ComputerName" -Redis "${ComputerName}:$Port"
