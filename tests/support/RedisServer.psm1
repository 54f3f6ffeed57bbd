# Real redis-servers for tests and the demo: started on a free port, without persistence, and ended by their process.

function Get-FreePort {
    $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $port = $listener.LocalEndpoint.Port
    $listener.Stop()
    $port
}

# Sends one command on a connection of its own and gives the reply's first line, or nothing where nobody answers.
function Send-RedisCommand {
    param([int] $Port, [string] $Command)
    $client = [Net.Sockets.TcpClient]::new()
    try {
        $client.Connect('127.0.0.1', $Port)
        $client.ReceiveTimeout = 2000
        $stream = $client.GetStream()
        $bytes = [Text.Encoding]::ASCII.GetBytes("$Command`r`n")
        $stream.Write($bytes, 0, $bytes.Length)
        [IO.StreamReader]::new($stream).ReadLine()
    }
    catch [Net.Sockets.SocketException], [IO.IOException] {
    }
    finally {
        $client.Dispose()
    }
}

function Start-RedisServer {
    [CmdletBinding()]
    param([string[]] $ArgumentList = @(), [int] $Port = (Get-FreePort))
    $start = [Diagnostics.ProcessStartInfo]::new('redis-server')
    $arguments = @('--port', $port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', [IO.Path]::GetTempPath(), '--logfile', '/dev/null') + $ArgumentList
    foreach ($argument in $arguments) {
        $start.ArgumentList.Add($argument)
    }
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [Diagnostics.Process]::Start($start)

    $deadline = [DateTime]::UtcNow.AddSeconds(20)
    while (-not (Send-RedisCommand -Port $port -Command 'PING')) {
        if ($process.HasExited) {
            throw "redis-server did not start: $($process.StandardOutput.ReadToEnd()) $($process.StandardError.ReadToEnd())"
        }
        if ([DateTime]::UtcNow -gt $deadline) {
            $process.Kill()
            throw "redis-server did not answer on port $port within 20 s."
        }
        Start-Sleep -Milliseconds 20
    }
    [pscustomobject]@{ Port = $port; Process = $process }
}

function Stop-RedisServer {
    [CmdletBinding()]
    param([Parameter(ValueFromPipeline)] $Server)
    process {
        if ($Server -and -not $Server.Process.HasExited) {
            $Server.Process.Kill()
            $Server.Process.WaitForExit()
        }
    }
}

# INFO as a hashtable, over one connection, which is in the server's own counts.
function Get-RedisInfo {
    param($Server, [string[]] $CliArgument = @())
    $info = @{}
    foreach ($line in & redis-cli -p $Server.Port @CliArgument info) {
        $name, $value = $line.TrimEnd("`r") -split ':', 2
        if ($null -ne $value) {
            $info[$name] = $value
        }
    }
    $info
}

Export-ModuleMember -Function Get-FreePort, Send-RedisCommand, Start-RedisServer, Stop-RedisServer, Get-RedisInfo
