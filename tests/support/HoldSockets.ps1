# Holds over 2,000 sockets in known states, and writes what Watch-RedisConnections and ss count of them. In a network namespace of its own.

$held = [Collections.Generic.List[object]]::new()
$four = New-Listener 7001
$six = New-Listener 7001 -Address '::1'
foreach ($i in 1..500) { $held.Add((New-Connection $four)) }
foreach ($i in 1..50) { $held.Add((New-Connection $six)) }
foreach ($i in 1..300) {
    $pair = New-Connection $four
    $pair.Client.Shutdown('Send')
    $held.Add($pair)
}
foreach ($i in 1..200) {
    $pair = New-Connection $four
    $pair.Client.Shutdown('Send')
    $null = $pair.Server.Receive([byte[]]::new(1))
    $pair.Server.Dispose()
    $pair.Client.Dispose()
}
foreach ($i in 1..5) {
    $pair = New-Connection $four
    Send-UntilFull $pair.Client
    $pair.Client.Shutdown('Send')
    $held.Add($pair)
}
foreach ($i in 1..3) {
    $pair = New-Connection $four
    $pair.Client.Shutdown('Send')
    $null = $pair.Server.Receive([byte[]]::new(1))
    Send-UntilFull $pair.Server
    $pair.Server.Shutdown('Send')
    $held.Add($pair)
}
$deferring = New-Listener 7002
Set-DeferAccept $deferring
foreach ($i in 1..100) { $held.Add((New-Client $deferring)) }

$full = New-Listener 7003 -Backlog 4
foreach ($i in 1..5) { $held.Add((New-Client $full)) }
foreach ($i in 1..7) { $held.Add((New-WaitingClient $full)) }

# A connection to a port that is not watched.
$other = New-Listener 7004
$held.Add((New-Connection $other))

Wait-Until { (Get-SsCount 'dport = :7003')['SYN-SENT'] -eq 7 -and (Get-SsCount 'sport = :7001 or dport = :7001')['TIME-WAIT'] -eq 200 }

# Another listener overflows while the first is watched, and then the one that is watched.
$elsewhere = Watch-RedisConnections -Port 7001 -Interval 0.1 -Count 1000 | Where-Object ListenOverflows -gt 0 | Select-Object -First 1
$here = Watch-RedisConnections -Port 7003 -Interval 0.1 -Count 1000 | Where-Object ListenerDrops -gt 0 | Select-Object -First 1
[pscustomobject]@{ Name = 'Overflow'; Elsewhere = $elsewhere; Here = $here }

$ports = 7001, 7002, 7003
$views = @(
    @{ Name = 'Both'; Watch = @{}; Ss = 'sport = :7001 or dport = :7001 or sport = :7002 or dport = :7002 or sport = :7003 or dport = :7003' }
    @{ Name = 'Server'; Watch = @{ Side = 'Server' }; Ss = 'sport = :7001 or sport = :7002 or sport = :7003' }
    @{ Name = 'Client'; Watch = @{ Side = 'Client' }; Ss = 'dport = :7001 or dport = :7002 or dport = :7003' }
    @{ Name = 'Peer ::1'; Watch = @{ ComputerName = '::1'; Side = 'Client' }; Ss = 'dst [::1]:7001' }
)
foreach ($view in $views) {
    $options = $view.Watch
    [pscustomobject]@{
        Name = $view.Name
        Row  = Watch-RedisConnections -Port $ports @options -Count 1 -Interval 0.1
        Ss   = Get-SsCount $view.Ss
    }
}
$held.Clear()
