<#
.SYNOPSIS
    Shows what a connection storm does to clients that are already connected: their response times before, during, and after it.
#>
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [int] $Steady = 200, [double] $SteadyRate = 2000, [double] $Storm = 5000, [double] $Duration = 5)

foreach ($phase in @{ Phase = 'before'; Cps = 1 }, @{ Phase = 'storm'; Cps = $Storm }, @{ Phase = 'after'; Cps = 1 }) {
    $rows = Start-RedisLoad -ComputerName $ComputerName -Port $Port -Cps $phase.Cps -Duration $Duration -Steady $Steady -SteadyRate $SteadyRate
    $total = [RedisLoad.Rows.LoadSample]::Merge($rows)
    [pscustomobject]@{
        Phase          = $phase.Phase
        Cps            = $total.Cps
        SteadyRequests = $total.SteadyRequests
        SteadyFailed   = $total.SteadyFailed
        SteadyP99Ms    = $total.SteadyP99Ms
        SteadyMaxMs    = $total.SteadyMaxMs
    }
}
