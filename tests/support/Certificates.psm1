# Certificates for tests, made by .NET: authorities, and certificates that they sign. Each comes with its key.

function New-CertificateRequest([string] $Name, $Key) {
    [Security.Cryptography.X509Certificates.CertificateRequest]::new("CN=$Name", $Key, [Security.Cryptography.HashAlgorithmName]::SHA256)
}

# An authority that signs certificates; signed by itself, or by another.
function New-Authority {
    param([string] $Name = 'Test authority', $Authority)
    $key = [Security.Cryptography.ECDsa]::Create([Security.Cryptography.ECCurve+NamedCurves]::nistP256)
    $request = New-CertificateRequest $Name $key
    $request.CertificateExtensions.Add([Security.Cryptography.X509Certificates.X509BasicConstraintsExtension]::new($true, $false, 0, $true))
    if (-not $Authority) {
        return $request.CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-10), [DateTimeOffset]::UtcNow.AddDays(10))
    }
    $signed = $request.Create($Authority, [DateTimeOffset]::UtcNow.AddDays(-5), [DateTimeOffset]::UtcNow.AddDays(5), [guid]::NewGuid().ToByteArray())
    [Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::CopyWithPrivateKey($signed, $key)
}

# A certificate for names and addresses; without an authority it is signed by itself.
function New-Certificate {
    param($Authority, [string[]] $Name = @('localhost', '127.0.0.1'), [double] $FromDay = -1, [double] $ToDay = 1)
    $key = [Security.Cryptography.ECDsa]::Create([Security.Cryptography.ECCurve+NamedCurves]::nistP256)
    $request = New-CertificateRequest $Name[0] $key
    $names = [Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder]::new()
    foreach ($one in $Name) {
        $address = $null
        if ([Net.IPAddress]::TryParse($one, [ref] $address)) {
            $names.AddIpAddress($address)
        }
        else {
            $names.AddDnsName($one)
        }
    }
    $request.CertificateExtensions.Add($names.Build($false))
    $from, $to = [DateTimeOffset]::UtcNow.AddDays($FromDay), [DateTimeOffset]::UtcNow.AddDays($ToDay)
    if (-not $Authority) {
        return $request.CreateSelfSigned($from, $to)
    }
    $serial = [byte[]]::new(8)
    [Security.Cryptography.RandomNumberGenerator]::Fill($serial)
    [Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::CopyWithPrivateKey($request.Create($Authority, $from, $to, $serial), $key)
}

# Writes a certificate and its key to PEM files, and both to a PFX file; with a password, also the key encrypted. Gives the paths.
function Save-Certificate {
    param($Certificate, [string] $Folder, [string] $Name, [string] $Password)
    $path = @{}
    foreach ($kind in 'pem', 'key', 'encrypted.key', 'pfx') {
        $path[$kind] = Join-Path $Folder "$Name.$kind"
    }
    $key = [Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::GetECDsaPrivateKey($Certificate)
    [IO.File]::WriteAllText($path.pem, $Certificate.ExportCertificatePem())
    [IO.File]::WriteAllText($path.key, $key.ExportPkcs8PrivateKeyPem())
    [IO.File]::WriteAllBytes($path.pfx, $Certificate.Export('Pfx', $Password))
    if ($Password) {
        $encryption = [Security.Cryptography.PbeParameters]::new('Aes256Cbc', 'SHA256', 1000)
        [IO.File]::WriteAllText($path.'encrypted.key', $key.ExportEncryptedPkcs8PrivateKeyPem($Password.ToCharArray(), $encryption))
    }
    [pscustomobject]@{ Pem = $path.pem; Key = $path.key; EncryptedKey = $path.'encrypted.key'; Pfx = $path.pfx }
}

Export-ModuleMember -Function New-Authority, New-Certificate, Save-Certificate
