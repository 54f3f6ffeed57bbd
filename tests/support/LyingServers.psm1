# Servers on loopback that are no Redis, or one that is not well: tests/RedisLoad.Torture/Lies has what each does.

# Starts them all. Ports has, by the name of the lie, the port that lies at once, the one that lies from the second connection on, and that over TLS.
function Start-LyingServers {
    $program = Join-Path $PSScriptRoot '..' 'RedisLoad.Torture' 'bin' 'Release' 'net10.0' 'RedisLoad.Torture.dll'
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet', "`"$program`" lie")
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $ports = [ordered]@{}
    while ($line = $process.StandardOutput.ReadLine()) {
        $name, $numbers = $line -split ' '
        $ports[$name] = [pscustomobject]@{ AtOnce = [int]$numbers[0]; Later = [int]$numbers[1]; Tls = [int]$numbers[2] }
    }
    [pscustomobject]@{ Process = $process; Ports = $ports }
}

function Stop-LyingServers {
    param([Parameter(ValueFromPipeline)] $Servers)
    process {
        $Servers.Process.StandardInput.Close()
        $Servers.Process.WaitForExit()
    }
}

Export-ModuleMember -Function Start-LyingServers, Stop-LyingServers
