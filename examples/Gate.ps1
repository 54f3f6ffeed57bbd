# Fails a build when a server answers too slowly, or not every time.
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [int] $Cps = 1000, [double] $Duration = 10, [double] $P99Ms = 50)

$rows = Start-RedisLoad -ComputerName $ComputerName -Port $Port -Cps $Cps -Duration $Duration -WarmUp 1
$total = [RedisLoad.Load.LoadSample]::Merge($rows)
if ($total.Failed + $total.Dropped -gt 0) {
    throw "$($total.Failed) connections failed and $($total.Dropped) were dropped, of $($total.Due)."
}
if ($total.ResponseP99Ms -gt $P99Ms) {
    throw "The response time's p99 is $($total.ResponseP99Ms) ms, over $P99Ms ms."
}
$total
