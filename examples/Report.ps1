# Makes one page of a load, to send to others: what was asked, what it came to, charts, and where it ran.
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [double] $Cps = 8000, [double] $Duration = 20, [string] $Path = 'report.html')

Start-RedisLoad -ComputerName $ComputerName -Port $Port -Cps $Cps -Duration $Duration |
    Export-RedisLoadReport $Path -Title "$Cps connections per second to $ComputerName" -Redis "${ComputerName}:$Port"
