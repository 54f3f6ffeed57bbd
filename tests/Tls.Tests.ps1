BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')

    $authority = New-Authority
}

Describe 'Start-RedisLoad -UseTls' {
    It 'waits for a server that never stops sending, and never answers, no longer than it is told to, and can be stopped' {
        $liars = Start-LyingServers
        try {
            $tls = @{ Port = $liars.Ports['endless-pushes'].Tls; UseTls = $true; SkipCertificateCheck = $true; Cps = 1; Duration = 1 }
            { Start-RedisLoad @tls -ReplyTimeout 0.3 } | Should -Throw -ErrorId 'NoReply,*'
            $load = Start-Pipeline { param($tls) Start-RedisLoad @tls -ReplyTimeout 100 } -ArgumentList $tls
            Wait-Until { & ss -tnH state established "dport = :$($tls.Port)" }
            Stop-Pipeline $load
        }
        finally {
            $liars | Stop-LyingServers
        }
    }

    # The certificates are for the host name alone: whoever is found by an address is refused.
    Context 'a failover' {
        BeforeAll {
            $named = New-Certificate $authority -Name 'localhost'
        }

        It 'is followed by way of sentinels that speak TLS and announce host names' {
            $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
            $replicated = '--tls-replication', 'yes', '--repl-diskless-sync-delay', '0', '--replica-announce-ip', 'localhost'
            $servers = @(Start-TlsRedisServer $named $authority -Folder $folder -ArgumentList $replicated)
            try {
                $servers += Start-TlsRedisServer $named $authority -Folder $folder -ArgumentList ($replicated + @('--dbfilename', "$([guid]::NewGuid()).rdb", '--replicaof', 'localhost', $servers[0].TlsPort))
                $sentinels = Start-RedisSentinel -Count 3 -Folder $folder -MasterName localhost -MasterPort $servers[0].TlsPort -TlsLike $servers[0]
                $tls = @{ UseTls = $true; CaCertificate = $servers[0].CaFile; WarningAction = 'SilentlyContinue' }
                $c = @{ ComputerName = $sentinels.ForEach{ "localhost:$($_.Port)" }; Sentinel = 'main'; Cps = 10; Clients = 30; Duration = 60; Interval = 0.5; ReconnectMaxDelay = 0.5 }
                $rows = [Collections.Generic.List[object]]::new()
                Start-RedisLoad @c @tls -DisruptAt 1 -DisruptWith { $servers[0] | Stop-RedisServer } |
                    Where-Object { $rows.Add($_); $null -ne $_.Recovery100Seconds } | Select-Object -First 1 | Out-Null
                $rows[-1].ClientsConnected | Should -Be 30
                $rows.Events -match "Failover to localhost:$($servers[1].TlsPort) at" | Should -HaveCount 1
                ($rows | Measure-Object TlsFailed -Sum).Sum | Should -Be 0
            }
            finally {
                @($sentinels) + $servers | Stop-RedisServer
            }
        }

        It 'of a cluster is followed by its slots, to nodes that announce host names' {
            $nodes = @(1..4 | ForEach-Object {
                $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
                Start-TlsRedisServer $named $authority -Folder $folder -ArgumentList @(
                    '--dir', $folder.FullName, '--cluster-enabled', 'yes', '--cluster-port', (Get-FreePort), '--cluster-node-timeout', '500', '--repl-diskless-sync-delay', '0'
                    '--tls-cluster', 'yes', '--tls-replication', 'yes', '--cluster-announce-hostname', 'localhost', '--cluster-preferred-endpoint-type', 'hostname')
            })
            try {
                Join-RedisCluster $nodes -PortName TlsPort
                foreach ($node in $nodes) {
                    Wait-Until { @(& redis-cli -p $node.Port cluster slots | Where-Object { $_ -eq 'localhost' }).Count -eq 4 }
                }
                $c = @{ ComputerName = "localhost:$($nodes[1].TlsPort)"; Cluster = $true; Cps = 9; Clients = 30; Duration = 60; Interval = 0.5; ReconnectMaxDelay = 0.5 }
                $tls = @{ UseTls = $true; CaCertificate = $nodes[0].CaFile; WarningAction = 'SilentlyContinue' }
                $rows = [Collections.Generic.List[object]]::new()
                Start-RedisLoad @c @tls -DisruptAt 1 -DisruptWith { $nodes[0] | Stop-RedisServer } |
                    Where-Object { $rows.Add($_); $null -ne $_.Recovery100Seconds } | Select-Object -First 1 | Out-Null
                $rows[-1].ClientsConnected | Should -Be 30
                $rows.Events -match "Failover to localhost:$($nodes[3].TlsPort) at" | Should -HaveCount 1
                ($rows | Measure-Object TlsFailed -Sum).Sum | Should -Be 0
            }
            finally {
                $nodes | Stop-RedisServer
            }
        }
    }

    Context 'against a Redis whose certificate is good' {
        BeforeAll {
            $server = Start-TlsRedisServer (New-Certificate $authority) $authority -Folder $TestDrive
            $common = @{ Port = $server.TlsPort; UseTls = $true; CaCertificate = $server.CaFile; WarningAction = 'SilentlyContinue' }
        }

        AfterAll {
            $server | Stop-RedisServer
        }

        It 'opens every connection that is due, and the server takes each of them' {
            $before = Get-RedisInfo $server
            $rows = @(Start-RedisLoad @common -Cps 100 -Duration 1 -Interval 0.5)
            $after = Get-RedisInfo $server

            $rows.Count | Should -BeGreaterOrEqual 2
            Assert-Book $rows
            $total = Get-Total $rows
            $total.Succeeded | Should -Be 100
            # Beside them: the one that looks at the server first, and the one of the second INFO.
            $after.total_connections_received - $before.total_connections_received | Should -Be (100 + 2)
            $after.connected_clients | Should -Be 1
            & redis-cli -p $server.Port get redisload:foo | Should -Match '^0:\d+$'
        }

        It 'tells the time of a handshake, which is a part of the service time' {
            $total = Get-Total (Start-RedisLoad @common -Cps 200 -Duration 0.6)
            $total.TlsHandshakeP50Ms | Should -BeGreaterThan 0
            $total.TlsHandshakeP99Ms | Should -BeGreaterOrEqual $total.TlsHandshakeP50Ms
            $total.ServiceP99Ms | Should -BeGreaterThan $total.TlsHandshakeP50Ms
            (Start-RedisLoad -Port $server.Port -Cps 10 -Duration 0.2).TlsHandshakeP50Ms | Should -BeNullOrEmpty
        }

        It 'takes an address of the form rediss://' {
            $total = Get-Total (Start-RedisLoad -Uri "rediss://localhost:$($server.TlsPort)/3" -CaCertificate $server.CaFile -Cps 50 -Duration 0.2 -WarningAction SilentlyContinue)
            $total.Succeeded | Should -Be 10
            $total.TlsHandshakeP50Ms | Should -BeGreaterThan 0
            & redis-cli -p $server.Port -n 3 exists redisload:foo | Should -Be 1
        }

        It 'takes any certificate with -SkipCertificateCheck' {
            (Get-Total (Start-RedisLoad -Port $server.TlsPort -UseTls -SkipCertificateCheck -Cps 50 -Duration 0.2 -WarningAction SilentlyContinue)).Succeeded | Should -Be 10
        }

        It 'goes together with the other shapes: <Name>' -ForEach @(
            @{ Name = 'a pipeline, held, closed by the server'; Shape = @{ Pipeline = $true; Requests = 2; HoldTime = '50ms-100ms'; KeepAliveInterval = '20ms'; Close = 'Server' } }
            @{ Name = 'an orderly close'; Shape = @{ Close = 'Fin'; Resp = 3; ClientName = 'load' } }
            @{ Name = 'a burst'; Shape = @{ Gap = 0.2 } }
        ) {
            $rows = @(Start-RedisLoad @common @Shape -Cps 20 -Duration 0.6)
            Assert-Book $rows
            $total = Get-Total $rows
            $total.Succeeded | Should -Be $total.Due
            $total.Failed | Should -Be 0
            (Get-RedisInfo $server).connected_clients | Should -Be 1
        }

        It 'uses the connections of a pool again' {
            $before = Get-RedisInfo $server
            $total = Get-Total (Start-RedisLoad @common -PoolSize 10 -Cps 100 -Duration 1)
            $total.Succeeded + $total.Dropped | Should -Be 100
            $total.Reused | Should -BeGreaterOrEqual ($total.Succeeded - 10)
            # Beside the pool's: the one that looks at the server first, and the one of the second INFO.
            (Get-RedisInfo $server).total_connections_received - $before.total_connections_received | Should -BeLessOrEqual (10 + 2)
        }

        It 'keeps steady connections beside the storm' {
            $before = Get-RedisInfo $server
            $rows = @(Start-RedisLoad @common -Cps 20 -Duration 1 -Steady 30 -SteadyRate 200)
            $rows.ClientsConnected | Should -Be 30
            $total = Get-Total $rows
            $total.SteadyRequests | Should -Be 200
            $total.SteadyFailed | Should -Be 0
            $total.SteadyP99Ms | Should -BeGreaterThan 0
            ($rows | Measure-RedisLoad).TlsHandshakeP99Ms | Should -Be $total.TlsHandshakeP99Ms
            # The storm's 20, the steady 30, the one that looks at the server first, and the one of the second INFO.
            $after = Get-RedisInfo $server
            $after.total_connections_received - $before.total_connections_received | Should -Be (20 + 30 + 2)
            $after.connected_clients | Should -Be 1
        }

        It 'watches the server over TLS, too' {
            $rows = @(Start-RedisLoad @common -Cps 50 -Duration 1 -Watch -WarningVariable warnings)
            $rows.ServerCps | Should -BeGreaterThan 0
            "$warnings" | Should -Not -Match '-Watch'
        }

        It 'says so before the load where <Because>' -ForEach @(
            @{ Because = 'this host does not trust the authority'; Change = @{ CaCertificate = $null }; ErrorId = 'CertificateUntrusted'; Says = "signed by 'CN=Test authority'.*-CaCertificate" }
            @{ Because = 'the certificate is for other names'; Change = @{ TlsServerName = 'redis.example.com' }; ErrorId = 'CertificateNameMismatch'; Says = 'for localhost, 127.0.0.1, not for redis.example.com' }
        ) {
            $parameters = $common.Clone()
            foreach ($name in $Change.Keys) {
                $parameters[$name] = $Change[$name]
                if ($null -eq $Change[$name]) {
                    $parameters.Remove($name)
                }
            }
            $before = Get-RedisInfo $server
            { Start-RedisLoad @parameters -Cps 10 -Duration 1 } | Should -Throw -ErrorId "$ErrorId,*" -PassThru | ForEach-Object Exception | ForEach-Object Message | Should -Match $Says
            # The connection that looked at the server, its probe, and this INFO: no load.
            (Get-RedisInfo $server).total_connections_received - $before.total_connections_received | Should -BeLessOrEqual 3
        }

        It 'says so before the load where the authority is another one' {
            $other = Join-Path $TestDrive 'other-ca.pem'
            Set-Content $other (New-Authority 'Another authority').ExportCertificatePem()
            $parameters = $common.Clone()
            $parameters.CaCertificate = $other
            { Start-RedisLoad @parameters -Cps 10 -Duration 1 } | Should -Throw -ErrorId 'CertificateUntrusted,*'
        }

        It 'says so where the masters of a cluster are to be asked for' {
            $parameters = $common.Clone()
            $parameters.TlsServerName = 'redis.example.com'
            $said = { Start-RedisLoad @parameters -Cluster -Cps 10 -Duration 1 } | Should -Throw -ErrorId 'CertificateNameMismatch,*' -PassThru
            $said.Exception.Message | Should -Match 'TLS handshake'
        }

        It 'checks the certificate of a master for the name that it announces' {
            $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
            $files = Save-Certificate (New-Certificate $authority -Name 'localhost') $folder.FullName 'node'
            $node = Start-RedisServer -ArgumentList @(
                '--dir', $folder.FullName, '--cluster-enabled', 'yes', '--cluster-port', (Get-FreePort), '--tls-cluster', 'yes', '--tls-port', ($tlsPort = Get-FreePort), '--tls-auth-clients', 'no'
                '--tls-cert-file', $files.Pem, '--tls-key-file', $files.Key, '--tls-ca-cert-file', $server.CaFile
                '--cluster-announce-ip', '127.0.0.1', '--cluster-announce-hostname', 'localhost', '--cluster-preferred-endpoint-type', 'hostname'
            )
            try {
                & redis-cli -p $node.Port cluster addslotsrange 0 16383 | Should -Be 'OK'
                Wait-Until { (& redis-cli -p $node.Port cluster info) -contains 'cluster_state:ok' }
                $load = @{ ComputerName = 'localhost'; Port = $tlsPort; UseTls = $true; CaCertificate = $server.CaFile; Cluster = $true; Cps = 50; Duration = 0.2; WarningAction = 'SilentlyContinue' }
                (Get-Total (Start-RedisLoad @load)).Succeeded | Should -Be 10
                & redis-cli -p $node.Port config set cluster-preferred-endpoint-type ip | Should -Be 'OK'
                { Start-RedisLoad @load } | Should -Throw -ErrorId 'CertificateNameMismatch,*' -ExpectedMessage '*127.0.0.1*'
            }
            finally {
                $node | Stop-RedisServer
            }
        }

        It 'says so before the load where the port is the plain one' {
            $said = { Start-RedisLoad -Port $server.Port -UseTls -CaCertificate $server.CaFile -ConnectTimeout 0.5 -Cps 10 -Duration 1 } | Should -Throw -ErrorId 'NotTls,*' -PassThru
            $said.Exception.Message | Should -Match 'plain text.*tls-port'
        }

        It 'says so before the load where TLS was not asked for' {
            $said = { Start-RedisLoad -Port $server.TlsPort -Cps 10 -Duration 1 } | Should -Throw -ErrorId 'NotRedis,*' -PassThru
            $said.Exception.Message | Should -Match '-UseTls'
        }

        It 'uses several workers' {
            $total = Get-Total (Start-RedisLoad @common -Workers 2 -Cps 100 -Duration 0.5)
            $total.Succeeded | Should -Be 50
        }

        It 'resumes sessions where it is told to, over TLS <Version>' -ForEach @(@{ Version = '1.2' }, @{ Version = '1.3' }) {
            (Get-Total (Start-RedisLoad @common -TlsVersion $Version -Cps 50 -Duration 1)).TlsResumedPercent | Should -Be 0
            $total = Get-Total (Start-RedisLoad @common -TlsVersion $Version -TlsResume -Cps 50 -Duration 1)
            $total.Succeeded | Should -Be 50
            $total.TlsResumedPercent | Should -BeGreaterThan 80
            (Start-RedisLoad -Port $server.Port -Cps 10 -Duration 0.2).TlsResumedPercent | Should -BeNullOrEmpty
        }

        It 'offers the ciphers that it is told to' {
            (Get-Total (Start-RedisLoad @common -TlsCipher 'TLS_CHACHA20_POLY1305_SHA256', 'ECDHE-ECDSA-AES128-GCM-SHA256' -Cps 50 -Duration 0.2)).Succeeded | Should -Be 10
            # The server's certificate is of another kind, so that no cipher is left in common.
            { Start-RedisLoad @common -TlsCipher 'ECDHE-RSA-AES128-GCM-SHA256' } | Should -Throw -ErrorId 'TlsHandshakeFailed,*' -ExpectedMessage '*-TlsCipher*'
            { Start-RedisLoad @common -TlsCipher 'NO-SUCH-CIPHER' } | Should -Throw -ErrorId 'ValueOutOfRange,*' -ExpectedMessage '-TlsCipher*NO-SUCH-CIPHER*'
            { Start-RedisLoad @common -TlsVersion '1.1' } | Should -Throw -ErrorId 'ValueOutOfRange,*' -ExpectedMessage "-TlsVersion*'1.1'*1.2 or 1.3*"
        }

        It 'takes a folder of authorities' {
            $folder = Join-Path $TestDrive 'authorities'
            New-Item -ItemType Directory $folder | Out-Null
            [IO.File]::WriteAllText((Join-Path $folder 'other.pem'), (New-Authority 'Another').ExportCertificatePem())
            [IO.File]::WriteAllText((Join-Path $folder 'readme'), 'no certificate')
            $parameters = $common.Clone()
            $parameters.CaCertificate = $folder
            { Start-RedisLoad @parameters -Cps 10 -Duration 1 } | Should -Throw -ErrorId 'CertificateUntrusted,*'
            Copy-Item $server.CaFile $folder
            (Get-Total (Start-RedisLoad @parameters -Cps 50 -Duration 0.2)).Succeeded | Should -Be 10
        }

        It 'tells a server with too many clients from one that speaks no TLS' {
            & redis-cli -p $server.Port config set maxclients 1 | Out-Null
            try {
                $held = [Net.Sockets.TcpClient]::new('127.0.0.1', $server.Port)
                $words, $answers = [IO.StreamWriter]::new($held.GetStream()), [IO.StreamReader]::new($held.GetStream())
                $words.AutoFlush = $true
                # The server has counted it when it answers.
                $words.Write("PING`r`n")
                $answers.ReadLine() | Should -Be '+PONG'
                { Start-RedisLoad @common -Cps 10 -Duration 1 } | Should -Throw -ErrorId 'MaxClientsReached,*' -ExpectedMessage '*maxclients*'
                (Get-Total (Start-RedisLoad @common -Force -Cps 50 -Duration 0.2)).MaxClients | Should -Be 10
            }
            finally {
                $words.Write("CONFIG SET maxclients 10000`r`n")
                $answers.ReadLine() | Should -Be '+OK'
                $held.Dispose()
            }
        }

        It 'says that a port is no TLS port where <Name> answers' -ForEach @(
            @{ Name = 'an SSH server'; Banner = "SSH-2.0-OpenSSH_9.2p1`r`n"; Says = 'not speak TLS.*SSH-2.0-OpenSSH_9.2p1' }
            @{ Name = 'a web server'; Banner = "HTTP/1.1 400 Bad Request`r`nContent-Length: 0`r`n`r`n"; Says = 'not speak TLS.*HTTP/1.1 400' }
            @{ Name = 'a Redis'; Banner = "-ERR Protocol error`r`n"; Says = 'plain text.*tls-port' }
        ) {
            $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
            $listener.Start()
            $serving = Start-ThreadJob -ArgumentList $listener, $Banner {
                param($listener, $banner)
                while ($true) {
                    $client = $listener.AcceptTcpClient()
                    $stream = $client.GetStream()
                    $stream.Read([byte[]]::new(4096)) | Out-Null
                    $stream.Write([Text.Encoding]::ASCII.GetBytes($banner))
                }
            }
            try {
                $said = { Start-RedisLoad -Port $listener.LocalEndpoint.Port -UseTls -CaCertificate $server.CaFile -Cps 10 -Duration 1 } | Should -Throw -ErrorId 'NotTls,*' -PassThru
                $said.Exception.Message | Should -Match $Says
            }
            finally {
                $listener.Stop()
                $serving | Remove-Job -Force
            }
        }

        It 'counts what fails in the load as TlsFailed' {
            $total = Get-Total (Start-RedisLoad @common -TlsServerName redis.example.com -Force -Cps 50 -Duration 0.2)
            $total.TlsFailed | Should -Be 10
        }

        It 'closes every connection when nobody wants more' {
            Start-RedisLoad @common -Cps 50 -Duration 600 -HoldTime 600 -Interval 0.1 | Select-Object -First 2 | Should -HaveCount 2
            (Get-RedisInfo $server).connected_clients | Should -Be 1
        }
    }

    Context 'against a Redis whose certificate is not good' {
        It 'says so before the load: <ErrorId>' -ForEach @(
            @{ ErrorId = 'CertificateExpired'; Days = -5, -2; Signed = $true; Says = 'has expired, on' }
            @{ ErrorId = 'CertificateNotYetValid'; Days = 2, 5; Signed = $true; Says = 'not valid before' }
            @{ ErrorId = 'CertificateSelfSigned'; Days = -1, 1; Signed = $false; Says = 'self-signed' }
        ) {
            $signer = if ($Signed) { $authority }
            $server = Start-TlsRedisServer (New-Certificate $signer -FromDay $Days[0] -ToDay $Days[1]) $authority -Folder $TestDrive
            try {
                $said = { Start-RedisLoad -Port $server.TlsPort -UseTls -CaCertificate $server.CaFile -Cps 10 -Duration 1 } | Should -Throw -ErrorId "$ErrorId,*" -PassThru
                $said.Exception.Message | Should -Match $Says
                $said.CategoryInfo.Category | Should -Be 'SecurityError'
                (Get-Total (Start-RedisLoad -Port $server.TlsPort -UseTls -SkipCertificateCheck -Cps 50 -Duration 0.2 -WarningAction SilentlyContinue)).Succeeded | Should -Be 10
            }
            finally {
                $server | Stop-RedisServer
            }
        }
    }

    Context 'against a Redis that wants to know its clients' {
        BeforeAll {
            $server = Start-TlsRedisServer (New-Certificate $authority) $authority -Folder $TestDrive -AuthClients yes
            $client = Save-Certificate (New-Certificate $authority -Name 'client') $TestDrive 'client' -Password 'top-secret-1'
            $middle = New-Authority 'Between' $authority
            $deepCertificate = New-Certificate $middle -Name 'deep'
            $deep = Save-Certificate $deepCertificate $TestDrive 'deep'
            $own, $between, $key = "$($deepCertificate.ExportCertificatePem())`n", "$($middle.ExportCertificatePem())`n", "$(Get-Content -Raw $deep.Key)`n"
            $chainPfx = Join-Path $TestDrive 'chain.pfx'
            $both = [Security.Cryptography.X509Certificates.X509Certificate2Collection]::new()
            $both.AddRange([Security.Cryptography.X509Certificates.X509Certificate2[]]($deepCertificate, [Security.Cryptography.X509Certificates.X509CertificateLoader]::LoadCertificate($middle.RawData)))
            [IO.File]::WriteAllBytes($chainPfx, $both.Export('Pfx', 'top-secret-1'))
            function Save-Text([string] $Name, [string] $Text) {
                $path = Join-Path $TestDrive $Name
                [IO.File]::WriteAllText($path, $Text)
                $path
            }
            $stranger = Save-Certificate (New-Certificate (New-Authority 'Stranger') -Name 'stranger') $TestDrive 'stranger'
            $common = @{ Port = $server.TlsPort; UseTls = $true; CaCertificate = $server.CaFile; Cps = 50; Duration = 0.2; WarningAction = 'SilentlyContinue' }
        }

        AfterAll {
            $server | Stop-RedisServer
        }

        It 'shows a certificate: <Kind>' -ForEach @(
            @{ Kind = 'PEM'; Files = { @{ ClientCertificate = $client.Pem; ClientKey = $client.Key } } }
            @{ Kind = 'PEM with an encrypted key'; Files = { @{ ClientCertificate = $client.Pem; ClientKey = $client.EncryptedKey; ClientCertificatePassword = (ConvertTo-SecureString 'top-secret-1' -AsPlainText) } } }
            @{ Kind = 'PFX'; Files = { @{ ClientCertificate = $client.Pfx; ClientCertificatePassword = (ConvertTo-SecureString 'top-secret-1' -AsPlainText) } } }
        ) {
            $files = & $Files
            (Get-Total (Start-RedisLoad @common @files)).Succeeded | Should -Be 10
        }

        It 'sends the chain between the client and its authority: <Kind>' -ForEach @(
            @{ Kind = 'PEM, the key beside it'; Files = { @{ ClientCertificate = Save-Text 'chain.pem' ($own + $between); ClientKey = $deep.Key } } }
            @{ Kind = 'PEM, in the other order'; Files = { @{ ClientCertificate = Save-Text 'reverse.pem' ($between + $own); ClientKey = $deep.Key } } }
            @{ Kind = 'PEM, all in one file'; Files = { @{ ClientCertificate = Save-Text 'all.pem' ($key + $own + $between) } } }
            @{ Kind = 'PFX'; Files = { @{ ClientCertificate = $chainPfx; ClientCertificatePassword = (ConvertTo-SecureString 'top-secret-1' -AsPlainText) } } }
        ) {
            $files = & $Files
            (Get-Total (Start-RedisLoad @common @files)).Succeeded | Should -Be 10
        }

        It 'needs that chain' {
            { Start-RedisLoad @common -ClientCertificate $deep.Pem -ClientKey $deep.Key } | Should -Throw -ErrorId 'ClientCertificateRefused,*'
        }

        It 'reads a key of the traditional form: <Form>' -Skip:(-not (Get-Command openssl -CommandType Application -ErrorAction Ignore)) -ForEach @(
            @{ Form = 'plain'; Arguments = @() }
            @{ Form = 'encrypted'; Arguments = '-aes256', '-passout', 'pass:top-secret-1' }
        ) {
            $traditional = Join-Path $TestDrive "traditional-$Form.key"
            & openssl ec -in $client.Key -out $traditional @Arguments 2>$null
            Get-Content $traditional | Select-Object -First 1 | Should -Be '-----BEGIN EC PRIVATE KEY-----'
            $password = if ($Arguments) { @{ ClientCertificatePassword = (ConvertTo-SecureString 'top-secret-1' -AsPlainText) } } else { @{} }
            (Get-Total (Start-RedisLoad @common -ClientCertificate $client.Pem -ClientKey $traditional @password)).Succeeded | Should -Be 10
            if ($Arguments) {
                { Start-RedisLoad @common -ClientCertificate $client.Pem -ClientKey $traditional } | Should -Throw -ErrorId 'CertificateUnusable,*'
                { Start-RedisLoad @common -ClientCertificate $client.Pem -ClientKey $traditional -ClientCertificatePassword (ConvertTo-SecureString 'top-secret-2' -AsPlainText) } |
                    Should -Throw -ErrorId 'CertificateUnusable,*'
            }
        }

        It 'says so before the load where none is given, or one that the server does not take' {
            { Start-RedisLoad @common } | Should -Throw -ErrorId 'ClientCertificateRequired,*'
            { Start-RedisLoad @common -ClientCertificate $stranger.Pem -ClientKey $stranger.Key } | Should -Throw -ErrorId 'ClientCertificateRefused,*'
        }

        It 'counts what fails in the load as TlsFailed' {
            (Get-Total (Start-RedisLoad @common -Force)).TlsFailed | Should -Be 10
        }

        It 'refuses files that it cannot use, before anything is opened, and shows no password: <Because>' -ForEach @(
            @{ Because = 'not there'; Files = { @{ ClientCertificate = Join-Path $TestDrive 'nowhere.pem' } }; ErrorId = 'CertificateNotFound' }
            @{ Because = 'no key'; Files = { @{ ClientCertificate = $client.Pem } }; ErrorId = 'CertificateUnusable' }
            @{ Because = 'another key'; Files = { @{ ClientCertificate = $client.Pem; ClientKey = $stranger.Key } }; ErrorId = 'CertificateUnusable' }
            @{ Because = 'no password to the key'; Files = { @{ ClientCertificate = $client.Pem; ClientKey = $client.EncryptedKey } }; ErrorId = 'CertificateUnusable' }
            @{ Because = 'no password to the PFX'; Files = { @{ ClientCertificate = $client.Pfx } }; ErrorId = 'CertificateUnusable' }
            @{ Because = 'a wrong password'; Files = { @{ ClientCertificate = $client.Pfx; ClientCertificatePassword = (ConvertTo-SecureString 'top-secret-2' -AsPlainText) } }; ErrorId = 'CertificateUnusable' }
            @{ Because = 'a key beside a PFX'; Files = { @{ ClientCertificate = $client.Pfx; ClientKey = $client.Key } }; ErrorId = 'ValuesConflict' }
        ) {
            $before = Get-RedisInfo $server
            $files = & $Files
            $said = { Start-RedisLoad @common @files } | Should -Throw -ErrorId "$ErrorId,*" -PassThru
            "$($said.Exception) $($said.TargetObject)" | Should -Not -Match 'top-secret'
            (Get-RedisInfo $server).total_connections_received - $before.total_connections_received | Should -Be 1
        }
    }

    Context 'with parameters that do not go together' {
        It 'refuses them, and names both: -<First> and -<Second>' -ForEach @(
            @{ First = 'TlsVersion'; Second = 'UseTls'; Parameters = @{ TlsVersion = '1.3' } }
            @{ First = 'TlsCipher'; Second = 'UseTls'; Parameters = @{ TlsCipher = 'TLS_AES_128_GCM_SHA256' } }
            @{ First = 'TlsResume'; Second = 'UseTls'; Parameters = @{ TlsResume = $true } }
            @{ First = 'TlsCipher'; Second = 'TlsVersion'; Parameters = @{ UseTls = $true; TlsVersion = '1.3'; TlsCipher = 'ECDHE-RSA-AES128-GCM-SHA256' } }
            @{ First = 'TlsServerName'; Second = 'UseTls'; Parameters = @{ TlsServerName = 'redis' } }
            @{ First = 'SkipCertificateCheck'; Second = 'UseTls'; Parameters = @{ SkipCertificateCheck = $true } }
            @{ First = 'ClientKey'; Second = 'ClientCertificate'; Parameters = @{ UseTls = $true; ClientKey = 'client.key' } }
            @{ First = 'CaCertificate'; Second = 'SkipCertificateCheck'; Parameters = @{ UseTls = $true; CaCertificate = 'ca.pem'; SkipCertificateCheck = $true } }
            @{ First = 'UseTls'; Second = 'Uri'; Parameters = @{ UseTls = $true; Uri = 'unix:/tmp/redis.sock' } }
        ) {
            $said = { Start-RedisLoad @Parameters } | Should -Throw -ErrorId 'ValuesConflict,*' -PassThru
            $said.Exception.Message | Should -Match "-$First\b.*-$Second\b"
        }

        It 'refuses a file without a certificate of an authority' {
            $empty = Join-Path $TestDrive 'empty.pem'
            Set-Content $empty 'nothing'
            { Start-RedisLoad -UseTls -CaCertificate $empty } | Should -Throw -ErrorId 'CertificateUnusable,*'
            { Start-RedisLoad -UseTls -TlsServerName 'no name' } | Should -Throw -ErrorId 'ValueOutOfRange,*'
        }
    }
    Context 'where libssl.so.3 cannot be loaded (where namespaces can be made)' {
        BeforeDiscovery {
            $launcher = Join-Path $PSScriptRoot 'support' 'without-libssl.sh'
            $canHide = (Get-Command unshare -CommandType Application -ErrorAction Ignore) -and $(& $launcher true *>$null; $LASTEXITCODE -eq 0)
        }

        It 'says so, and opens nothing' -Skip:(-not $canHide) {
            $said = Invoke-Shell -Launcher (Join-Path $PSScriptRoot 'support' 'without-libssl.sh') {
                $port = Get-FreePort
                $listener = New-Listener $port
                $uri = "rediss://127.0.0.1:$port"
                foreach ($command in @(
                        { Start-RedisLoad -Port $port -UseTls -Cps 10 -Duration 1 }
                        { Start-RedisLoad -Uri $uri -Cps 10 -Duration 1 }
                        { Find-RedisLoadLimit -Uri $uri -Threshold 'ResponseP99Ms < 5' }
                        { Test-RedisConnection -Port $port -UseTls }
                        { Test-KernelTuning -Redis $uri }
                        { Watch-RedisConnections -Redis $uri -Duration 1 }
                    )) {
                    try {
                        & $command
                    }
                    catch {
                        "$($_.FullyQualifiedErrorId): $($_.Exception.Message)"
                    }
                }
                "Opened: $($listener.Poll(0, 'SelectRead'))"
                (Start-RedisLoad -BuiltInTarget -Cps 10 -Duration 1 -WarningAction SilentlyContinue).Succeeded
            }
            $words = 'TLS requires OpenSSL 3, and libssl.so.3 cannot be loaded.'
            $said | Should -HaveCount 8
            $said[0, 3] | Should -Match "^TlsUnavailable,.*: -UseTls: $words"
            $said[1, 2] | Should -Match "^TlsUnavailable,.*: -Uri: $words"
            $said[4, 5] | Should -Match "^TlsUnavailable,.*: -Redis: $words"
            $said[6] | Should -Be 'Opened: False'
            $said[7] | Should -Be 10
        }
    }
}

