# Fails a build when a server has become slower than it was: the first time it keeps a baseline, from then on it compares with it.
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [double] $Cps = 1000, [double] $Duration = 20, [string] $Path = 'baseline.csv')

$rows = Start-RedisLoad -ComputerName $ComputerName -Port $Port -Cps $Cps -Duration $Duration -WarmUp 1
if (Test-Path $Path) {
    $rows | Compare-RedisLoad (Import-Csv $Path) -FailOnRegression 20% -ErrorAction Stop
}
else {
    $rows | Export-Csv $Path
}
