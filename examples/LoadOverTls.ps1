<#
.SYNOPSIS
    Loads a Redis server over TLS, with a full handshake for each connection, and shows how long the handshakes take.
.DESCRIPTION
    Give -CaCertificate unless this host trusts the authority that signed the server's certificate, and a client certificate with its
    key if the server requires one.
#>
param(
    [string] $ComputerName = 'localhost', [int] $Port = 6380, [double] $Cps = 100, [double] $Duration = 20,
    [string] $CaCertificate, [string] $ClientCertificate, [string] $ClientKey
)

# Parameters that were not given keep the cmdlet's defaults.
$files = @{}
foreach ($name in 'CaCertificate', 'ClientCertificate', 'ClientKey') {
    if ($PSBoundParameters.ContainsKey($name)) {
        $files[$name] = $PSBoundParameters[$name]
    }
}

Start-RedisLoad -ComputerName $ComputerName -Port $Port -UseTls @files -Cps $Cps -Duration $Duration
