# Opens many connections, in each of some shapes, and looks at whether memory, open files and threads of the process stay flat.
# Writes a line for each shape, and throws if anything grows.
param(
    # The connections for each shape.
    [long] $Count = 10000000,
    # The shapes: Plain, Pool, Clients, Tls.
    [string[]] $Shape = @('Plain', 'Pool', 'Clients', 'Tls'),
    # How long each load is; so many follow each other as -Count takes.
    [int] $Seconds = 60,
    # The port of a Redis; the built-in target where it is 0. Tls has a server of its own.
    [int] $Port
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..' 'support' 'TestSupport.psm1')

$shapes = @{
    Plain   = @{}
    Pool    = @{ PoolSize = 200; PoolIdleTimeout = 0.02; Requests = 2 }
    Clients = @{ Clients = 200; ClientRate = 2000 }
    Tls     = @{ UseTls = $true; CaCertificate = $null; Port = 0 }
}

function Get-Use {
    $status = Get-Content /proc/self/status
    [pscustomobject]@{
        MemoryMB = [int]([regex]::Match("$($status -match '^VmRSS')", '\d+').Value / 1024)
        Files    = @([IO.Directory]::GetFileSystemEntries('/proc/self/fd')).Count
        Threads  = [int][regex]::Match("$($status -match '^Threads')", '\d+').Value
    }
}

function Get-Median([int[]] $Values) {
    ($Values | Sort-Object)[[int][Math]::Floor($Values.Count / 2)]
}

# What it is at first, and what it is in the end: the medians of a quarter each, after a tenth for .NET to settle.
function Compare-Use($Samples, [string] $Name, [double] $Factor, [int] $Allowance) {
    $settled = @($Samples | Select-Object -Skip ([int]($Samples.Count / 10)))
    $quarter = [Math]::Max(1, [int]($settled.Count / 4))
    $first = Get-Median ($settled | Select-Object -First $quarter).$Name
    $last = Get-Median ($settled | Select-Object -Last $quarter).$Name
    [pscustomobject]@{ First = $first; Last = $last; IsFlat = $last -le $first * $Factor + $Allowance }
}

$faults = 0
Write-Host ('{0,-8} {1,14} {2,8} {3,9} {4,15} {5,13} {6,13}  {7}' -f 'Shape', 'Connections', 'Failed', 'Cps', 'Memory, MB', 'Files', 'Threads', 'Verdict')
foreach ($name in $Shape) {
    $parameters = $shapes[$name].Clone()
    $server = $null
    if ($name -eq 'Tls') {
        $authority = New-Authority
        $server = Start-TlsRedisServer (New-Certificate $authority) $authority -Folder ([IO.Path]::GetTempPath())
        $parameters.Port, $parameters.CaCertificate = $server.TlsPort, $server.CaFile
    }
    elseif ($Port) {
        $parameters.Port = $Port
    }
    else {
        $parameters.BuiltInTarget = $true
    }
    try {
        $samples = [Collections.Generic.List[object]]::new()
        $connections, $failed, $elapsed = 0L, 0L, 0.0
        while ($connections -lt $Count) {
            Start-RedisLoad @parameters -Saturate -Duration $Seconds -WarningAction SilentlyContinue | ForEach-Object {
                $connections += $_.Started
                $failed += $_.Failed
                $elapsed += $_.IntervalSeconds
                $samples.Add((Get-Use))
            }
        }
        $memory = Compare-Use $samples 'MemoryMB' 1.2 32
        $files = Compare-Use $samples 'Files' 1 20
        $threads = Compare-Use $samples 'Threads' 1 10
        $isSound = $memory.IsFlat -and $files.IsFlat -and $threads.IsFlat -and $failed -eq 0
        $faults += [int](-not $isSound)
        Write-Host ('{0,-8} {1,14:N0} {2,8:N0} {3,9:N0} {4,6:N0} to {5,5:N0} {6,5:N0} to {7,4:N0} {8,5:N0} to {9,4:N0}  {10}' -f
            $name, $connections, $failed, ($connections / $elapsed), $memory.First, $memory.Last, $files.First, $files.Last, $threads.First, $threads.Last,
            ($isSound ? 'flat' : 'FAULT'))
    }
    finally {
        $server | Stop-RedisServer
    }
}
if ($faults) {
    throw "$faults of $($Shape.Count) shapes have a fault."
}
