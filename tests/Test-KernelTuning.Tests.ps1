BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $hasNamespace = Test-Namespace
    $hasHosts = $hasNamespace -and (Test-SshHost)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
}

Describe 'Test-KernelTuning' {
    It 'has every rule in the table of its page' {
        $line = 'Test-KernelTuning -Name '
        $names = (TabExpansion2 $line -cursorColumn $line.Length).CompletionMatches.CompletionText
        $names.Count | Should -BeGreaterThan 25
        $table = (Get-Content (Join-Path $PSScriptRoot '..' 'docs' 'Test-KernelTuning.md')) -match '^\|' -join "`n"
        $names | Where-Object { $table -notmatch "\b$([regex]::Escape(($_ -split '\.')[-1]))\b" } | Should -BeNullOrEmpty
    }

    It 'writes a check for each rule, with its numbers filled in' {
        $checks = @(Test-KernelTuning -Cps 8000)
        $checks.Count | Should -BeGreaterThan 20
        $checks[0] | Should -BeOfType 'RedisLoad.Tuning.TuningCheck'
        $checks | ForEach-Object {
            $_.Reason | Should -Not -BeNullOrEmpty
            $_.Status.ToString() | Should -BeIn 'Pass', 'Fail', 'Advice', 'Skipped'
        }
        $files = $checks | Where-Object Name -eq 'nofile.soft'
        $files.Required | Should -Be '10112'
        $files.Reason | Should -Match '1\.2 x 8,000'
    }

    It 'leaves out what is not on the side that is asked for' {
        (Test-KernelTuning -Side Client).Name | Should -Not -Contain 'net.core.somaxconn'
        (Test-KernelTuning -Side Server).Name | Should -Not -Contain 'net.ipv4.ip_local_port_range'
    }

    It 'picks settings by wildcard' {
        (Test-KernelTuning -Name 'nofile*').Name | Should -Be 'nofile.soft', 'nofile.hard'
    }

    It 'says that no setting has such a name' {
        Test-KernelTuning -Name 'nothing*' -ErrorVariable said -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $said[0].FullyQualifiedErrorId | Should -BeLike 'SettingNotFound,*'
    }

    It 'completes the names of settings' {
        $completed = [System.Management.Automation.CommandCompletion]::CompleteInput('Test-KernelTuning -Name net.core.so', 35, $null)
        $completed.CompletionMatches.CompletionText | Should -Be 'net.core.somaxconn'
    }

    It 'says in one word whether all is well' {
        Test-KernelTuning -Cps 1 -Name 'fs.nr_open' -Quiet | Should -BeTrue
        Test-KernelTuning -MaxOpen 100000000 -Name 'fs.nr_open' -Quiet | Should -BeFalse
    }

    It 'calls a plan impossible that no port range holds, and names the ways out' {
        $check = Test-KernelTuning -Cps 20000 -MaxOpen 40000 -Name 'net.ipv4.ip_local_port_range'
        $check.Verdict | Should -Be 'Impossible'
        $check.Status | Should -Be 'Fail'
        $check.Reason | Should -Match '2 source addresses'
        $check.Reason | Should -Match '-MaxOpen 32256 or less'
    }

    It 'refuses a plan that cannot be: <Name>' -ForEach @(
        @{ Name = '-Cps 0'; Arguments = @{ Cps = 0 }; Message = '-Cps: 0 is not in the range *' }
        @{ Name = '-MaxOpen 0'; Arguments = @{ MaxOpen = 0 }; Message = '-MaxOpen: 0 is not between*' }
        @{ Name = '-HoldTime 0'; Arguments = @{ HoldTime = 0 }; Message = '-HoldTime: 0 s must be more than 0 s*' }
        @{ Name = '-SourceAddress 0'; Arguments = @{ SourceAddress = 0 }; Message = "-SourceAddress: '0' is not an address or a network*" }
    ) {
        { Test-KernelTuning @Arguments } | Should -Throw -ErrorId 'ValueOutOfRange,*' -ExpectedMessage $Message
    }

    It 'fits into 120 columns' {
        $lines = (Test-KernelTuning -Cps 8000 | Out-String -Width 120) -split '\r?\n'
        ($lines | ForEach-Object Length | Measure-Object -Maximum).Maximum | Should -BeLessOrEqual 120
        $lines[1] | Should -Match '^Status +Verdict +Name +Current +Required +Reason'
    }

    Context 'with files' {
        BeforeAll {
            $original = Join-Path $PSScriptRoot '..' 'examples' 'original'
        }

        It 'gives each line of the original tools'' files a verdict' {
            $checks = Test-KernelTuning -Cps 8000 -Path (Join-Path $original 'sysctl.conf'), (Join-Path $original 'limits.conf') -ErrorAction Stop
            $checks | Should -HaveCount 12
            ($checks | Where-Object Name -eq 'net.core.somaxconn').Verdict | Should -Be 'Right'
            ($checks | Where-Object Name -eq 'net.ipv4.tcp_tw_reuse').Verdict | Should -Be 'NotNeeded'
            ($checks | Where-Object Name -eq 'nofile.hard')[0].PersistedIn | Should -BeLike '*limits.conf:3'
        }

        It 'tells <Line>' -ForEach @(
            @{ Line = 'net.core.somaxconn = 128'; Verdict = 'TooLow' }
            @{ Line = 'net.ipv4.tcp_syncookies = 0'; Verdict = 'Harmful' }
            @{ Line = 'net.ipv4.tcp_tw_recycle = 1'; Verdict = 'Obsolete' }
            @{ Line = 'kernel.panic = 10'; Verdict = 'NotNeeded' }
            @{ Line = '-net/core/somaxconn = 65535'; Verdict = 'Right' }
        ) {
            $file = Join-Path $TestDrive 'one.conf'
            Set-Content $file $Line
            (Test-KernelTuning -Cps 8000 -Path $file).Verdict | Should -Be $Verdict
        }

        It 'tells <Line>, which <Why>' -ForEach @(
            @{ Line = '* - nofile 2000000000'; Why = 'is above fs.nr_open'; Verdict = 'Harmful'; Reason = 'above fs\.nr_open.*pam_limits rejects' }
            @{ Line = '* - nofile -5'; Why = 'wraps round to more than fs.nr_open'; Verdict = 'Harmful'; Reason = "reads '-5' as" }
            @{ Line = '* SOFT nofile 65536'; Why = 'has a type in capitals'; Verdict = 'Right'; Reason = 'For \*\.' }
            @{ Line = '* - nofile -'; Why = 'has no limit'; Verdict = 'Right'; Reason = "reads '-' as" }
            @{ Line = '@dba -'; Why = 'keeps limits from a group'; Verdict = 'NotNeeded'; Reason = 'sets no limits for @dba' }
            @{ Line = 'net.core.somaxconn = 65000 # wide'; Why = 'the kernel takes'; Verdict = 'Right'; Reason = '4,000 waiting' }
            @{ Line = 'net.core.somaxconn = 0x10000'; Why = 'the kernel takes'; Verdict = 'Right'; Reason = '4,000 waiting' }
            @{ Line = 'net.core.somaxconn = "65002"'; Why = 'the kernel refuses'; Verdict = 'Invalid'; Reason = 'quotation marks are part of the value. Write 65002' }
            @{ Line = 'net.core.somaxconn = 99999999999'; Why = 'the kernel refuses'; Verdict = 'Invalid'; Reason = 'from 0 to 2,147,483,647' }
            @{ Line = 'net.core.somaxc[no]nn = 65535'; Why = 'has brackets'; Verdict = 'Right'; Reason = 'Set by net\.core\.somaxc\[no\]nn' }
            @{ Line = 'net.*.tcp_syncookies = 0'; Why = 'reaches across no more than one part'; Verdict = 'Harmful'; Reason = 'Set by' }
            @{ Line = 'net.*syncookies = 0'; Why = 'reaches across no slash'; Verdict = 'NotNeeded'; Reason = 'It has no effect' }
        ) {
            $file = Join-Path $TestDrive 'one.conf'
            Set-Content $file $Line
            $checks = Test-KernelTuning -Cps 8000 -Path $file -ErrorAction Stop
            $checks | ForEach-Object {
                $_.Verdict | Should -Be $Verdict
                $_.Reason | Should -Match $Reason
            }
            $checks | Should -Not -BeNullOrEmpty
        }

        It 'judges a glob for each setting that it hits' {
            $file = Join-Path $TestDrive 'glob.conf'
            Set-Content $file "net.ipv4.tcp_[sa]* = 0`nnet.ipv4.tcp_syncookies = 1"
            $checks = Test-KernelTuning -Cps 8000 -Path $file
            $checks.Name | Should -Be 'net.ipv4.tcp_syncookies', 'net.ipv4.tcp_abort_on_overflow', 'net.ipv4.tcp_syncookies'
            $checks[0].Reason | Should -Match 'Another line takes precedence: .*glob\.conf:2 \(1\)'
            $checks[1].Status | Should -Be 'Pass'
        }

        It 'names the file and line of what it cannot read, and goes on' {
            $file = Join-Path $TestDrive 'bad.conf'
            Set-Content $file "net.core.somaxconn 1`n../../etc/passwd = 1`nnet.core.somaxconn = 65535"
            $checks = Test-KernelTuning -Cps 8000 -Path $file -ErrorVariable said -ErrorAction SilentlyContinue
            $checks | Should -HaveCount 1
            $said | Should -HaveCount 2
            $said[0].FullyQualifiedErrorId | Should -BeLike 'ConfigurationNotUnderstood,*'
            "$($said[0])" | Should -BeLike '*bad.conf:1: *'
            "$($said[1])" | Should -BeLike '*bad.conf:2: *passwd*'
            Test-KernelTuning -Cps 8000 -Path $file -Quiet -ErrorAction SilentlyContinue | Should -BeFalse
        }

        It 'says that there is no such file' {
            Test-KernelTuning -Path (Join-Path $TestDrive 'none.conf') -ErrorVariable said -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $said[0].FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*'
        }
    }

    Context 'with a Redis' {
        BeforeAll {
            $server = Start-RedisServer -ArgumentList '--maxclients', '100', '--tcp-backlog', '511', '--tcp-keepalive', '0'
            & redis-cli -p $server.Port acl setuser watcher on '>top-secret-4' '+@connection' '+info' | Out-Null
            & redis-cli -p $server.Port acl setuser default resetpass '>top-secret-3' | Out-Null
            $secret = New-Credential default 'top-secret-3'
            $watcher = New-Credential watcher 'top-secret-4'
        }

        AfterAll {
            $server | Stop-RedisServer
        }

        It 'checks the server''s own settings' {
            $checks = Test-KernelTuning -Cps 8000 -Redis "127.0.0.1:$($server.Port)" -Credential $secret -Name 'redis.*'
            ($checks | Where-Object Name -eq 'redis.maxclients').Current | Should -Be '100'
            ($checks | Where-Object Name -eq 'redis.maxclients').Status | Should -Be 'Fail'
            ($checks | Where-Object Name -eq 'redis.tcp-backlog').Required | Should -Be '4096'
            ($checks | Where-Object Name -eq 'redis.timeout').Status | Should -Be 'Pass'
            ($checks | Where-Object Name -eq 'redis.tcp-keepalive').Status | Should -Be 'Advice'
            ($checks | Where-Object Name -eq 'redis.nofile').Current | Should -Match '^\d+$'
        }

        It 'takes what INFO and the kernel say where CONFIG is forbidden' {
            $checks = Test-KernelTuning -Cps 8000 -Redis "localhost:$($server.Port)" -Credential $watcher -Name 'redis.*'
            ($checks | Where-Object Name -eq 'redis.maxclients').Current | Should -Be '100'
            # The kernel knows the backlog of a listener on this host.
            ($checks | Where-Object Name -eq 'redis.tcp-backlog').Current | Should -Be '511'
            ($checks | Where-Object Name -eq 'redis.timeout').Status | Should -Be 'Skipped'
            ($checks | Where-Object Name -eq 'redis.timeout').Reason | Should -Match 'refused CONFIG GET: NOPERM'
        }

        It 'asks for no more than the plan needs' {
            $check = Test-KernelTuning -Cps 100 -Redis "127.0.0.1:$($server.Port)" -Credential $secret -Name redis.tcp-backlog
            $check.Current | Should -Be '511'
            $check.Required | Should -Be '64'
            $check.Status | Should -Be 'Pass'
        }

        It 'skips what CONFIG does not say where it was renamed, with the reason, and checks the others' {
            $other = Start-RedisServer -ArgumentList '--rename-command', 'CONFIG', '""', '--maxclients', '100'
            try {
                $checks = Test-KernelTuning -Cps 8000 -Redis "127.0.0.1:$($other.Port)" -Name 'redis.*'
                $timeout = $checks | Where-Object Name -eq redis.timeout
                $timeout.Status | Should -Be 'Skipped'
                $timeout.Reason | Should -Match 'refused CONFIG GET'
                ($checks | Where-Object Name -eq redis.maxclients).Current | Should -Be '100'
                ($checks | Where-Object Name -eq redis.nofile).Current | Should -Match '^\d+$'
            }
            finally {
                $other | Stop-RedisServer
            }
        }

        It 'finds the process of a server by its socket, whatever its program is called' {
            $program = Join-Path $TestDrive 'keydb-server'
            Copy-Item (Get-Command redis-server -CommandType Application).Source $program
            $start = [Diagnostics.ProcessStartInfo]::new('sh')
            $port = Get-FreePort
            '-c', "ulimit -Sn 1234; ulimit -Hn 1234; exec '$program' --port $port --bind 127.0.0.1 --save '' --unixsocket '$TestDrive/keydb.sock'" | ForEach-Object { $start.ArgumentList.Add($_) }
            $start.RedirectStandardOutput = $true
            $process = [Diagnostics.Process]::Start($start)
            try {
                while (-not (Send-RedisCommand -Port $port -Command PING)) { Start-Sleep -Milliseconds 20 }
                foreach ($redis in "127.0.0.1:$port", "unix://$TestDrive/keydb.sock") {
                    (Test-KernelTuning -Cps 100 -Redis $redis -Name redis.nofile).Current | Should -Be '1234' -Because $redis
                }
            }
            finally {
                $process.Kill()
                $process.WaitForExit()
            }
        }

        It 'leaves Redis to itself when it sets' {
            Test-KernelTuning -Cps 8000 -Redis "127.0.0.1:$($server.Port)" -Credential $secret -Name 'redis.maxclients' | Set-KernelTuning -Confirm:$false -Root $TestDrive -WarningVariable said -WarningAction SilentlyContinue
            "$said" | Should -Match 'CONFIG SET'
        }

        It 'says that the password is wrong, or missing, and shows none' {
            $wrong = New-Credential default 'top-secret-5'
            foreach ($credential in $wrong, $null) {
                $arguments = if ($credential) { @{ Credential = $credential } } else { @{} }
                $said = { Test-KernelTuning -Redis "127.0.0.1:$($server.Port)" @arguments } | Should -Throw -ErrorId "$($credential ? 'AuthenticationFailed' : 'AuthenticationRequired'),*" -PassThru
                "$($said.Exception) $($said.TargetObject)" | Should -Not -Match 'top-secret'
            }
        }

        It 'takes a URI' {
            $checks = Test-KernelTuning -Cps 8000 -Redis "redis://:$([Uri]::EscapeDataString($secret.GetNetworkCredential().Password))@127.0.0.1:$($server.Port)" -Name redis.maxclients
            $checks.Current | Should -Be '100'
        }

        It 'says that -Credential requires -Redis' {
            { Test-KernelTuning -Credential $secret } | Should -Throw -ErrorId 'ValuesConflict,*' -ExpectedMessage '-Credential: requires -Redis*'
        }

        It 'says that nobody listens' {
            { Test-KernelTuning -Redis "127.0.0.1:$(Get-FreePort)" } | Should -Throw -ErrorId 'ConnectionRefused,*' -ExpectedMessage '-Redis: 127.0.0.1:* cannot be reached*'
        }

        It 'says what an endpoint is: <_>' -ForEach 'a:b:c:d', 'host:0', 'host:port', '', 'redis://h1,h2', 'redis://h?max_connections=1' {
            { Test-KernelTuning -Redis $_ } | Should -Throw -ErrorId 'ValueOutOfRange,*' -ExpectedMessage '-Redis:*'
        }
    }

    It 'looks at the network namespace it is in, and says where a value is persisted (where there can be a network namespace)' -Skip:(-not $hasNamespace) {
        $found = Invoke-InNamespace {
            128 > /proc/sys/net/core/somaxconn
            Set-Content /etc/sysctl.d/10-a.conf 'net.core.somaxconn = 65535'
            Set-Content /etc/sysctl.d/20-b.conf 'net.core.somaxconn = 128'
            Test-KernelTuning -Cps 8000 -Name net.core.somaxconn | Select-Object Current, Required, PersistedIn
        }
        $found.Current | Should -Be '128'
        $found.Required | Should -Be '4096'
        $found.PersistedIn | Should -Be '/etc/sysctl.d/20-b.conf:1 (128), which overrides /etc/sysctl.d/10-a.conf:1 (65535)'
    }

    It 'judges by what applies files on this host at the next start: <Name> (where there can be a network namespace)' -Skip:(-not $hasNamespace) -ForEach @(
        @{ Name = 'systemd-sysctl, without a link'; IsSystemd = $true; HasLink = $false; Status = 'Pass'; AppliedBy = 'systemd-sysctl'; Reason = '/etc/sysctl\.conf:\d+ \(128\) has no effect' }
        @{ Name = 'systemd-sysctl, with a link'; IsSystemd = $true; HasLink = $true; Status = 'Advice'; AppliedBy = 'systemd-sysctl'; Reason = 'After a reboot it is 128' }
        @{ Name = 'procps'; IsSystemd = $false; HasLink = $false; Status = 'Advice'; AppliedBy = 'sysctl --system (procps)'; Reason = 'After a reboot it is 128' }
    ) {
        $found = Invoke-InNamespace -ArgumentList $IsSystemd, $HasLink {
            param($IsSystemd, $HasLink)
            mount -t tmpfs none /run
            if ($IsSystemd) { New-Item -ItemType Directory /run/systemd/system -Force | Out-Null }
            $main = (New-TemporaryFile).FullName
            'net.core.somaxconn = 128' > $main
            mount --bind $main /etc/sysctl.conf
            Remove-Item $main -ErrorAction Ignore
            if ($HasLink) { New-Item -ItemType SymbolicLink /etc/sysctl.d/99-sysctl.conf -Value ../sysctl.conf | Out-Null }
            65535 > /proc/sys/net/core/somaxconn
            Test-KernelTuning -Cps 8000 -Name net.core.somaxconn | Select-Object @{ n = 'Status'; e = { "$($_.Status)" } }, AppliedBy, Reason
        }
        $found.Status | Should -Be $Status
        $found.AppliedBy | Should -Be $AppliedBy
        $found.Reason | Should -Match $Reason
    }
}

