# Fails a build if a server has become slower: the first run saves a baseline, later runs are compared with it.
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [double] $Cps = 1000, [double] $Duration = 20, [string] $Path = 'baseline.csv')

$rows = Start-RedisLoad -ComputerName $ComputerName -Port $Port -Cps $Cps -Duration $Duration -WarmUp 1
if (Test-Path $Path) {
    $rows | Compare-RedisLoad (Import-Csv $Path) -FailOnRegression 20% -ErrorAction Stop
}
else {
    $rows | Export-Csv $Path
}
