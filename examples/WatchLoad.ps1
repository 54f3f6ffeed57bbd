# Watches the connections while a load runs, keeps the rows of both, and shows the moments at which something was wrong.
param([string] $ComputerName = 'localhost', [int] $Port = 6379, [double] $Cps = 8000, [double] $Duration = 20, [double] $Interval = 0.5, [string] $Folder = '.')

$ErrorActionPreference = 'Stop'
New-Item -ItemType Directory -Force $Folder | Out-Null

# The watch has a runspace of its own, because each of the two keeps its pipeline busy.
$watch = [powershell]::Create([initialsessionstate]::CreateDefault2())
$rows = [System.Management.Automation.PSDataCollection[psobject]]::new()
try {
    $null = $watch.AddScript('param($module, $port, $interval) $ErrorActionPreference = ''Stop''; Import-Module $module; Watch-RedisConnections -Port $port -Interval $interval').
        AddArgument((Get-Module RedisLoad).Path).AddArgument($Port).AddArgument($Interval)
    $watching = $watch.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $rows)
    # With a row before the load there is something to hold the others against.
    while (-not $rows.Count -and -not $watching.AsyncWaitHandle.WaitOne(50)) { }
    if ($watching.IsCompleted) {
        $watch.EndInvoke($watching)
    }
    Start-RedisLoad -ComputerName $ComputerName -Port $Port -Cps $Cps -Duration $Duration | Export-Csv (Join-Path $Folder 'load.csv')
}
finally {
    $watch.Stop()
    $watch.Dispose()
}
$rows | Export-Csv (Join-Path $Folder 'connections.csv')
$rows | Where-Object Attention | Select-Object Timestamp, Attention, AcceptQueue, ListenOverflows, TimeWait, LocalPortsInUse
