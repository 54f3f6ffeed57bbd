# A TCP proxy before a Redis that does not forward everything, as twemproxy and others do.

# Forwards connections to a port, one at a time, a request and its reply in turn; at a request with this word it closes the connection.
function Start-Proxy {
    param([int] $Port, [string] $ClosesAt)
    $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $listener.Start(512)
    $job = Start-ThreadJob {
        param($listener, $port, $closesAt)
        # The end of the listener ends the loop.
        $ErrorActionPreference = 'Stop'
        $buffer = [byte[]]::new(65536)
        while ($true) {
            $client = $listener.AcceptTcpClient()
            $server = [Net.Sockets.TcpClient]::new('127.0.0.1', $port)
            try {
                while (($length = $client.GetStream().Read($buffer, 0, $buffer.Length)) -gt 0) {
                    if ([Text.Encoding]::ASCII.GetString($buffer, 0, $length).Contains($closesAt)) {
                        break
                    }
                    $server.GetStream().Write($buffer, 0, $length)
                    $length = $server.GetStream().Read($buffer, 0, $buffer.Length)
                    $client.GetStream().Write($buffer, 0, $length)
                }
            }
            catch [IO.IOException] {
                # The client ended the connection by a reset, as a load does.
            }
            finally {
                $client.Dispose()
                $server.Dispose()
            }
        }
    } -ArgumentList $listener, $Port, $ClosesAt
    [pscustomobject]@{ Port = $listener.LocalEndpoint.Port; Listener = $listener; Job = $job }
}

function Stop-Proxy {
    param([Parameter(ValueFromPipeline)] $Proxy)
    process {
        $Proxy.Listener.Stop()
        Remove-Job $Proxy.Job -Force
    }
}

Export-ModuleMember -Function Start-Proxy, Stop-Proxy
