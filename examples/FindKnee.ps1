<#
.SYNOPSIS
    Increases the rate in steps, and shows the first rate at which the p99 of the response time exceeds a limit.
#>
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [double] $From = 1000, [double] $Step = 1000, [double] $StepTime = 5, [double] $Duration = 60, [double] $P99Ms = 5)

Start-RedisLoad -ComputerName $ComputerName -Port $Port -Cps $From -Step $Step -StepTime $StepTime -Duration $Duration -Arrival Poisson |
    Where-Object ResponseP99Ms -gt $P99Ms |
    Select-Object -First 1 ElapsedSeconds, TargetCps, Cps, ResponseP99Ms, Dropped, Failed