# Needs namespaces and an sshd: ./build.sh test installs openssh-server.
Describe 'Test-KernelTuning -Session' -Skip:(-not $hasHosts) {
    BeforeAll {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive 'hosts')).FullName
        $result = Invoke-InNamespace -ArgumentList $folder {
            param($Folder)
            $hosts = Start-SshHost 2 $Folder
            try {
                $sessions = $hosts | New-SshSession
                # A setting that each network namespace has for itself.
                Invoke-Command $sessions { [IO.File]::WriteAllText('/proc/sys/net/ipv4/ip_local_port_range', '20000 60000') }
                Invoke-Command $sessions[1] { [IO.File]::WriteAllText('/proc/sys/net/ipv4/ip_local_port_range', '20000 21000') }
                $test = @{ Session = $sessions; Cps = 8000; Side = 'Client' }
                $checks = @(Test-KernelTuning @test -InstallModule)
                "types: $($checks | ForEach-Object { $_.GetType() } | Sort-Object -Unique) $($checks[0].Status.GetType())"
                $checks | Where-Object Name -eq net.ipv4.ip_local_port_range | Sort-Object Host | ForEach-Object { "range: $($_.Host) $($_.Status -eq 'Fail') $($_.Current -replace '\s', ' ')" }
                foreach ($address in $sessions.ComputerName) { "names: $((@($checks | Where-Object Host -eq $address).Name -join ' ') -eq ((Test-KernelTuning -Cps 8000 -Side Client).Name -join ' '))" }
                ($checks | Select-Object -First 2 | Out-String -Width 80) -split "`n" | ForEach-Object { "table: $_" }
                "quiet: $(Test-KernelTuning @test -Name net.ipv4.ip_local_port_range -Quiet)"
                "quiet of the first: $(Test-KernelTuning -Session $sessions[0] -Cps 8000 -Side Client -Name net.ipv4.ip_local_port_range -Quiet)"
                Test-KernelTuning @test -Path /no/such -ErrorAction SilentlyContinue -ErrorVariable failures
                $failures | ForEach-Object { "path: $($_.FullyQualifiedErrorId -replace ',.*') $_" }
                $before = [IO.File]::ReadAllText('/proc/sys/net/ipv4/ip_local_port_range')
                $checks | Where-Object { $_.Name -eq 'net.ipv4.ip_local_port_range' } | Set-KernelTuning -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failures
                $failures | ForEach-Object { "set: $($_.FullyQualifiedErrorId -replace ',.*') $_" }
                "unchanged: $($before -eq [IO.File]::ReadAllText('/proc/sys/net/ipv4/ip_local_port_range'))"
                Stop-SshShell $hosts[0] (Invoke-Command $sessions[0] { $PID })
                Wait-Until { $sessions[0].State -ne 'Opened' }
                "left: $(@((Test-KernelTuning @test -ErrorAction SilentlyContinue -ErrorVariable failures).Host | Sort-Object -Unique))"
                $failures | ForEach-Object { "dead: $($_.FullyQualifiedErrorId -replace ',.*') $_" }
                "quiet of the dead: $(Test-KernelTuning @test -Cps 1 -Name net.ipv4.ip_local_port_range -Quiet -ErrorAction SilentlyContinue)"
            }
            finally {
                $hosts | Stop-SshHost
            }
        }
        function Get-Said([string] $What) {
            @($result) -match "^${What}: " -replace "^${What}: "
        }
    }

    It 'writes checks of the same type as here, of each host' {
        Get-Said 'types' | Should -Be 'RedisLoad.Tuning.TuningCheck RedisLoad.Tuning.TuningStatus'
        Get-Said 'range' | Should -Be '10.99.0.1 False 20000 60000', '10.99.0.2 True 20000 21000'
        Get-Said 'names' | Should -Be 'True', 'True'
        @(Get-Said 'table') -match '^Host +Status +Name' | Should -Not -BeNullOrEmpty
    }

    It 'says True only if all hosts are ready' {
        Get-Said 'quiet' | Should -Be 'False'
        Get-Said 'quiet of the first' | Should -Be 'True'
    }

    It 'brings the errors of each host' {
        Get-Said 'path' | Sort-Object | Should -BeLike 'PathNotFound 10.99.0.[12]: *'
    }

    It 'writes checks that Set-KernelTuning does not take for those of this host' {
        Get-Said 'set' | Should -BeLike 'OtherHost net.ipv4.ip_local_port_range: the check is of 10.99.0.2,*'
        Get-Said 'unchanged' | Should -Be 'True'
    }

    It 'checks the others where one is lost' {
        Get-Said 'left' | Should -Be '10.99.0.2'
        Get-Said 'dead' | Should -Match '^HostRefused 10\.99\.0\.1: its session is (Broken|Closed) .*Use a new one\.$'
        Get-Said 'quiet of the dead' | Should -Be 'False'
    }
}
