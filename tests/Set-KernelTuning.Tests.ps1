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
                $changes = Test-KernelTuning -Cps 2000 -Name net.ipv4.*, net.core.somaxconn | Set-KernelTuning -Confirm:$false -PassThru
                $passes = Test-KernelTuning -Cps 2000 -Name net.ipv4.*, net.core.somaxconn -Quiet
                $persisted = Get-Content /etc/sysctl.d/90-redisload.conf | Where-Object { $_ -notlike '#*' }

                $server = Start-RedisServer -ArgumentList '--tcp-backlog', '4096'
                try {
                    $total = [RedisLoad.Rows.LoadSample]::Merge((Start-RedisLoad -Port $server.Port -Cps 2000 -Duration 0.5 -MaxOpen 2000 -WarningAction SilentlyContinue))
                }
                finally {
                    $server | Stop-RedisServer
                }
                Set-KernelTuning -Confirm:$false -Restore
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
                $changes = Set-KernelTuning -Confirm:$false -Name net.core.somaxconn, net.ipv4.tcp_max_syn_backlog -Value 8000 -Scope Live -PassThru -ErrorVariable said -ErrorAction SilentlyContinue
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
                    Set-KernelTuning -Confirm:$false -Name $setting[0] -Value $setting[1] -Scope $setting[2] @arguments
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
                Set-KernelTuning -Confirm:$false -Name net.core.no_such_setting -Value 1 -ErrorVariable said -ErrorAction SilentlyContinue
                @{ Id = $said[0].FullyQualifiedErrorId; Category = "$($said[0].CategoryInfo.Category)" }
            }
            $found.Id | Should -BeLike 'NotFound,*'
            $found.Category | Should -Be 'ObjectNotFound'
        }

        It 'does not put a value back in another network namespace' {
            $found = Invoke-InNamespace {
                $before = (Get-Content /proc/sys/net/core/somaxconn)
                Set-KernelTuning -Confirm:$false -Name net.core.somaxconn -Value 9000 -Scope Live
                $elsewhere = Invoke-Shell -Launcher 'unshare', '--net' {
                    Set-KernelTuning -Confirm:$false -Restore -ErrorVariable said -ErrorAction SilentlyContinue
                    "$($said[0])"
                }
                $kept = (Get-Content /proc/sys/net/core/somaxconn)
                Set-KernelTuning -Confirm:$false -Restore
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
            Set-KernelTuning -Confirm:$false -MaxOpen 100000 -Root $root -Name 'nofile*', 'net.core.somaxconn' -WarningAction SilentlyContinue
            Get-Content (Join-Path $root 'etc/security/limits.d/90-redisload.conf') | Should -Contain '* hard nofile 120512'
            Set-KernelTuning -Confirm:$false -Root $root -Restore
            Get-ChildItem $root -Recurse -File | ForEach-Object Name | Should -Be 'lock'
        }

        It 'sets a unit''s limit in a drop-in' {
            New-Item -ItemType Directory (Join-Path $root 'usr/lib/systemd/system') | Out-Null
            Set-Content (Join-Path $root 'usr/lib/systemd/system/redis-server.service') '[Service]'
            Set-KernelTuning -Confirm:$false -Name nofile.hard -Value 64000 -Root $root -Unit redis-server -WarningVariable said -WarningAction SilentlyContinue
            Get-Content (Join-Path $root 'etc/systemd/system/redis-server.service.d/90-redisload.conf') | Should -Contain 'LimitNOFILE=64000'
            "$said" | Should -Match 'systemctl daemon-reload'
        }

        It 'writes no limit above fs.nr_open, unless fs.nr_open is raised with it' {
            Set-KernelTuning -Confirm:$false -Root $root -Name 'nofile*' -MaxOpen 2000000 -Cps 8000 -ErrorVariable said -ErrorAction SilentlyContinue
            $said | Should -HaveCount 2
            "$($said[0])" | Should -BeLike '*2400512 is above fs.nr_open, which is 1,048,576*'
            Join-Path $root 'etc/security/limits.d/90-redisload.conf' | Should -Not -Exist
            Set-KernelTuning -Root $root -Name 'nofile*', fs.nr_open -MaxOpen 2000000 -Cps 8000 -WhatIf -ErrorAction Stop
            Get-ChildItem $root | Should -BeNullOrEmpty
            Set-KernelTuning -Confirm:$false -Root $root -Name 'nofile*', fs.nr_open -MaxOpen 2000000 -Cps 8000 -ErrorAction Stop
            Get-Content (Join-Path $root 'etc/sysctl.d/90-redisload.conf') | Should -Contain 'fs.nr_open = 2400512'
            Get-Content (Join-Path $root 'etc/security/limits.d/90-redisload.conf') | Should -Contain '* hard nofile 2400512'
        }

        It 'refuses live settings there' {
            { Set-KernelTuning -Confirm:$false -Name net.core.somaxconn -Value 9000 -Root $root -Scope Live } | Should -Throw -ErrorId 'ValuesConflict,*' -ExpectedMessage '*-Root*'
        }

        It 'says that there is no such folder, or unit' {
            { Set-KernelTuning -Confirm:$false -Name net.core.somaxconn -Value 9000 -Root (Join-Path $root 'none') } | Should -Throw -ErrorId 'RootNotFound,*'
            Set-KernelTuning -Confirm:$false -Name nofile.hard -Value 9000 -Root $root -Unit none -ErrorVariable said -ErrorAction SilentlyContinue
            $said[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        }

        It 'refuses <Name> = <Value>' -ForEach @(
            @{ Name = 'net.core.somaxconn'; Value = 'many'; Message = '*a whole number*' }
            @{ Name = 'net.core.somaxconn'; Value = '99999999999'; Message = '*a whole number from 0 to 2,147,483,647*' }
            @{ Name = 'net.core.somaxconn'; Value = "4096`0`0"; Message = '*a whole number*' }
            @{ Name = 'net.ipv4.tcp_tw_recycle'; Value = '1'; Message = '*no longer has it*' }
            @{ Name = 'redis.maxclients'; Value = '20000'; Message = '*CONFIG SET*' }
            @{ Name = 'nofile.hard'; Value = '0'; Message = '*a whole number of at least 1,024*' }
            @{ Name = 'kernel.core_pattern'; Value = '1'; Message = '*is text*' }
            @{ Name = 'kernel.panic'; Value = '99999999999999999999'; Message = '*a whole number*' }
            @{ Name = 'nofile.hard'; Value = '2000000000'; Message = '*above fs.nr_open, which is 1,048,576*Raise fs.nr_open first*' }
            @{ Name = 'net.ipv4.ip_local_reserved_ports'; Value = '1-65535'; Message = '*No outgoing connection would get a port*' }
            @{ Name = 'net.ipv4.ip_local_port_range'; Value = '1024'; Message = '*two ports*' }
            @{ Name = 'net.ipv4.ip_local_reserved_ports'; Value = '6379;7000'; Message = '*a list of ports*' }
            @{ Name = 'net.ipv4.tcp_mem'; Value = '1 2'; Message = '*3 whole numbers*' }
            @{ Name = '../../../etc/passwd'; Value = '1'; Message = '*not the name of a setting*' }
            @{ Name = 'net/core/../../../../etc/passwd'; Value = '1'; Message = '*not the name of a setting*' }
        ) {
            Set-KernelTuning -Confirm:$false -Name $Name -Value $Value -Root $root -ErrorVariable said -ErrorAction SilentlyContinue
            "$($said[0])" | Should -BeLike $Message
            $said[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
            Get-ChildItem $root -Recurse -File | ForEach-Object Name | Should -Not -Contain '90-redisload.conf'
        }

        It 'warns when nothing is stored' {
            Set-KernelTuning -Confirm:$false -Root $root -Restore -WarningVariable said -WarningAction SilentlyContinue
            "$said" | Should -Match 'Nothing to restore'
        }
    }

    Context 'what it needs to act' {
        It 'does nothing without a plan, checks, or a value: <Name>' -ForEach @(
            @{ Name = 'nothing at all'; Arguments = @{} }
            @{ Name = '-Name alone'; Arguments = @{ Name = 'nofile*' } }
            @{ Name = '-HoldTime alone'; Arguments = @{ HoldTime = 5 } }
            @{ Name = '-Confirm:$false'; Arguments = @{ Confirm = $false } }
        ) {
            { Set-KernelTuning -Root $TestDrive @Arguments } | Should -Throw -ErrorId 'PlanMissing,*' -ExpectedMessage '*Use -Cps or -MaxOpen*Nothing was changed.'
            Get-ChildItem $TestDrive | Should -BeNullOrEmpty
        }

        It 'does nothing for a pipeline without input, or with input that is no check' {
            @() | Set-KernelTuning -Root $TestDrive -Confirm:$false
            'net.core.somaxconn' | Set-KernelTuning -Root $TestDrive -Cps 8000 -Confirm:$false -ErrorVariable said -ErrorAction SilentlyContinue
            $said | Should -Not -BeNullOrEmpty
            'net.core.somaxconn' | Set-KernelTuning -Root $TestDrive -Name net.core.somaxconn -Value 9000 -Confirm:$false -ErrorAction SilentlyContinue
            Get-ChildItem $TestDrive | Should -BeNullOrEmpty
        }

        It 'asks before each change' {
            $found = Invoke-Shell -ArgumentList "$TestDrive" {
                param($root)
                $said = try { Set-KernelTuning -Root $root -Name net.core.somaxconn -Value 9000 } catch { "$_" }
                @{ Said = "$said"; Files = @(Get-ChildItem $root | ForEach-Object Name) }
            }
            # A shell that cannot ask says so.
            $found.Said | Should -Match 'NonInteractive'
            $found.Files | Should -BeNullOrEmpty
        }
    }

    Context 'an image in hostile hands' {
        BeforeEach {
            $root = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
            $victim = Join-Path $TestDrive "victim-$([guid]::NewGuid())"
            Set-Content $victim 'untouched'
            $store = Join-Path $root 'var/lib/redisload'
            $state = Join-Path $store 'kernel-tuning.json'
            function Set-State($text) {
                New-Item -ItemType Directory $store -Force | Out-Null
                [IO.File]::WriteAllText($state, $text)
            }
        }

        It 'believes no state that leads elsewhere: <Name>' -ForEach @(
            @{ Name = 'a file above the root'; File = '"../VICTIM"'; Content = '"aGVsbG8="'; Folders = '[]' }
            @{ Name = 'a file above the root to delete'; File = '"../VICTIM"'; Content = 'null'; Folders = '[]' }
            @{ Name = 'a whole path'; File = '"/VICTIM"'; Content = 'null'; Folders = '[]' }
            @{ Name = 'another file of the image'; File = '"etc/passwd"'; Content = 'null'; Folders = '[]' }
            @{ Name = 'a drop-in with a way out'; File = '"etc/systemd/system/../../../../VICTIM.service.d/90-redisload.conf"'; Content = 'null'; Folders = '[]' }
            @{ Name = 'folders of others'; File = '"etc/sysctl.d/90-redisload.conf"'; Content = 'null'; Folders = '["../VICTIM"]' }
            @{ Name = 'no file'; File = 'null'; Content = 'null'; Folders = '[]' }
            @{ Name = 'no folders'; File = '"etc/sysctl.d/90-redisload.conf"'; Content = 'null'; Folders = 'null' }
        ) {
            $json = "{ `"Values`": [], `"Files`": [{ `"File`": $File, `"Content`": $Content, `"NewFolders`": $Folders, `"Lines`": [] }] }"
            Set-State $json.Replace('VICTIM', (Split-Path $victim -Leaf))
            Set-KernelTuning -Root $root -Restore -Confirm:$false -ErrorVariable said -ErrorAction SilentlyContinue
            "$($said[0])" | Should -BeLike '/var/lib/redisload/kernel-tuning.json: it is damaged: *Nothing was changed.'
            Get-Content $victim | Should -Be 'untouched'
        }

        It 'says what is damaged, without an exception of the reader''s own: <_>' -ForEach @(
            '', '{', 'null', '{}', '[]', '[null]', '5', '"text"', '{ "Values": null, "Files": null }', '{ "Values": [], "Files": [null] }', '{ "Values": [null], "Files": [] }',
            '{ "Values": [{}], "Files": [] }', '{ "Values": [], "Files": [{}] }', '{ "Values": [{ "Name": "../x", "Value": "1", "Boot": "b", "Written": [] }], "Files": [] }',
            '{ "Values": [{ "Name": ".tmp.victim", "Value": "1", "Boot": "b", "Written": ["2"] }], "Files": [] }', '{ "Values": [{ "Name": "net.core.somaxconn", "Value": "1", "Boot": "b", "Written": [null] }], "Files": [] }',
            '{ "Values": 1, "Files": "x" }', '{ "Values": [], "Files": [{ "File": "etc/sysctl.d/90-redisload.conf", "Content": "not base64", "NewFolders": [], "Lines": [] }] }'
        ) {
            Set-State $_
            Set-KernelTuning -Root $root -Restore -Confirm:$false -ErrorVariable said -ErrorAction SilentlyContinue
            $said[0].Exception.GetType().Name | Should -Be 'TuningException'
            "$($said[0])" | Should -BeLike '/var/lib/redisload/kernel-tuning.json: it is damaged: *Nothing was changed.'
        }

        It 'follows no link in the place of a file that it writes: <Link>' -ForEach @(
            @{ Link = 'etc/sysctl.d/90-redisload.conf' }
            @{ Link = 'etc/sysctl.d/90-redisload.conf.redisload-tmp' }
            @{ Link = 'var/lib/redisload/kernel-tuning.json' }
            @{ Link = 'var/lib/redisload/lock' }
            @{ Link = 'etc/sysctl.d' }
            @{ Link = 'etc' }
            @{ Link = 'var/lib/redisload' }
        ) {
            $path = Join-Path $root $Link
            New-Item -ItemType Directory (Split-Path $path) -Force | Out-Null
            $target = if ($Link -match '\.') { $victim } else { (New-Item -ItemType Directory (Join-Path $TestDrive "outside-$([guid]::NewGuid())")).FullName }
            New-Item -ItemType SymbolicLink $path -Value $target | Out-Null
            Set-KernelTuning -Root $root -Name net.core.somaxconn -Value 9000 -Confirm:$false -ErrorVariable said -ErrorAction SilentlyContinue
            Get-Content $victim | Should -Be 'untouched'
            if (Test-Path $target -PathType Container) { Get-ChildItem $target -Recurse | Should -BeNullOrEmpty }
            if ($Link -notlike '*tmp') { "$said" | Should -Match "/$([regex]::Escape(($Link -replace '^etc/sysctl.d$|^etc$', 'etc')))" }
        }

        It 'follows links within the image as its host would' {
            New-Item -ItemType Directory (Join-Path $root 'data/sysctl.d') -Force | Out-Null
            New-Item -ItemType Directory (Join-Path $root 'etc') | Out-Null
            New-Item -ItemType SymbolicLink (Join-Path $root 'etc/sysctl.d') -Value /data/sysctl.d | Out-Null
            Set-KernelTuning -Root $root -Name net.core.somaxconn -Value 9000 -Confirm:$false -ErrorAction Stop
            Get-Content (Join-Path $root 'data/sysctl.d/90-redisload.conf') | Should -Contain 'net.core.somaxconn = 9000'
        }

        It 'reads nothing of this host through a link of the image' {
            New-Item -ItemType Directory (Join-Path $root 'etc/sysctl.d') -Force | Out-Null
            Set-Content $victim 'net.core.somaxconn = 65535'
            New-Item -ItemType SymbolicLink (Join-Path $root 'etc/sysctl.d/10-a.conf') -Value $victim | Out-Null
            Set-KernelTuning -Root $root -Name net.core.somaxconn -Value 9000 -Confirm:$false -ErrorAction Stop
            Get-Content (Join-Path $root 'etc/sysctl.d/90-redisload.conf') | Should -Contain 'net.core.somaxconn = 9000'
        }

        It 'does not wait for a FIFO, or read a device, in the place of <Path>' -ForEach @(
            @{ Path = 'etc/sysctl.d/10-a.conf'; IsError = $false }
            @{ Path = 'etc/sysctl.d/90-redisload.conf'; IsError = $true }
            @{ Path = 'etc/sysctl.conf'; IsError = $false }
            @{ Path = 'etc/security/limits.conf'; IsError = $false }
            @{ Path = 'var/lib/redisload/kernel-tuning.json'; IsError = $true }
            @{ Path = 'var/lib/redisload/lock'; IsError = $true }
        ) {
            $path = Join-Path $root $Path
            New-Item -ItemType Directory (Split-Path $path) -Force | Out-Null
            & mkfifo $path
            $changes = Set-KernelTuning -Root $root -Name net.core.somaxconn -Value 9000 -Confirm:$false -PassThru -ErrorVariable said -ErrorAction SilentlyContinue
            [bool] $said | Should -Be $IsError
            if ($IsError) { "$said" | Should -Match 'not a regular file' } else { $changes.Persistent | Should -BeTrue }
        }

        It 'refuses a state of another user, and one in a folder that others can write (as root)' -Skip:([Environment]::UserName -ne 'root') {
            $file = '{ "Values": [], "Files": [{ "File": "etc/security/limits.d/90-redisload.conf", "Content": "KiAtIG5vZmlsZSA1Cg==", "NewFolders": [], "Lines": ["x"] }] }'
            foreach ($change in { & chown nobody $state }, { & chmod 666 $state }, { & chmod 777 $store }, { & chown nobody $store }) {
                Remove-Item $store -Recurse -Force -ErrorAction Ignore
                Set-State $file
                & chmod 700 $store
                & $change
                Set-KernelTuning -Root $root -Restore -Confirm:$false -ErrorVariable said -ErrorAction SilentlyContinue
                "$($said[0])" | Should -Match '/var/lib/redisload.*(belongs to the user|can be written by other users)'
                Join-Path $root 'etc/security' | Should -Not -Exist
            }
        }

        It 'gives files and folders their permissions whatever the umask' {
            $found = Invoke-Shell -ArgumentList $root -Launcher 'sh', '-c', 'umask 0; exec "$0" "$@"' {
                param($root)
                Set-KernelTuning -Root $root -Name net.core.somaxconn -Value 9000 -Confirm:$false
            }
            $modes = & find $root -mindepth 1 -printf '%m %P\n'
            $modes | Should -Contain '700 var/lib/redisload'
            $modes | Should -Contain '600 var/lib/redisload/kernel-tuning.json'
            $modes | Should -Contain '600 var/lib/redisload/lock'
            $modes | Should -Contain '644 etc/sysctl.d/90-redisload.conf'
            $modes | Should -Contain '755 etc/sysctl.d'
        }

        It 'keeps the permissions of a file that is there, and a comment of any encoding' {
            $own = Join-Path $root 'etc/sysctl.d/90-redisload.conf'
            New-Item -ItemType Directory (Split-Path $own) -Force | Out-Null
            $before = [Text.Encoding]::Latin1.GetBytes("# größer`n")
            [IO.File]::WriteAllBytes($own, $before)
            & chmod 640 $own
            Set-KernelTuning -Root $root -Name net.core.somaxconn -Value 9000 -Confirm:$false -ErrorAction Stop
            & stat -c %a $own | Should -Be '640'
            Set-KernelTuning -Root $root -Restore -Confirm:$false -ErrorAction Stop
            & stat -c %a $own | Should -Be '640'
            [IO.File]::ReadAllBytes($own) | Should -Be $before
        }
    }

    Context 'what others changed since' {
        BeforeEach {
            $root = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
            $own = Join-Path $root 'etc/sysctl.d/90-redisload.conf'
            Set-KernelTuning -Root $root -Name net.core.somaxconn -Value 9000 -Confirm:$false
        }

        It 'keeps a line that was added, and takes back its own' {
            Add-Content $own 'kernel.panic = 10'
            Set-KernelTuning -Root $root -Restore -Confirm:$false -ErrorVariable said -ErrorAction SilentlyContinue
            $said[0].FullyQualifiedErrorId | Should -BeLike 'ChangedSince,*'
            "$($said[0])" | Should -Match "'kernel.panic = 10'.*-Restore -Force"
            Get-Content $own | Should -Be 'kernel.panic = 10'
            Set-KernelTuning -Root $root -Restore -Force -Confirm:$false -ErrorAction Stop
            $own | Should -Not -Exist
        }

        It 'keeps a value that was changed' {
            (Get-Content $own) -replace '9000', '10000' | Set-Content $own
            Set-KernelTuning -Root $root -Restore -Confirm:$false -ErrorVariable said -ErrorAction SilentlyContinue
            $said[0].FullyQualifiedErrorId | Should -BeLike 'ChangedSince,*'
            Get-Content $own | Should -Be 'net.core.somaxconn = 10000'
        }

        It 'does not bring back a file that was removed' {
            Remove-Item $own
            Set-KernelTuning -Root $root -Restore -Confirm:$false -ErrorAction Stop
            $own | Should -Not -Exist
        }

        It 'restores exactly where nobody changed anything, also after several changes' {
            Set-KernelTuning -Root $root -Name net.core.somaxconn -Value 10000 -Confirm:$false
            Set-KernelTuning -Root $root -Name nofile.hard -Value 64000 -Confirm:$false
            Set-KernelTuning -Root $root -Restore -Confirm:$false -ErrorAction Stop
            Get-ChildItem $root -Recurse -File | ForEach-Object Name | Should -Be 'lock'
        }

        It 'keeps a value in force that somebody else has set (where there can be a network namespace)' -Skip:(-not $hasNamespace) {
            $found = Invoke-InNamespace {
                $before = Get-Content /proc/sys/net/core/somaxconn
                Set-KernelTuning -Name net.core.somaxconn -Value 9000 -Scope Live -Confirm:$false
                9001 > /proc/sys/net/core/somaxconn
                Set-KernelTuning -Restore -Confirm:$false -ErrorVariable said -ErrorAction SilentlyContinue
                $kept = Get-Content /proc/sys/net/core/somaxconn
                Set-KernelTuning -Restore -Force -Confirm:$false -ErrorAction Stop
                @{ Said = "$($said[0])"; Id = $said[0].FullyQualifiedErrorId; Kept = $kept; Before = $before; After = Get-Content /proc/sys/net/core/somaxconn }
            }
            $found.Id | Should -BeLike 'ChangedSince,*'
            $found.Said | Should -Match "it is '9001', and was set to '9000'"
            $found.Kept | Should -Be '9001'
            $found.After | Should -Be $found.Before
        }
    }

    Context 'on a host of its own (where there can be a network namespace)' -Skip:(-not $hasNamespace) {
        It 'says what of a change was made when the rest fails' {
            $found = Invoke-InNamespace {
                mkdir /etc/sysctl.d/90-redisload.conf
                Set-KernelTuning -Name net.core.somaxconn -Value 9000 -Confirm:$false -ErrorVariable said -ErrorAction SilentlyContinue
                Set-KernelTuning -Name nofile.soft -Value 1048576 -Confirm:$false -ErrorVariable +said -ErrorAction SilentlyContinue
                @{ Said = @($said | ForEach-Object { "$_" }); Value = Get-Content /proc/sys/net/core/somaxconn }
            }
            $found.Said[0] | Should -Match 'not a regular file.*Before that, it was set to 9000, which is in force'
            $found.Value | Should -Be '9000'
            $found.Said[1] | Should -Match "hard limit.*Before that, the line '\* soft nofile 1048576' was written to /etc/security/limits.d/90-redisload.conf, and the line 'root soft nofile 1048576'"
        }

        It 'ends at once where /var/lib is read-only, and says so' {
            $found = Invoke-InNamespace {
                mount -o remount,ro /var/lib
                $watch = [Diagnostics.Stopwatch]::StartNew()
                Set-KernelTuning -Name net.core.somaxconn -Value 9000 -Confirm:$false -ErrorVariable said -ErrorAction SilentlyContinue
                @{ Said = "$($said[0])"; Id = $said[0].FullyQualifiedErrorId; Busy = $watch.Elapsed.TotalSeconds -gt 8; Value = Get-Content /proc/sys/net/core/somaxconn }
            }
            $found.Id | Should -BeLike 'PermissionDenied,*'
            $found.Said | Should -BeLike '/var/lib/redisload/lock: its file system is read-only. Nothing was changed.'
            $found.Busy | Should -BeFalse
            $found.Value | Should -Not -Be '9000'
        }

        It 'does not let others hold the lock' {
            $found = Invoke-InNamespace {
                Set-KernelTuning -Name net.core.somaxconn -Value 9000 -Scope Live -Confirm:$false
                $said = & setpriv --reuid 65534 --regid 65534 --clear-groups flock /var/lib/redisload/lock true 2>&1
                @{ Exit = $LASTEXITCODE; Said = "$said" }
            }
            $found.Exit | Should -Not -Be 0
            $found.Said | Should -Match 'ermission denied'
        }

        It 'changes nothing that is in force for the sake of another root''s state' {
            $found = Invoke-InNamespace {
                $before = Get-Content /proc/sys/net/core/somaxconn
                $boot = Get-Content /proc/sys/kernel/random/boot_id
                $net = (Get-Item /proc/self/ns/net).LinkTarget
                mkdir -p /var/lib/image/var/lib/redisload
                chmod 700 /var/lib/image/var/lib/redisload
                "{ `"Values`": [{ `"Name`": `"net.core.somaxconn`", `"Value`": `"7`", `"Boot`": `"$boot`", `"Realm`": `"$net`", `"Written`": [`"$before`"] }], `"Files`": [] }" > /var/lib/image/var/lib/redisload/kernel-tuning.json
                chmod 600 /var/lib/image/var/lib/redisload/kernel-tuning.json
                Set-KernelTuning -Root /var/lib/image -Restore -Force -Confirm:$false -WarningAction SilentlyContinue
                @{ Before = $before; After = Get-Content /proc/sys/net/core/somaxconn }
            }
            $found.After | Should -Be $found.Before
        }

        It 'is restored after kill -9 at any moment' {
            $found = Invoke-InNamespace {
                $before = Get-Content /proc/sys/net/core/somaxconn, /proc/sys/net/ipv4/tcp_max_syn_backlog, /proc/sys/net/ipv4/ip_local_port_range
                $module = (Get-Module RedisLoad).Path
                $shell, [string[]] $arguments = Get-Shell
                $script = "Import-Module '$module'; [IO.File]::WriteAllText('/var/lib/ready', ''); while (`$true) { foreach (`$value in 9000..9400) { Set-KernelTuning -Confirm:`$false -Name net.core.somaxconn, net.ipv4.tcp_max_syn_backlog -Value `$value; Set-KernelTuning -Confirm:`$false -Name nofile.hard -Value (60000 + `$value) -Scope Persistent }; Set-KernelTuning -Restore -Confirm:`$false }"
                $random = [Random]::new(7)
                $wrong = foreach ($round in 1..6) {
                    [IO.File]::Delete('/var/lib/ready')
                    $process = Start-Process $shell ($arguments + '-NoProfile', '-NonInteractive', '-EncodedCommand', [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($script))) -PassThru -RedirectStandardOutput /dev/null
                    while (-not (Test-Path /var/lib/ready)) { Start-Sleep -Milliseconds 10 }
                    Start-Sleep -Milliseconds $random.Next(300, 1200)
                    $process.Kill()
                    $process.WaitForExit()
                    Set-KernelTuning -Restore -Confirm:$false -ErrorAction Stop -WarningAction SilentlyContinue
                    $after = Get-Content /proc/sys/net/core/somaxconn, /proc/sys/net/ipv4/tcp_max_syn_backlog, /proc/sys/net/ipv4/ip_local_port_range
                    $files = Get-ChildItem /etc/sysctl.d, /etc/security, /var/lib/redisload -Recurse -File -Force | ForEach-Object FullName
                    if (Compare-Object $before $after) { "values: $after" }
                    if (Compare-Object $files '/etc/security/limits.conf', '/var/lib/redisload/lock') { "files: $files" }
                }
                @{ Wrong = @($wrong) }
            }
            $found.Wrong | Should -BeNullOrEmpty
        }
    }
}
