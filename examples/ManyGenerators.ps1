<#
.SYNOPSIS
    Loads a server from several hosts at once, over SSH, or from several processes on this host; shows the total and each load generator.
#>
param([string[]] $HostName, [string] $UserName = [Environment]::UserName, [int] $Processes = 2,
    [string] $ComputerName = 'localhost', [int] $Port = 6379, [double] $Cps = 2000, [double] $Duration = 20)

$generators = $HostName ? @{ Session = New-PSSession -HostName $HostName -UserName $UserName; InstallModule = $true } : @{ Processes = $Processes }
try {
    $rows = Start-RedisLoad -ComputerName $ComputerName -Port $Port -Cps $Cps -Duration $Duration @generators -PerGenerator
}
finally {
    if ($HostName) {
        $generators.Session | Remove-PSSession
    }
}
foreach ($group in $rows | Group-Object Generator) {
    $name = $group.Name ? $group.Name : 'all'
    $group.Group | Measure-RedisLoad |
        Select-Object @{ Name = 'Generator'; Expression = { $name } }, Cps, Failed, ResponseP99Ms, LagP99Ms, Verdict
}
