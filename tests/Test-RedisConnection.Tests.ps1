BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $server = Start-RedisServer
}

AfterAll {
    $server | Stop-RedisServer
}

Describe 'Test-RedisConnection' {
    Context 'against a server that responds' {
        It 'writes a row for each try, with the time of each step and the server''s version' {
            $tests = @(Test-RedisConnection localhost -Port $server.Port -Count 3 -Delay 0)
            $tests | Should -BeOfType 'RedisLoad.Redis.ConnectionTest'
            $tests.Number | Should -Be 1, 2, 3
            foreach ($test in $tests) {
                $test.Status, $test.ComputerName, $test.Port, $test.Address | Should -Be 'Success', 'localhost', $server.Port, '127.0.0.1'
                $test.ConnectMs, $test.PingMs | ForEach-Object { $_ | Should -BeGreaterThan 0 }
                $test.TlsMs, $test.AuthMs | Should -Be $null, $null
                $test.ServerName, $test.ServerVersion | Should -Be 'redis', (Get-RedisInfo $server).redis_version
            }
        }

        It 'tries four times unless told otherwise' {
            @(Test-RedisConnection -Port $server.Port -Delay 10ms).Count | Should -Be 4
        }

        It 'reads and writes no key' {
            $null = Test-RedisConnection -Port $server.Port -Count 1
            & redis-cli -p $server.Port dbsize | Should -Be 0
        }

        It 'fits in 80 columns, all of its table' {
            $lines = Test-RedisConnection -Port $server.Port -Count 1 | Out-String -Width 80 -Stream
            $lines -match 'ComputerName +Port +Status +ConnectMs +PingMs +ServerVersion' | Should -Not -BeNullOrEmpty
        }

        It 'takes <Name>' -ForEach @(
            @{ Name = 'names and ports from the pipeline'; Servers = { "localhost:$($server.Port)", $server.Port } }
            @{ Name = 'objects with ComputerName and Port'; Servers = { [pscustomobject]@{ ComputerName = 'localhost'; Port = $server.Port }, @{ Server = '127.0.0.1'; Port = $server.Port } } }
            @{ Name = 'what it wrote itself'; Servers = { Test-RedisConnection -Port $server.Port -Count 2 -Delay 0 } }
        ) {
            $tests = @(& $Servers | Test-RedisConnection -Count 1)
            $tests.Count | Should -Be 2
            $tests.Status | Should -Be 'Success', 'Success'
            $tests.Port | Should -Be $server.Port, $server.Port
        }

        It 'does nothing where the pipeline brings nothing' {
            @() | Test-RedisConnection -Port $server.Port | Should -BeNullOrEmpty
        }

        It 'says True' {
            Test-RedisConnection -Port $server.Port -Count 2 -Delay 0 -Quiet | Should -BeExactly $true
            "localhost:$($server.Port)", "127.0.0.1:$($server.Port)" | Test-RedisConnection -Count 1 -Quiet | Should -BeExactly $true, $true
        }

        It 'feeds a load' {
            $rows = Test-RedisConnection -Port $server.Port -Count 1 | Where-Object Status -eq Success | Start-RedisLoad -Cps 50 -Duration 0.2 -WarningAction SilentlyContinue
            (Get-Total $rows).Succeeded | Should -Be 10
        }

        It 'waits -Delay between two tries, and not after the last' {
            $tests = Test-RedisConnection -Port $server.Port -Count 2 -Delay 300ms
            ($tests[1].Timestamp - $tests[0].Timestamp).TotalSeconds | Should -BeGreaterOrEqual 0.3
            (Measure-Command { Test-RedisConnection -Port $server.Port -Count 1 -Delay 1d }).TotalHours | Should -BeLessThan 1
        }
    }

    Context 'against a server that does not' {
        BeforeAll {
            $nobody = Get-FreePort
            $guarded = Start-RedisServer -ArgumentList '--requirepass', 'top-secret'
        }

        AfterAll {
            $guarded | Stop-RedisServer
        }

        It 'writes the row, and one error with the ID and the words of Start-RedisLoad: <Name>' -ForEach @(
            @{ Name = 'nobody listens'; Status = 'ConnectionRefused'; To = { @{ ComputerName = "localhost:$nobody" } } }
            @{ Name = 'a name that nobody has'; Status = 'HostNotFound'; To = { @{ ComputerName = 'no-such-host.invalid' } } }
            @{ Name = 'a password is required'; Status = 'AuthenticationRequired'; To = { @{ Port = $guarded.Port } } }
            @{ Name = 'a wrong password'; Status = 'AuthenticationFailed'; To = { @{ Port = $guarded.Port; Credential = New-Credential 'default' 'wrong' } } }
            @{ Name = 'a password where none is set'; Status = 'PasswordNotSet'; To = { @{ Port = $server.Port; Credential = New-Credential 'default' 'any' } } }
            @{ Name = 'TLS where there is none'; Status = 'NotTls'; To = { @{ Port = $server.Port; UseTls = $true } } }
        ) {
            $parameters = & $To
            $tests = @(Test-RedisConnection @parameters -Count 2 -Delay 0 -ErrorAction SilentlyContinue -ErrorVariable failures)
            $tests.Status | Should -Be $Status, $Status
            $tests.PingMs | Should -Be $null, $null
            @($failures).Count | Should -Be 1
            { Start-RedisLoad @parameters -Cps 1 -Count 1 } | Should -Throw "$($failures[0])" -ErrorId "$Status,*"
            $failures[0].FullyQualifiedErrorId | Should -BeLike "$Status,*"
            $failures[0].CategoryInfo.Category | Should -Not -Be 'NotSpecified'
            "$($failures[0] | Format-List * -Force | Out-String)" | Should -Not -Match 'top-secret|wrong-secret'
        }

        It 'goes on with the others' {
            $tests = @("localhost:$nobody", "localhost:$($server.Port)" | Test-RedisConnection -Count 1 -ErrorAction SilentlyContinue)
            $tests.Status | Should -Be 'ConnectionRefused', 'Success'
        }

        It 'says False, and nothing else' {
            $said = "localhost:$nobody", "localhost:$($server.Port)" | Test-RedisConnection -Count 1 -Quiet -ErrorVariable failures
            $said | Should -BeExactly $false, $true
            $failures | Should -BeNullOrEmpty
        }

        It 'has the times of the steps before the one that failed' {
            $test = Test-RedisConnection -Port $guarded.Port -Count 1 -ErrorAction SilentlyContinue
            $test.ConnectMs | Should -BeGreaterThan 0
            (Test-RedisConnection -Port $nobody -Count 1 -ErrorAction SilentlyContinue).ConnectMs | Should -BeNullOrEmpty
        }

        It 'times AUTH, and shows null where INFO is not allowed' {
            & redis-cli -p $guarded.Port -a top-secret --no-auth-warning acl setuser plain on '>top-secret' '+ping' | Should -Be 'OK'
            $test = Test-RedisConnection -Port $guarded.Port -Credential (New-Credential 'plain' 'top-secret') -Count 1
            $test.Status | Should -Be 'Success'
            $test.AuthMs | Should -BeGreaterThan 0
            $test.ServerName, $test.ServerVersion | Should -Be $null, $null
        }

        It 'gives up after -Timeout' {
            $stopped = Start-RedisServer
            try {
                & sh -c 'kill -STOP $0' $stopped.Process.Id
                $test = Test-RedisConnection -Port $stopped.Port -Count 1 -TimeoutSeconds 0.3 -ErrorAction SilentlyContinue -ErrorVariable failures
                $test.Status | Should -Be 'NoReply'
                "$failures" | Should -Match 'within 0.3 s'
            }
            finally {
                & sh -c 'kill -CONT $0' $stopped.Process.Id
                $stopped | Stop-RedisServer
            }
        }

        It 'refuses -<Name> <Value>' -ForEach @(
            @{ Name = 'Count'; Value = '0' }
            @{ Name = 'Count'; Value = '1.5' }
            @{ Name = 'Timeout'; Value = '0' }
            @{ Name = 'Delay'; Value = '-1' }
            @{ Name = 'Port'; Value = '70000' }
        ) {
            $parameters = @{ $Name = $Value }
            { Test-RedisConnection @parameters } | Should -Throw "*$Name*"
        }
    }

    Context 'over TLS' {
        BeforeAll {
            $authority = New-Authority
            $secure = Start-TlsRedisServer (New-Certificate $authority) $authority -Folder $TestDrive
            $expired = Start-TlsRedisServer (New-Certificate $authority -FromDay -3 -ToDay -1) $authority -Folder $TestDrive
        }

        AfterAll {
            $secure, $expired | Stop-RedisServer
        }

        It 'times the handshake' {
            $test = Test-RedisConnection -Port $secure.TlsPort -UseTls -CaCertificate $secure.CaFile -Count 1
            $test.Status | Should -Be 'Success'
            $test.TlsMs | Should -BeGreaterThan 0
            (Test-RedisConnection -Uri "rediss://localhost:$($secure.TlsPort)" -CaCertificate $secure.CaFile -Count 1).TlsMs | Should -BeGreaterThan 0
        }

        It 'says what is wrong with a certificate' {
            $test = Test-RedisConnection -Port $expired.TlsPort -UseTls -CaCertificate $expired.CaFile -Count 1 -ErrorAction SilentlyContinue -ErrorVariable failures
            $test.Status | Should -Be 'CertificateExpired'
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'CertificateExpired,*'
            (Test-RedisConnection -Port $secure.TlsPort -UseTls -Count 1 -ErrorAction SilentlyContinue).Status | Should -Be 'CertificateUntrusted'
        }
    }
}

