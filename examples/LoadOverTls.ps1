<#
.SYNOPSIS
    Loads a Redis over TLS, a full handshake for each connection, and says how long the handshakes took.
.DESCRIPTION
    Needs the certificate of the authority that has signed the server's, where this host does not trust it anyway; and, where the server asks its clients who they are, a certificate with its key.
#>
param(
    [string] $ComputerName = 'localhost', [int] $Port = 6380, [double] $Cps = 100, [double] $Duration = 20,
    [string] $CaCertificate, [string] $ClientCertificate, [string] $ClientKey
)

# What was not given is left to the cmdlet.
$files = @{}
foreach ($name in 'CaCertificate', 'ClientCertificate', 'ClientKey') {
    if ($PSBoundParameters.ContainsKey($name)) {
        $files[$name] = $PSBoundParameters[$name]
    }
}

Start-RedisLoad -ComputerName $ComputerName -Port $Port -UseTls @files -Cps $Cps -Duration $Duration |
    Select-Object ElapsedSeconds, Cps, Failed, TlsFailed, TlsHandshakeP50Ms, TlsHandshakeP99Ms, ResponseP99Ms
