# Finds the highest connection rate at which a server completes 99 % of the connections in time and loses none.
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [double] $From = 500, [double] $To = 50000, [double] $Duration = 10, [double] $P99Ms = 10)

$probes = Find-RedisLoadLimit -Threshold "ResponseP99Ms <= $P99Ms", 'Failed == 0', 'Dropped == 0' -From $From -To $To -Duration $Duration `
    -ComputerName $ComputerName -Port $Port

$probes | Format-Table | Out-Host
$probes[-1].Conclusion