Describe '-Redis over TLS' {
    BeforeAll {
        $certificate = New-Certificate $authority
        $server = Start-TlsRedisServer $certificate $authority -Folder $TestDrive
        $redis = "localhost:$($server.TlsPort)"
        $other = Join-Path $TestDrive 'other-authority.pem'
        Set-Content $other (New-Authority 'Another authority').ExportCertificatePem()
        $rows = @(Start-RedisLoad -BuiltInTarget -Count 1)
        $asking = @{
            'Watch-RedisConnections'  = { param($With) Watch-RedisConnections -Count 1 -Interval 0.2 @With }
            'Test-KernelTuning'       = { param($With) Test-KernelTuning -Cps 100 @With }
            'Export-RedisLoadReport'  = { param($With) $rows | Export-RedisLoadReport (Join-Path $TestDrive 'report.html') -PassThru @With }
        }
    }

    AfterAll {
        $server | Stop-RedisServer
    }

    Context '<_>' -ForEach 'Watch-RedisConnections', 'Test-KernelTuning', 'Export-RedisLoadReport' {
        BeforeAll {
            $ask = $asking[$_]
        }

        It 'asks the server' {
            foreach ($with in @{ UseTls = $true }, @{ UseTls = $true; TlsVersion = '1.2'; TlsCipher = 'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256' }) {
                & $ask (@{ Redis = $redis; CaCertificate = $server.CaFile } + $with) | Should -Not -BeNullOrEmpty
            }
            & $ask @{ Redis = "rediss://$redis"; SkipCertificateCheck = $true } | Should -Not -BeNullOrEmpty
            (Get-RedisInfo $server).connected_clients | Should -Be 1
        }

        It 'has the errors of Start-RedisLoad: <With>' -ForEach @(
            @{ With = '-UseTls'; ErrorId = 'CertificateUntrusted'; Parameters = { @{ UseTls = $true } } }
            @{ With = 'another authority'; ErrorId = 'CertificateUntrusted'; Parameters = { @{ UseTls = $true; CaCertificate = $other } } }
            @{ With = 'another name'; ErrorId = 'CertificateNameMismatch'; Parameters = { @{ UseTls = $true; CaCertificate = $server.CaFile; TlsServerName = 'redis.example.com' } } }
            @{ With = 'no file'; ErrorId = 'CertificateNotFound'; Parameters = { @{ UseTls = $true; CaCertificate = Join-Path $TestDrive 'none.pem' } } }
            @{ With = 'a cipher that is none'; ErrorId = 'ValueOutOfRange'; Parameters = { @{ UseTls = $true; TlsCipher = 'NONE' } } }
            @{ With = 'a version that is none'; ErrorId = 'ValueOutOfRange'; Parameters = { @{ UseTls = $true; TlsVersion = '1.1' } } }
            @{ With = 'a file without -UseTls'; ErrorId = 'ValuesConflict'; Parameters = { @{ CaCertificate = $server.CaFile } } }
            @{ With = 'a key without a certificate'; ErrorId = 'ValuesConflict'; Parameters = { @{ UseTls = $true; ClientKey = $server.CaFile } } }
        ) {
            $with = & $Parameters
            $said = { & $ask ($with + @{ Redis = $redis }) } | Should -Throw -ErrorId "$ErrorId,*" -PassThru
            $load = { Start-RedisLoad -Port $server.TlsPort -Count 1 @with } | Should -Throw -ErrorId "$ErrorId,*" -PassThru
            $said.CategoryInfo.Category | Should -Be $load.CategoryInfo.Category
        }

        It 'requires -Redis for what says how it is asked' {
            foreach ($with in @{ UseTls = $true }, @{ TlsServerName = 'a' }, @{ Credential = [pscredential]::new('default', (ConvertTo-SecureString 'a-secret' -AsPlainText -Force)) }) {
                { & $ask $with } | Should -Throw -ErrorId 'ValuesConflict,*' -ExpectedMessage "-$($with.Keys): requires -Redis*"
            }
        }

        It 'does not require -Redis for a default of the session' {
            $credential = [pscredential]::new('default', (ConvertTo-SecureString 'a-secret' -AsPlainText -Force))
            $PSDefaultParameterValues = @{ "$($_):Credential" = $credential; "$($_):UseTls" = $true }
            & ([scriptblock]::Create("param(`$rows) & { $ask } @{}")) $rows | Should -Not -BeNullOrEmpty
        }
    }
}
