# Runs a load against a Redis server and a control run beside it: the built-in target shows what the load generator itself can do here.
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [double] $Cps = 8000, [double] $Duration = 10)

$runs = [ordered]@{
    'built-in target' = @{ BuiltInTarget = $true }
    'Redis'           = @{ ComputerName = $ComputerName; Port = $Port }
}
foreach ($run in $runs.GetEnumerator()) {
    $target = $run.Value
    $rows = Start-RedisLoad @target -Cps $Cps -Duration $Duration
    $total = [RedisLoad.Rows.LoadSample]::Merge($rows)
    [pscustomobject]@{
        Run           = $run.Key
        Succeeded     = $total.Succeeded
        ResponseP50Ms = $total.ResponseP50Ms
        ResponseP99Ms = $total.ResponseP99Ms
        LagP99Ms      = $total.LagP99Ms
        CpuPercent    = $total.CpuPercent
    }
}
