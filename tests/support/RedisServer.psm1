# Real redis-servers for tests and the demo: started on a free port, without persistence, and ended by their process.

# A port that nobody listens at. It is below those that the kernel gives to clients, of which a load takes many.
function Get-FreePort {
    while ($true) {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, (Get-Random -Minimum 10000 -Maximum 32000))
        try {
            $listener.Start()
            return $listener.LocalEndpoint.Port
        }
        catch [Net.Sockets.SocketException] {
        }
        finally {
            $listener.Stop()
        }
    }
}

# Sends one command on a connection of its own, which leaves no TIME_WAIT, and gives the reply's first line, or nothing where nobody answers.
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
        $client.Client.Close(0)
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

# A server with a TLS port beside the plain one. It comes with both ports, and with the file of the authority that its clients are to trust.
function Start-TlsRedisServer {
    [CmdletBinding()]
    param($Certificate, $Authority, [string] $Folder, [string] $AuthClients = 'no', [string[]] $ArgumentList = @())
    $files = Save-Certificate $Certificate $Folder ([guid]::NewGuid().ToString('N'))
    $caFile = [IO.Path]::ChangeExtension($files.Pem, '.ca.pem')
    [IO.File]::WriteAllText($caFile, $Authority.ExportCertificatePem())
    $tlsPort = Get-FreePort
    $tls = @(
        '--tls-port', $tlsPort, '--tls-auth-clients', $AuthClients
        '--tls-cert-file', $files.Pem, '--tls-key-file', $files.Key, '--tls-ca-cert-file', $caFile
    )
    $server = Start-RedisServer -ArgumentList (@('--tcp-backlog', '4096') + $tls + $ArgumentList)
    $server | Add-Member -NotePropertyMembers @{ TlsPort = $tlsPort; CaFile = $caFile; TlsArguments = $tls } -PassThru
}

# Sentinels that watch a master by the name main, and know each other and its replica. With -TlsLike, the arguments of a server with TLS, they
# speak nothing else, and by host names.
function Start-RedisSentinel {
    [CmdletBinding()]
    param([int] $Count, [string] $Folder, [string] $MasterName, [int] $MasterPort, $TlsLike)
    $sentinels = foreach ($i in 1..$Count) {
        $port = Get-FreePort
        $file = Join-Path $Folder "sentinel$i.conf"
        $listens = "port $port"
        if ($TlsLike) {
            $secured = for ($n = 2; $n -lt $TlsLike.TlsArguments.Count; $n += 2) { "$($TlsLike.TlsArguments[$n].TrimStart('-')) $($TlsLike.TlsArguments[$n + 1])" }
            $listens = @('port 0', "tls-port $port", 'tls-replication yes', 'sentinel resolve-hostnames yes', 'sentinel announce-hostnames yes', "sentinel announce-ip $MasterName") + $secured
        }
        [IO.File]::WriteAllLines($file, [string[]](@($listens) + @(
            'bind 127.0.0.1', "dir $Folder", 'logfile /dev/null', "sentinel monitor main $MasterName $MasterPort 2"
            'sentinel down-after-milliseconds main 500', 'sentinel failover-timeout main 5000')))
        [pscustomobject]@{ Port = $port; Process = Start-Process redis-server -ArgumentList $file, '--sentinel' -PassThru }
    }
    $secure = $TlsLike ? @('-h', $MasterName, '--tls', '--cacert', $TlsLike.CaFile) : @()
    try {
        foreach ($sentinel in $sentinels) {
            Wait-Until { "$(& redis-cli -p $sentinel.Port @secure info sentinel 2>$null)" -match "slaves=1,sentinels=$Count" }
        }
    }
    catch {
        $sentinels | Stop-RedisServer
        throw
    }
    $sentinels
}

# Makes four nodes a cluster: three masters of a third of the slots each, and a replica of the first.
function Join-RedisCluster {
    [CmdletBinding()]
    param($Nodes, [string] $PortName = 'Port')
    $slots = @(0, 5460), @(5461, 10922), @(10923, 16383)
    foreach ($i in 0..2) {
        & redis-cli -p $Nodes[$i].Port cluster addslotsrange @($slots[$i]) | Out-Null
    }
    foreach ($i in 1..3) {
        $bus = (& redis-cli -p $Nodes[$i].Port config get cluster-port)[1]
        & redis-cli -p $Nodes[0].Port cluster meet 127.0.0.1 $Nodes[$i].$PortName $bus | Out-Null
    }
    $id = & redis-cli -p $Nodes[0].Port cluster myid
    Wait-Until { "$(& redis-cli -p $Nodes[3].Port cluster nodes)" -match $id }
    & redis-cli -p $Nodes[3].Port cluster replicate $id | Out-Null
    foreach ($node in $Nodes) {
        Wait-Until { "$(& redis-cli -p $node.Port cluster info)" -match 'cluster_state:ok' -and @(& redis-cli -p $node.Port cluster nodes).Count -eq 4 }
    }
    Wait-Until { "$(& redis-cli -p $Nodes[3].Port info replication)" -match 'master_link_status:up' }
}

# A cluster of three masters, in order of their slots.
function Start-RedisCluster {
    [CmdletBinding()]
    param([string] $Folder)
    $nodes = foreach ($i in 1..3) {
        $nodeFolder = New-Item -ItemType Directory (Join-Path $Folder "node$i")
        Start-RedisServer -ArgumentList '--dir', $nodeFolder.FullName, '--cluster-enabled', 'yes', '--cluster-port', (Get-FreePort)
    }
    $addresses = $nodes | ForEach-Object { "127.0.0.1:$($_.Port)" }
    & redis-cli --cluster create @addresses --cluster-yes | Out-Null
    Wait-Until { -not ($nodes | Where-Object { (& redis-cli -p $_.Port cluster info) -notcontains 'cluster_state:ok' }) }
    $nodes
}

# Lets a server stand still for a time: its host accepts connections for it, and nobody answers them.
function Suspend-RedisServer {
    [CmdletBinding()]
    param($Server, [double] $Seconds)
    & sh -c 'kill -STOP $0 && sleep $1 && kill -CONT $0' $Server.Process.Id $Seconds
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
        $name, $value = $line -split ':', 2
        if ($null -ne $value) {
            $info[$name] = $value
        }
    }
    $info
}

Export-ModuleMember -Function Get-FreePort, Send-RedisCommand, Get-RedisInfo, Start-RedisServer, Start-TlsRedisServer, Start-RedisCluster, Start-RedisSentinel, Join-RedisCluster, Suspend-RedisServer, Stop-RedisServer