Describe 'REDISCLI_AUTH' {
    BeforeAll {
        $guarded = Start-RedisServer -ArgumentList '--requirepass', 'top-secret'
        $env:REDISCLI_AUTH = 'top-secret'
    }

    AfterAll {
        $env:REDISCLI_AUTH = $null
        $guarded | Stop-RedisServer
    }

    It 'is the password of <Name>' -ForEach @(
        @{ Name = 'Test-RedisConnection'; Command = { (Test-RedisConnection -Port $guarded.Port -Count 1).Status | Should -Be 'Success' } }
        @{ Name = 'Start-RedisLoad'; Command = { (Get-Total (Start-RedisLoad -Port $guarded.Port -Cps 50 -Duration 0.2 -WarningAction SilentlyContinue)).Succeeded | Should -Be 10 } }
        @{ Name = 'Start-RedisLoad -Uri'; Command = { (Get-Total (Start-RedisLoad -Uri "redis://localhost:$($guarded.Port)" -Cps 50 -Duration 0.2 -WarningAction SilentlyContinue)).Succeeded | Should -Be 10 } }
        @{ Name = 'Find-RedisLoadLimit'; Command = { (Find-RedisLoadLimit 'Failed == 0' -Port $guarded.Port -From 50 -To 50 -Duration 0.2 -WarmUp 0 -WarningAction SilentlyContinue)[-1].LimitCps | Should -Be 50 } }
        @{ Name = 'Watch-RedisConnections -Redis'; Command = { (Watch-RedisConnections -Redis "localhost:$($guarded.Port)" -Count 1 -Interval 0.1).ConnectedClients | Should -Be 1 } }
        @{ Name = 'Test-KernelTuning -Redis'; Command = { (Test-KernelTuning -Cps 10 -Redis "localhost:$($guarded.Port)" | Where-Object Name -eq 'redis.maxclients').Status | Should -Be 'Pass' } }
    ) {
        & $Command
    }

    It 'gives way to -Credential and to a URI' {
        Test-RedisConnection -Port $guarded.Port -Count 1 -Credential (New-Credential 'default' 'wrong') -ErrorAction SilentlyContinue | ForEach-Object Status | Should -Be 'AuthenticationFailed'
        Test-RedisConnection -Uri "redis://:wrong@localhost:$($guarded.Port)" -Count 1 -ErrorAction SilentlyContinue | ForEach-Object Status | Should -Be 'AuthenticationFailed'
    }

    It 'is not for the built-in target' {
        (Get-Total (Start-RedisLoad -BuiltInTarget -Cps 50 -Duration 0.2 -WarningAction SilentlyContinue)).Succeeded | Should -Be 10
    }

    It 'is not shown, and the error says where the password came from' {
        $plain = Start-RedisServer
        try {
            $said = Test-RedisConnection -Port $plain.Port -Count 1 -Verbose 2>&1 4>&1 | Format-List * -Force | Out-String
            $said | Should -Match 'PasswordNotSet'
            $said | Should -Match 'REDISCLI_AUTH'
            $said | Should -Not -Match 'top-secret'
        }
        finally {
            $plain | Stop-RedisServer
        }
    }
}
