BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $hasNamespace = Test-Namespace
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
}

Describe 'Set-KernelTuning' {
    Context 'in a network namespace (where there can be one)' -Skip:(-not $hasNamespace) {
        It 'mends what fails, the main job runs, and -Restore gives back what was there' {
            $found = Invoke-InNamespace {
                function Get-State {
                    (Get-Content /proc/sys/net/ipv4/ip_local_port_range, /proc/sys/net/core/somaxconn, /proc/sys/net/ipv4/tcp_syncookies) -join '|'
                    Get-ChildItem /etc/sysctl.d, /etc/security -Recurse | ForEach-Object FullName
                }
                '40000 40999' > /proc/sys/net/ipv4/ip_local_port_range
                64 > /proc/sys/net/core/somaxconn
                0 > /proc/sys/net/ipv4/tcp_syncookies
                $before = Get-State
                $failed = Test-KernelTuning -Cps 2000 -Name net.ipv4.*, net.core.somaxconn | Where-Object Status -eq Fail
                $changes = Test-KernelTuning -Cps 2000 -Name net.ipv4.*, net.core.somaxconn | Set-KernelTuning -PassThru
                $passes = Test-KernelTuning -Cps 2000 -Name net.ipv4.*, net.core.somaxconn -Quiet
                $persisted = Get-Content /etc/sysctl.d/90-redisload.conf | Where-Object { $_ -notlike '#*' }

                $server = Start-RedisServer -ArgumentList '--tcp-backlog', '4096'
                try {
                    $total = [RedisLoad.Load.LoadSample]::Merge((Start-RedisLoad -Port $server.Port -Cps 2000 -Duration 0.5 -MaxOpen 2000 -WarningAction SilentlyContinue))
                }
                finally {
                    $server | Stop-RedisServer
                }
                Set-KernelTuning -Restore
                @{
                    Failed = @($failed.Name); Changes = @($changes); Passes = $passes; Persisted = @($persisted)
                    Succeeded = $total.Succeeded; Before = @($before); After = @(Get-State)
                }
            }
            $found.Failed | Should -Contain 'net.ipv4.ip_local_port_range'
            $found.Failed | Should -Contain 'net.core.somaxconn'
            $found.Failed | Should -Contain 'net.ipv4.tcp_syncookies'
            $found.Changes | ForEach-Object {
                $_.Live | Should -BeTrue
                $_.Persistent | Should -BeTrue
            }
            ($found.Changes | Where-Object Name -eq 'net.core.somaxconn').PreviousValue | Should -Be '64'
            $found.Passes | Should -BeTrue
            $found.Persisted | Should -Contain 'net.core.somaxconn = 1024'
            $found.Succeeded | Should -Be 1000
            $found.After | Should -Be $found.Before
        }

        It 'never lowers a value, and goes on with the others' {
            $found = Invoke-InNamespace {
                9000 > /proc/sys/net/core/somaxconn
                $changes = Set-KernelTuning -Name net.core.somaxconn, net.ipv4.tcp_max_syn_backlog -Value 8000 -Scope Live -PassThru -ErrorVariable said -ErrorAction SilentlyContinue
                @{ Changed = @($changes.Name); Said = "$($said[0])"; Id = $said[0].FullyQualifiedErrorId; Value = [int](Get-Content /proc/sys/net/core/somaxconn); HasFile = Test-Path /etc/sysctl.d/90-redisload.conf }
            }
            $found.Changed | Should -Be 'net.ipv4.tcp_max_syn_backlog'
            $found.Said | Should -BeLike "*'8000' would lower it*from '9000'*"
            $found.Id | Should -BeLike 'InvalidValue,*'
            $found.Value | Should -Be 9000
            $found.HasFile | Should -BeFalse
        }

        It 'compares with what is in force, whether it is to be changed now or at the next start' {
            $found = Invoke-InNamespace {
                $arguments = @{ ErrorVariable = 'said'; ErrorAction = 'SilentlyContinue' }
                $all = foreach ($setting in @('nofile.hard', '2048', 'Persistent'), @('nofile.soft', '2048', 'Live'), @('net.core.somaxconn', '100', 'Persistent')) {
                    Set-KernelTuning -Name $setting[0] -Value $setting[1] -Scope $setting[2] @arguments
                    "$said"
                }
                @{ Said = @($all); Files = @(Get-ChildItem /etc/sysctl.d, /etc/security -Recurse -File | ForEach-Object FullName) }
            }
            $found.Said[0] | Should -BeLike "*'2048' would lower it*To lower it: the line '`* hard nofile 2048'*"
            $found.Said[1] | Should -BeLike "*'2048' would lower it*To lower it: ulimit -Sn 2048*"
            $found.Said[2] | Should -BeLike "*'100' would lower it*sysctl -w 'net.core.somaxconn=100'*"
            "$($found.Said[0..1])" | Should -Not -Match 'sysctl'
            $found.Files | Should -Be '/etc/security/limits.conf'
        }

        It 'says of a setting that the kernel does not have here that it is not there' {
            $found = Invoke-InNamespace {
                Set-KernelTuning -Name net.core.no_such_setting -Value 1 -ErrorVariable said -ErrorAction SilentlyContinue
                @{ Id = $said[0].FullyQualifiedErrorId; Category = "$($said[0].CategoryInfo.Category)" }
            }
            $found.Id | Should -BeLike 'NotFound,*'
            $found.Category | Should -Be 'ObjectNotFound'
        }

        It 'does not put a value back in another network namespace' {
            $found = Invoke-InNamespace {
                $before = (Get-Content /proc/sys/net/core/somaxconn)
                Set-KernelTuning -Name net.core.somaxconn -Value 9000 -Scope Live
                $elsewhere = Invoke-Shell -Launcher 'unshare', '--net' {
                    Set-KernelTuning -Restore -ErrorVariable said -ErrorAction SilentlyContinue
                    "$($said[0])"
                }
                $kept = (Get-Content /proc/sys/net/core/somaxconn)
                Set-KernelTuning -Restore
                @{ Before = $before; Elsewhere = $elsewhere; Kept = $kept; After = (Get-Content /proc/sys/net/core/somaxconn) }
            }
            $found.Elsewhere | Should -BeLike '*net.core.somaxconn*Restore it there*'
            $found.Kept | Should -Be '9000'
            $found.After | Should -Be $found.Before
        }

        It 'changes nothing with -WhatIf' {
            $found = Invoke-InNamespace {
                64 > /proc/sys/net/core/somaxconn
                Set-KernelTuning -Cps 8000 -Name net.core.somaxconn -WhatIf
                @{ Value = (Get-Content /proc/sys/net/core/somaxconn); Files = @(Get-ChildItem /etc/sysctl.d, /var/lib | ForEach-Object FullName) }
            }
            $found.Value | Should -Be '64'
            $found.Files | Should -BeNullOrEmpty
        }
    }

    Context 'on another file system' {
        BeforeEach {
            $root = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        }

        It 'writes the files of the plan, and takes them back' {
            Set-KernelTuning -MaxOpen 100000 -Root $root -Name 'nofile*', 'net.core.somaxconn' -WarningAction SilentlyContinue
            Get-Content (Join-Path $root 'etc/security/limits.d/90-redisload.conf') | Should -Contain '* hard nofile 120512'
            Set-KernelTuning -Root $root -Restore
            Get-ChildItem $root -Recurse -File | ForEach-Object Name | Should -Be 'lock'
        }

        It 'sets a unit''s limit in a drop-in' {
            New-Item -ItemType Directory (Join-Path $root 'usr/lib/systemd/system') | Out-Null
            Set-Content (Join-Path $root 'usr/lib/systemd/system/redis-server.service') '[Service]'
            Set-KernelTuning -Name nofile.hard -Value 64000 -Root $root -Unit redis-server -WarningVariable said -WarningAction SilentlyContinue
            Get-Content (Join-Path $root 'etc/systemd/system/redis-server.service.d/90-redisload.conf') | Should -Contain 'LimitNOFILE=64000'
            "$said" | Should -Match 'systemctl daemon-reload'
        }

        It 'writes no limit above fs.nr_open, unless fs.nr_open is raised with it' {
            Set-KernelTuning -Root $root -Name 'nofile*' -MaxOpen 2000000 -Cps 8000 -ErrorVariable said -ErrorAction SilentlyContinue
            $said | Should -HaveCount 2
            "$($said[0])" | Should -BeLike '*2400512 is above fs.nr_open, which is 1,048,576*'
            Join-Path $root 'etc/security/limits.d/90-redisload.conf' | Should -Not -Exist
            Set-KernelTuning -Root $root -Name 'nofile*', fs.nr_open -MaxOpen 2000000 -Cps 8000 -WhatIf -ErrorAction Stop
            Get-ChildItem $root | Should -BeNullOrEmpty
            Set-KernelTuning -Root $root -Name 'nofile*', fs.nr_open -MaxOpen 2000000 -Cps 8000 -ErrorAction Stop
            Get-Content (Join-Path $root 'etc/sysctl.d/90-redisload.conf') | Should -Contain 'fs.nr_open = 2400512'
            Get-Content (Join-Path $root 'etc/security/limits.d/90-redisload.conf') | Should -Contain '* hard nofile 2400512'
        }

        It 'refuses live settings there' {
            { Set-KernelTuning -Name net.core.somaxconn -Value 9000 -Root $root -Scope Live } | Should -Throw -ErrorId 'ValuesConflict,*' -ExpectedMessage '*-Root*'
        }

        It 'says that there is no such folder, or unit' {
            { Set-KernelTuning -Name net.core.somaxconn -Value 9000 -Root (Join-Path $root 'none') } | Should -Throw -ErrorId 'RootNotFound,*'
            Set-KernelTuning -Name nofile.hard -Value 9000 -Root $root -Unit none -ErrorVariable said -ErrorAction SilentlyContinue
            $said[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        }

        It 'refuses <Name> = <Value>' -ForEach @(
            @{ Name = 'net.core.somaxconn'; Value = 'many'; Message = '*a whole number*' }
            @{ Name = 'net.core.somaxconn'; Value = '99999999999'; Message = '*a whole number from 0 to 2,147,483,647*' }
            @{ Name = 'net.core.somaxconn'; Value = "4096`0`0"; Message = '*a whole number*' }
            @{ Name = 'net.ipv4.tcp_tw_recycle'; Value = '1'; Message = '*no longer has it*' }
            @{ Name = 'redis.maxclients'; Value = '20000'; Message = '*CONFIG SET*' }
            @{ Name = 'nofile.hard'; Value = '0'; Message = '*a whole number from 1,024*' }
            @{ Name = 'nofile.hard'; Value = '2000000000'; Message = '*above fs.nr_open, which is 1,048,576*Raise fs.nr_open first*' }
            @{ Name = 'net.ipv4.ip_local_reserved_ports'; Value = '1-65535'; Message = '*No outgoing connection would get a port*' }
            @{ Name = 'net.ipv4.ip_local_port_range'; Value = '1024'; Message = '*two ports*' }
            @{ Name = 'net.ipv4.ip_local_reserved_ports'; Value = '6379;7000'; Message = '*a list of ports*' }
            @{ Name = 'net.ipv4.tcp_mem'; Value = '1 2'; Message = '*3 whole numbers*' }
            @{ Name = '../../../etc/passwd'; Value = '1'; Message = '*not the name of a setting*' }
            @{ Name = 'net/core/../../../../etc/passwd'; Value = '1'; Message = '*not the name of a setting*' }
        ) {
            Set-KernelTuning -Name $Name -Value $Value -Root $root -ErrorVariable said -ErrorAction SilentlyContinue
            "$($said[0])" | Should -BeLike $Message
            $said[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
            Get-ChildItem $root -Recurse -File | ForEach-Object Name | Should -Not -Contain '90-redisload.conf'
        }

        It 'warns when nothing is stored' {
            Set-KernelTuning -Root $root -Restore -WarningVariable said -WarningAction SilentlyContinue
            "$said" | Should -Match 'Nothing is stored'
        }
    }
}
