# Servers on loopback that are no Redis, or one that is not well: tests/RedisLoad.Torture/Lies has what each does.

# Starts them all. Ports has, by the name of the lie, the port for plain text and the one for TLS.
function Start-LyingServers {
    $program = Join-Path $PSScriptRoot '..' 'RedisLoad.Torture' 'bin' 'Release' 'net10.0' 'RedisLoad.Torture.dll'
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet', "`"$program`" lie")
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $ports = [ordered]@{}
    while ($line = $process.StandardOutput.ReadLine()) {
        $name, $plain, $tls = $line -split ' '
        $ports[$name] = [pscustomobject]@{ Plain = [int]$plain; Tls = [int]$tls }
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
