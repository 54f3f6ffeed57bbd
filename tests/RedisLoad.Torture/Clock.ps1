# Sets the clock of a load's process forward and back while it runs, by libfaketime, and looks at whether a figure follows it. Throws if one does.
# The clock of the host itself is left alone: it has only one, which a time namespace does not separate.
param(
    # How many loads.
    [int] $Count = 3
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..' 'support' 'TestSupport.psm1')

$library = Get-Item '/usr/lib/*/faketime/libfaketime.so.1' -ErrorAction Ignore | Select-Object -First 1
if (-not $library) {
    throw 'Setting the clock of a process requires libfaketime (Debian, Ubuntu: apt-get install faketime).'
}
$folder = New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "clock-$PID")
$offset = Join-Path $folder 'offset'
$load = @'
Import-Module '{0}'
Start-RedisLoad -BuiltInTarget -Cps 200 -Duration 4 -Interval 0.5 -Clients 10 -WarningAction Ignore | ForEach-Object {{
    Add-Content '{1}' 'row'
    $_ | Add-Member Wall ([DateTime]::UtcNow.Ticks) -PassThru
}} | ConvertTo-Json -Depth 1
'@
$faults = @()
try {
    foreach ($i in 1..$Count) {
        $rowsSeen = Join-Path $folder "rows-$i"
        Set-Content $offset '+0'
        Set-Content $rowsSeen ''
        $program, $arguments = Get-Shell
        $start = [Diagnostics.ProcessStartInfo]::new($program)
        foreach ($argument in @($arguments) + '-NoProfile' + '-Command' + ($load -f (Get-Module RedisLoad).Path, $rowsSeen)) {
            $start.ArgumentList.Add($argument)
        }
        $start.RedirectStandardOutput = $true
        $start.Environment['LD_PRELOAD'] = $library.FullName
        $start.Environment['FAKETIME_TIMESTAMP_FILE'] = $offset
        $start.Environment['FAKETIME_NO_CACHE'] = '1'
        $start.Environment['FAKETIME_DONT_FAKE_MONOTONIC'] = '1'
        $process = [Diagnostics.Process]::Start($start)
        $json = $process.StandardOutput.ReadToEndAsync()
        foreach ($step in @{ After = 2; Offset = '+3600' }, @{ After = 4; Offset = '-7200' }) {
            Wait-Until { @(Get-Content $rowsSeen | Where-Object { $_ }).Count -ge $step.After -or $process.HasExited }
            Set-Content $offset $step.Offset
        }
        $process.WaitForExit()
        $rows = $json.Result | ConvertFrom-Json
        $walls = $rows.Wall | ForEach-Object { [TimeSpan]::FromTicks($_).TotalSeconds }
        $steps = 1..($walls.Count - 1) | ForEach-Object { $walls[$_] - $walls[$_ - 1] } | Where-Object { [Math]::Abs($_) -gt 1800 }
        $found = @(
            # Rows that came late can all have come after the second step.
            if (@($steps).Count -lt 1) { "the clock was not set: $walls" }
            if ($rows.IntervalSeconds | Where-Object { $_ -le 0 -or $_ -gt 2 }) { "IntervalSeconds is $($rows.IntervalSeconds)" }
            if (($rows | Measure-Object IntervalSeconds -Sum).Sum -gt 10) { "the load took $(($rows | Measure-Object IntervalSeconds -Sum).Sum) s" }
            if (($rows | Measure-Object Due -Sum).Sum -ne 800 -or ($rows | Measure-Object Succeeded -Sum).Sum -ne 800) { 'not all 800 connections succeeded' }
            foreach ($column in 'ResponseMaxMs', 'ServiceP99Ms', 'ConnectP99Ms', 'LagMaxMs', 'GeneratorPauseMaxMs', 'SteadyMaxMs', 'CpuMs') {
                if ($rows.$column | Where-Object { $null -ne $_ -and ($_ -lt 0 -or $_ -gt 60000) }) { "$column is $($rows.$column)" }
            }
            $times = $rows.Timestamp | ForEach-Object { ([DateTimeOffset]$_).ToUnixTimeMilliseconds() }
            if (1..($times.Count - 1) | Where-Object { $times[$_] - $times[$_ - 1] -le 0 -or $times[$_] - $times[$_ - 1] -gt 10000 }) { "Timestamp is $($rows.Timestamp)" }
        )
        $faults += $found
        $found | ForEach-Object { Write-Host "    $_" }
    }
}
finally {
    Remove-Item $folder -Recurse -Force
}
Write-Host ('{0:N0} loads whose clock was set forward by 1 h and back by 3 h, {1} figures that followed it' -f $Count, $faults.Count)
if ($faults) {
    throw "$($faults.Count) figures follow the clock."
}
