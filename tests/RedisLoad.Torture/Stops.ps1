# Stops commands at random moments, as Ctrl+C does, in many shapes and against servers that answer, say nothing or never stop sending.
# Each has to end within seconds, and leave no socket and no thread of a load behind. Throws if one does not.
param(
    # How many.
    [int] $Count = 200,
    # Decides which, and when.
    [int] $Seed = (Get-Random)
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..' 'support' 'TestSupport.psm1')

$load = 'Start-RedisLoad -Port PORT -Force -Cps 300 -Duration 600 -Interval 0.1 -WarningAction Ignore'
$commands = @(
    $load
    "$load -Pipeline -Requests 3"
    "$load -PoolSize 20 -HoldTime 0.05"
    "$load -HoldTime 30 -KeepAliveInterval 0.1"
    "$load -Clients 50 -ClientRate 500"
    "$load -Retry 100 -ReplyTimeout 0.1"
    "$load -Close Fin"
    "$load -Close Server"
    "$load -PerConnection"
    "$load -PerTarget"
    "$load -Gap 0.3"
    "$load -Arrival Poisson -RampTo 600"
    "$load -Command @() -HoldTime 1"
    "$load -Resp 3 -IncludeHistogram"
    "$load -WarmUp 600"
    "$load -UseTls -SkipCertificateCheck -ConnectTimeout 60"
    "$load | Measure-RedisLoad"
    "$load | Export-RedisLoadReport 'REPORT'"
    $load.Replace('-Cps 300', '-Saturate')
    $load.Replace(' -Force', ' -ReplyTimeout 60')
    $load.Replace(' -Force', ' -Watch')
    $load.Replace('-Port PORT', '-BuiltInTarget')
    "Find-RedisLoadLimit 'Failed == 0' -Port PORT -Force -From 50 -To 2000 -Duration 0.5 -WarningAction Ignore"
    'Watch-RedisConnections -Port PORT -Interval 0.1 -Duration 600'
    'Watch-RedisConnections -Redis localhost:PORT -Interval 0.1 -Duration 600'
    'while ($true) { Test-KernelTuning -Redis localhost:PORT -Cps 100 }'
)
$limit = [TimeSpan]::FromSeconds(10)

function Get-Leftover {
    $sockets = Get-ChildItem /proc/self/fd | ForEach-Object { (Get-Item $_.FullName -ErrorAction Ignore).Target } | Where-Object { $_ -match '^socket:' }
    $threads = Get-ChildItem /proc/self/task | ForEach-Object { Get-Content "$($_.FullName)/comm" -ErrorAction Ignore } | Where-Object { $_ -like 'RedisLoad *' }
    @($sockets) + @($threads)
}

$random = [Random]::new($Seed)
$server = Start-RedisServer
$liars = Start-LyingServers
$report = Join-Path ([IO.Path]::GetTempPath()) "stopped-$PID.html"
$faults = [Collections.Generic.List[string]]::new()
$longest = [TimeSpan]::Zero
try {
    $ports = @($server.Port, $server.Port, $liars.Ports['silent'].Plain, $liars.Ports['endless-pushes'].Plain, $liars.Ports['never-reads'].Plain)
    Start-RedisLoad -Port $server.Port -Cps 100 -Duration 0.3 -WarningAction Ignore | Out-Null
    $before = @(Get-Leftover).Count
    foreach ($i in 1..$Count) {
        $command = $commands[$random.Next($commands.Count)].Replace('REPORT', $report).Replace('PORT', $ports[$random.Next($ports.Count)])
        $moment = $random.Next(1500)
        $job = Start-Pipeline ([scriptblock]::Create($command))
        Start-Sleep -Milliseconds $moment
        $clock = [Diagnostics.Stopwatch]::StartNew()
        Stop-Job $job
        $longest = $clock.Elapsed -gt $longest ? $clock.Elapsed : $longest
        if ($clock.Elapsed -gt $limit -or $job.State -notin 'Stopped', 'Failed', 'Completed') {
            $faults.Add("$command, stopped after $moment ms, is $($job.State) $($clock.Elapsed) later")
        }
        if ($job.Error | Where-Object { $_.FullyQualifiedErrorId -match '^(ValueOutOfRange|ValuesConflict|\w*Parameter\w*)' }) {
            $faults.Add("$command did not run: $($job.Error)")
        }
        Remove-Job $job -Force
        try {
            Wait-Until { @(Get-Leftover).Count -le $before } -Seconds 20
        }
        catch {
            $faults.Add("$command, stopped after $moment ms, leaves $(@(Get-Leftover).Count - $before): $(Get-Leftover)")
            $before = @(Get-Leftover).Count
        }
    }
}
finally {
    $liars | Stop-LyingServers
    $server | Stop-RedisServer
    Remove-Item $report -ErrorAction Ignore
}
$faults | ForEach-Object { Write-Host "    $_" }
Write-Host ('{0:N0} stops of {1} commands, the longest took {2:N1} s, {3} faults (seed {4})' -f $Count, $commands.Count, $longest.TotalSeconds, $faults.Count, $Seed)
if ($faults.Count) {
    throw "$($faults.Count) of $Count stops have a fault."
}
