# Loads servers that lie, each in every shape of load, and looks at what has to hold whatever they do: a load ends in time, its books
# balance, its errors are documented, nothing of a server's control characters is shown, and no socket or thread is left behind.
# Writes a line for each lie, and throws if anything does not hold.
param(
    # How many of the cells to try; all where it is 0.
    [int] $Count,
    # Decides which.
    [int] $Seed = (Get-Random),
    # The lies to try; all where none is named.
    [string[]] $Lie
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..' 'support' 'TestSupport.psm1')

# A load that looks at the server first, and others that do not.
$shapes = [ordered]@{
    'preflight'    = @{ Force = $false }
    'plain'        = @{}
    'pipeline'     = @{ Pipeline = $true; Requests = 3 }
    'pool'         = @{ PoolSize = 20; Requests = 2 }
    'hold'         = @{ HoldTime = 0.2; KeepAliveInterval = 0.05 }
    'clients'      = @{ Clients = 10; ClientRate = 200 }
    'retry'        = @{ Retry = 2; Reconnect = 'Fixed'; ReconnectDelay = 0.02 }
    'close-fin'    = @{ Close = 'Fin' }
    'close-server' = @{ Close = 'Server' }
    'per-client'   = @{ PerConnection = $true }
    'saturate'     = @{ Saturate = $true; MaxOpen = 10 }
    'bursts'       = @{ Gap = 0.1 }
    'resp3'        = @{ Resp = 3 }
    'connect-only' = @{ Command = @() }
    'tls'          = @{ UseTls = $true; SkipCertificateCheck = $true }
    'tls-pool'     = @{ UseTls = $true; SkipCertificateCheck = $true; PoolSize = 20; HoldTime = 0.05 }
    'tls-check'    = @{ UseTls = $true; SkipCertificateCheck = $true; Force = $false }
    'cluster'      = @{ Cluster = $true }
    'watch'        = @{ Watch = $true }
    'questions'    = @{}
}
$common = @{ Duration = 0.4; Interval = 0.2; ConnectTimeout = 0.3; ReplyTimeout = 0.3 }
$longest = [TimeSpan]::FromSeconds(20)
$documented = [Enum]::GetNames([RedisLoad.Redis.ServerProblem]) + [Enum]::GetNames([RedisLoad.Parameters.PlanProblem])

function Get-Leftover {
    $sockets = Get-ChildItem /proc/self/fd | ForEach-Object { (Get-Item $_.FullName -ErrorAction Ignore).Target } | Where-Object { $_ -match '^socket:' }
    $threads = Get-ChildItem /proc/self/task | ForEach-Object { Get-Content "$($_.FullName)/comm" -ErrorAction Ignore } | Where-Object { $_ -like 'RedisLoad *' }
    @($sockets) + @($threads)
}

# One load; gives what does not hold.
function Test-Cell([string] $Name, [string] $Shape, $Ports) {
    $parameters = @{ Force = $true } + $common
    foreach ($parameter in $shapes[$Shape].GetEnumerator()) {
        $parameters[$parameter.Key] = $parameter.Value
    }
    if (-not $parameters.Saturate) {
        $parameters.Cps = 100
    }
    $port = $parameters.UseTls ? $Ports.Tls : $Ports.Plain
    $quiet = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'problems'; WarningVariable = 'warnings'; WarningAction = 'SilentlyContinue' }
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $thrown = $null
    $records = @(try {
        if ($Shape -eq 'questions') {
            Test-KernelTuning -Redis "localhost:$port" -Cps 100 @quiet
        }
        else {
            Start-RedisLoad -Port $port @parameters @quiet
        }
    }
    catch {
        $thrown = $_
    })
    $problems = @($problems) + @($thrown) | Where-Object { $_ -is [Management.Automation.ErrorRecord] }
    if ($clock.Elapsed -gt $longest) {
        "it took $($clock.Elapsed)"
    }
    foreach ($problem in $problems) {
        if (($problem.FullyQualifiedErrorId -split ',')[0] -notin $documented) {
            "undocumented error: $($problem.FullyQualifiedErrorId): $problem"
        }
    }
    foreach ($text in @($problems; $warnings; $records | Where-Object { $_ -is [RedisLoad.Rows.ConnectionRecord] } | ForEach-Object Value)) {
        if ("$text" -match '[\x00-\x08\x0b-\x1f\x7f-\x9f]') {
            "a control character is shown: $($text | ConvertTo-Json)"
        }
    }
    $rows = @($records | Where-Object { $_ -is [RedisLoad.Rows.LoadSample] })
    if ($rows) {
        $open, $overdue = 0, 0
        foreach ($row in $rows) {
            $isBalanced = $row.Started + $row.Dropped + $row.NotStarted + $row.Overdue -eq $overdue + $row.Due -and
                $row.Succeeded + $row.Failed + $row.Open -eq $open + $row.Started
            if (-not $isBalanced) {
                "the books do not balance: $($row | Select-Object Due, Started, Dropped, NotStarted, Overdue, Succeeded, Failed, Open) after $open open, $overdue overdue"
            }
            $open, $overdue = $row.Open, $row.Overdue
        }
        if ($open + $overdue -ne 0) {
            "$open are open and $overdue overdue in the end"
        }
        $script:started += ($rows | Measure-Object Started -Sum).Sum
    }
    if (-not $records -and -not $problems) {
        'neither rows nor an error'
    }
}

$liars = Start-LyingServers
try {
    $cells = foreach ($name in $Lie ? $Lie : $liars.Ports.Keys) {
        foreach ($shape in $shapes.Keys) {
            [pscustomobject]@{ Lie = $name; Shape = $shape }
        }
    }
    if ($Count -gt 0) {
        $cells = $cells | Get-Random -Count $Count -SetSeed $Seed
    }
    $started = 0
    $faults = @()
    # The first load of a process leaves descriptors of .NET's.
    $null = Test-Cell 'honest' 'plain' $liars.Ports['honest']
    $null = Test-Cell 'honest' 'tls' $liars.Ports['honest']
    $before = @(Get-Leftover).Count
    foreach ($lieCells in $cells | Group-Object Lie) {
        $found = foreach ($cell in $lieCells.Group) {
            Test-Cell $cell.Lie $cell.Shape $liars.Ports[$cell.Lie] | ForEach-Object { "$($cell.Lie) x $($cell.Shape): $_" }
            try {
                Wait-Until { @(Get-Leftover).Count -le $before } -Seconds 20
            }
            catch {
                "$($cell.Lie) x $($cell.Shape): sockets or threads are left: $(Get-Leftover)"
                $before = @(Get-Leftover).Count
            }
        }
        Write-Host ('{0,-32} {1,3} shapes  {2}' -f $lieCells.Name, $lieCells.Count, ($found ? "$(@($found).Count) FAULTS" : 'holds'))
        $found | ForEach-Object { Write-Host "    $_" }
        $faults += $found
    }
    Write-Host ('{0:N0} cells, {1:N0} connections, {2:N0} faults (seed {3})' -f @($cells).Count, $started, $faults.Count, $Seed)
}
finally {
    $liars | Stop-LyingServers
}
if ($faults) {
    throw "$($faults.Count) of $(@($cells).Count) cells have a fault."
}
