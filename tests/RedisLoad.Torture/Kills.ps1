# Kills Set-KernelTuning at random moments with SIGKILL, on a host of its own, after which Set-KernelTuning -Restore has to bring everything
# back. Throws if it does not. The unit tests kill it before each of its steps.
param(
    # How many.
    [int] $Count = 30,
    # Decides when.
    [int] $Seed = (Get-Random)
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..' 'support' 'TestSupport.psm1')

$random = [Random]::new($Seed)
$faults, $killed = 0, 0
foreach ($i in 1..$Count) {
    $seconds = [Math]::Round($random.NextDouble() * 0.25, 3)
    $said = & (Join-Path $PSScriptRoot 'kill-tuning.sh') (Get-Module RedisLoad).Path $seconds @(Get-Shell) 2>&1
    if ($LASTEXITCODE) {
        $faults++
        Write-Host "    killed after $seconds s: $said"
    }
    $killed += [int]("$said" -eq 'killed')
}
Write-Host ('{0:N0} times, {1:N0} of them killed before the end, {2:N0} not restored (seed {3})' -f $Count, $killed, $faults, $Seed)
if ($faults) {
    throw "$faults of $Count were not restored."
}
