<#
.SYNOPSIS
    Tunes this host for a load, runs a script block, and restores everything. Requires root.
#>
param(
    [double] $Cps = 8000,
    [scriptblock] $Run = { Start-RedisLoad -Cps $Cps -Duration 20 }
)

$ErrorActionPreference = 'Stop'
Test-KernelTuning -Cps $Cps -Name 'net.*' | Where-Object Status -eq Fail | Set-KernelTuning -Scope Live -Confirm:$false
try {
    & $Run
}
finally {
    Set-KernelTuning -Restore -Confirm:$false
}
