# Saves one row per second in a CSV file: the main job.
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [double] $Cps = 8000, [double] $Duration = 20, [string] $Path = 'load.csv')

Start-RedisLoad -ComputerName $ComputerName -Port $Port -Cps $Cps -Duration $Duration | Export-Csv $Path
