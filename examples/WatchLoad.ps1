# Watches the connections while a load runs, saves the rows of both, and shows the moments at which something was wrong.
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [double] $Cps = 8000, [double] $Duration = 20, [double] $Interval = 0.5, [string] $Folder = '.')

$ErrorActionPreference = 'Stop'
New-Item -ItemType Directory -Force $Folder | Out-Null

# The watch is a job, because both commands occupy their pipelines.
$module = (Get-Command Watch-RedisConnections).Module.Path
$watch = Start-ThreadJob {
    $ErrorActionPreference = 'Stop'
    Import-Module $using:module
    Watch-RedisConnections -Port $using:Port -Interval $using:Interval
}
try {
    # Wait for a row before the load: the baseline for the others.
    while ($watch.State -in 'NotStarted', 'Running' -and -not $watch.Output.Count) {
        Start-Sleep -Milliseconds 20
    }
    if ($watch.State -eq 'Failed') {
        Receive-Job $watch
    }
    Start-RedisLoad -ComputerName $ComputerName -Port $Port -Cps $Cps -Duration $Duration | Export-Csv (Join-Path $Folder 'load.csv')
}
finally {
    Stop-Job $watch
    $rows = Receive-Job $watch -ErrorAction Ignore
    Remove-Job $watch
}
$rows | Export-Csv (Join-Path $Folder 'connections.csv')
$rows | Where-Object Attention | Select-Object Timestamp, Attention, AcceptQueue, ListenOverflows, TimeWait, LocalPortsInUse
