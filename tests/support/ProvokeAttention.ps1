# Brings about one by one what Watch-RedisConnections has a word for, and writes what it said before and then. In a network namespace of its own.

$held = [Collections.Generic.List[object]]::new()

# Between two rows it happens; what the first says is from before.
function Test-Word([string] $Word, [int] $Port, [scriptblock] $Provoke) {
    $isProvoked = $false
    $rows = @(Watch-RedisConnections -Port $Port -Count 2 -Interval 0.1 | ForEach-Object {
            $_
            if (-not $isProvoked) {
                $isProvoked = $true
                . $Provoke
            }
        })
    [pscustomobject]@{ Word = $Word; Before = $rows[0].Attention; Then = $rows[1].Attention }
}

$listener = New-Listener 7001 -Backlog 2
Test-Word 'AcceptQueueFull' 7001 {
    1..3 | ForEach-Object { $held.Add((New-Client $listener)) }
    Wait-Until { (Get-SsCount 'sport = :7001').ESTAB -eq 3 }
}

$cookies = New-Listener 7002
Test-Word 'SynCookies' 7002 {
    2 > /proc/sys/net/ipv4/tcp_syncookies
    $held.Add((New-Connection $cookies))
    1 > /proc/sys/net/ipv4/tcp_syncookies
}

$many = New-Listener 7003
'40000 40099' > /proc/sys/net/ipv4/ip_local_port_range
Test-Word 'PortsNearlyExhausted' 7003 {
    1..80 | ForEach-Object { $held.Add((New-Connection $many)) }
}

$closing = New-Listener 7004
10 > /proc/sys/net/ipv4/tcp_max_tw_buckets
Test-Word 'TimeWaitBucketsFull' 7004 {
    1..12 | ForEach-Object {
        $pair = New-Connection $closing
        $pair.Client.Shutdown('Send')
        $null = $pair.Server.Receive([byte[]]::new(1))
        $pair.Server.Dispose()
        $pair.Client.Dispose()
    }
}
$held.Clear()
