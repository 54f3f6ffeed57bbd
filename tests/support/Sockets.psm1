# Sockets on loopback, put into known states and held in them.

function New-Listener([int] $Port, [int] $Backlog = 511, [string] $Address = '127.0.0.1') {
    $endPoint = [Net.IPEndPoint]::new([Net.IPAddress]::Parse($Address), $Port)
    $listener = [Net.Sockets.Socket]::new($endPoint.AddressFamily, 'Stream', 'Tcp')
    $listener.Bind($endPoint)
    $listener.Listen($Backlog)
    $listener
}

function New-Client($Listener) {
    $client = [Net.Sockets.Socket]::new($Listener.AddressFamily, 'Stream', 'Tcp')
    $client.Connect($Listener.LocalEndPoint)
    $client
}

# A client that is being refused an answer: SYN-SENT until it gives up.
function New-WaitingClient($Listener) {
    $client = [Net.Sockets.Socket]::new($Listener.AddressFamily, 'Stream', 'Tcp')
    $null = $client.ConnectAsync($Listener.LocalEndPoint)
    $client
}

function New-Connection($Listener) {
    $client = New-Client $Listener
    [pscustomobject]@{ Client = $client; Server = $Listener.Accept() }
}

# Sends what nobody reads, until no more can be sent.
function Send-UntilFull($Socket) {
    $Socket.Blocking = $false
    $bytes = [byte[]]::new(65536)
    $problem = [Net.Sockets.SocketError]::Success
    while ($problem -eq 'Success') {
        $null = $Socket.Send($bytes, 0, $bytes.Length, 'None', [ref]$problem)
    }
}

# The server's end stays SYN-RECV until data come: TCP_DEFER_ACCEPT.
function Set-DeferAccept($Listener, [int] $Seconds = 120) {
    $Listener.SetRawSocketOption(6, 9, [BitConverter]::GetBytes($Seconds))
}

# Sockets by state as ss counts them.
function Get-SsCount([string] $Filter) {
    $counts = @{}
    foreach ($line in & ss -tanH $Filter.Split(' ')) {
        $state = ($line -split '\s+')[0]
        $counts[$state] = 1 + $counts[$state]
    }
    $counts
}

Export-ModuleMember -Function *-*
