<#
.SYNOPSIS
    Whether Compare-RedisLoad calls a regression where there is none, and misses one where there is.
.DESCRIPTION
    Starts a redis-server and loads it, -Tries times, three times each: with a command that keeps it busy for about 2 ms, with the same again, and
    with one that takes 30 % longer. The second should never be called a regression against the first, and the third always. Prints both counts, and
    writes every figure of every comparison to -Path.
#>
param(
    [ValidateRange(1, 1000)]
    [int] $Tries = 20,

    [int] $Cps = 200,

    [double] $Duration = 8,

    # What of the work a slower server does more.
    [double] $Slower = 0.3,

    [string] $Path = 'compare.csv'
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..' 'artifacts' 'RedisLoad' 'RedisLoad.psd1') -Force
Import-Module (Join-Path $PSScriptRoot '..' 'tests' 'support' 'RedisServer.psm1') -Force

# A command that counts so far.
function Get-Work([int] $Steps) {
    "EVAL `"local x = 0 for i = 1, $Steps do x = x + i end return x`" 0"
}

# A run of a quiet machine: at most one connection in a hundred started late.
function Get-Run([string] $Command) {
    $attempts = 0
    do {
        if ($attempts++ -eq 20) {
            throw 'In 20 runs there was none with few late starts: this machine is too busy with something else.'
        }
        $script:runs++
        $rows = @(Start-RedisLoad -Port $server.Port -Cps $Cps -Duration $Duration -WarmUp 1 -Command $Command -WarningAction SilentlyContinue)
    } until (($rows | Measure-RedisLoad).LateRatePercent -le 1)
    $rows
}

$runs = 0
$steps = 100000
$work = [ordered]@{ Reference = Get-Work $steps; Same = Get-Work $steps; Slower = Get-Work ($steps * (1 + $Slower)) }
$server = Start-RedisServer
try {
    $compared = foreach ($try in 1..$Tries) {
        $rows = @{}
        foreach ($run in $work.Keys) {
            $rows[$run] = @(Get-Run $work[$run])
        }
        foreach ($run in 'Same', 'Slower') {
            Compare-RedisLoad $rows['Reference'] $rows[$run] -FailOnRegression 10% -ErrorAction SilentlyContinue -WarningAction SilentlyContinue |
                Select-Object @{ Name = 'Try'; Expression = { $try } }, @{ Name = 'Run'; Expression = { $run } }, *
        }
        Write-Host "Try $try of $Tries"
    }
}
finally {
    $server | Stop-RedisServer
}

$compared | Export-Csv $Path
Write-Host "$runs runs, $($runs - 3 * $Tries) of them repeated."
foreach ($run in 'Same', 'Slower') {
    $called = @($compared | Where-Object { $_.Run -eq $run -and $_.IsRegression } | Group-Object Try).Count
    [pscustomobject]@{ Run = $run; Tries = $Tries; CalledRegression = $called; Goal = $run -eq 'Same' ? 0 : $Tries }
}
