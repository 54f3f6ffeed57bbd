BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $common = [System.Management.Automation.Cmdlet]::CommonParameters
    $parameters = foreach ($command in Get-Command -Module RedisLoad -CommandType Cmdlet) {
        foreach ($parameter in $command.Parameters.Values | Where-Object Name -notin $common) {
            @{ Command = $command.Name; Name = $parameter.Name; Type = $parameter.ParameterType; Parameter = $parameter }
        }
    }
    $integral = 'SByte', 'Byte', 'Int16', 'UInt16', 'Int32', 'UInt32', 'Int64', 'UInt64'
    $numbers = $parameters | Where-Object { $type = $_.Type; ($type.IsArray ? $type.GetElementType() : $type).Name -in $integral }
    # One parameter for each way of reading.
    $samples = @{
        Whole = @{ Command = 'Start-RedisLoad'; Name = 'Count' }, @{ Command = 'Watch-RedisConnections'; Name = 'Port' }, @{ Command = 'Test-KernelTuning'; Name = 'MaxOpen' }
        Other = @{ Command = 'Start-RedisLoad'; Name = 'Cps' }, @{ Command = 'Start-RedisLoad'; Name = 'Gap' }, @{ Command = 'Start-RedisLoad'; Name = 'HoldTime' },
            @{ Command = 'Find-RedisLoadLimit'; Name = 'Resolution' }
    }
    $fractions = $parameters | Where-Object { $_.Type.Name -in 'Double', 'Single', 'Decimal', 'TimeSpan', 'TimeRange', 'Rate' }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')

    # A command as a person types it, because PowerShell reads bare words such as 8kb and 1d before the cmdlet does.
    function Get-RefusedMessage($Command) {
        try {
            & ([scriptblock]::Create($Command)) | Out-Null
        }
        catch {
            $_.FullyQualifiedErrorId | Should -Match '^ParameterArgumentTransformationError,' -Because "$_"
            return $_.Exception.Message
        }
        throw "'$Command' was accepted."
    }
}

Describe 'The parameters of the cmdlets' {
    Context 'whole numbers' {
        It 'reads -<Name> of <Command> as it is written' -ForEach $numbers {
            $reader = $Parameter.Attributes | Where-Object { $_.GetType().Name -eq 'WholeNumberAttribute`1' }
            $reader | Should -Not -BeNullOrEmpty
            $reader.GetType().GenericTypeArguments[0] | Should -Be ($Type.IsArray ? $Type.GetElementType() : $Type)
            $reader.IsList | Should -Be $Type.IsArray
        }

        It 'refuses <Value> for -<Name> of <Command>' -ForEach $(
            foreach ($parameter in $samples.Whole) {
                foreach ($value in '1.5', '"1.5"', '1kb', '10l', '0x10', '1d', '"1,5"', '"1 000"', '"one"', '([double]::NaN)', '([double]::PositiveInfinity)', '1e400', '$true', '(Get-Date)') {
                    @{ Command = $parameter.Command; Name = $parameter.Name; Value = $value }
                }
            }
        ) {
            Get-RefusedMessage "$Command -$Name $Value" | Should -Match "parameter '$Name'.* is not a whole number\. Use digits"
        }

        It 'refuses a list where one number is asked for' {
            Get-RefusedMessage 'Start-RedisLoad -Count 1,5' | Should -Match "'1,5' is not a whole number"
        }

        It 'names a number beyond every range: <Value>' -ForEach @(
            @{ Value = '99999999999' }, @{ Value = '-99999999999' }, @{ Value = '7e28' }
        ) {
            Get-RefusedMessage "Start-RedisLoad -Port $Value" | Should -Match "parameter 'Port'\. '$Value' is not between -2,147,483,648 and 2,147,483,647\.$"
        }

        It 'takes <Value> for what it is' -ForEach @(
            @{ Value = '3' }, @{ Value = '"3"' }, @{ Value = '3.0' }, @{ Value = '(6 / 2)' }, @{ Value = '(1.5 * 2)' }, @{ Value = '([decimal]3)' }, @{ Value = '([byte]3)' }, @{ Value = '0.3e1' }
        ) {
            $records = & ([scriptblock]::Create("Start-RedisLoad -BuiltInTarget -Cps 100 -PerConnection -Count $Value"))
            @($records) | Should -HaveCount 3
        }

        It 'takes <Value> as a size' -ForEach @( @{ Value = '64kb' }, @{ Value = '65536' }, @{ Value = '"64KB"' }, @{ Value = '0.5mb' } ) {
            & ([scriptblock]::Create("Start-RedisLoad -BuiltInTarget -SendBufferSize $Value -Count 1")) | Should -HaveCount 1
        }
    }

    Context 'rates, durations and shares' {
        It 'reads -<Name> of <Command> as it is written' -ForEach $fractions {
            $readers = @{ Rate = 'RateAttribute'; TimeSpan = 'SecondsAttribute'; TimeRange = 'SecondsRangeAttribute'; Double = 'PercentAttribute' }
            $Parameter.Attributes | Where-Object { $_.GetType().Name -eq $readers[$Type.Name] } | Should -Not -BeNullOrEmpty
        }

        It 'refuses <Value> for -<Name> of <Command>' -ForEach $(
            foreach ($parameter in $samples.Other) {
                foreach ($value in '10l', '0x10', '1kb', '"1,5"', '1,5', '"much"', '([double]::NaN)', '([double]::PositiveInfinity)', '1e400', '$true', '$null', '(Get-Date)') {
                    @{ Command = $parameter.Command; Name = $parameter.Name; Value = $value }
                }
            }
        ) {
            Get-RefusedMessage "$Command -$Name $Value" | Should -Match "parameter '$Name'.* is not a (rate|duration|percentage)\. Use "
        }

        It 'says where a server belongs that is given in the place of a rate' {
            { Start-RedisLoad localhost:6379 } | Should -Throw "*'localhost:6379' is not a rate.* A server belongs to -ComputerName."
        }

        It 'refuses <Value>, which could be two durations' -ForEach @( @{ Value = '1:30' }, @{ Value = '"1:30"' } ) {
            Get-RefusedMessage "Start-RedisLoad -Duration $Value" |
                Should -Match "parameter 'Duration'\. '1:30' is ambiguous\. Use 1m30s for minutes and seconds, or 1h30m for hours and minutes\.$"
            Get-RefusedMessage "Start-RedisLoad -HoldTime 1:30-2:00" | Should -Match "parameter 'HoldTime'\. '1:30-2:00': '1:30' is ambiguous\."
        }

        It 'takes <Value> for <Seconds> s' -ForEach @(
            @{ Value = '1m30s'; Seconds = 90 }
            @{ Value = '1d'; Seconds = 86400 }
            @{ Value = '90s'; Seconds = 90 }
            @{ Value = '1.5s'; Seconds = 1.5 }
            @{ Value = '500ms'; Seconds = 0.5 }
            @{ Value = '1.5h'; Seconds = 5400 }
            @{ Value = '"1m 30s"'; Seconds = 90 }
            @{ Value = '00:01:30'; Seconds = 90 }
            @{ Value = '90'; Seconds = 90 }
            @{ Value = '0.5'; Seconds = 0.5 }
            @{ Value = '([timespan]::FromSeconds(90))'; Seconds = 90 }
        ) {
            # A function's parameters are bound as a cmdlet's are.
            function Get-Duration([RedisLoad.Cmdlets.Parameters.Seconds()] [TimeSpan] $Duration) { $Duration }
            (& ([scriptblock]::Create("Get-Duration -Duration $Value"))).TotalSeconds | Should -Be $Seconds
        }

        It 'reads numbers alike under every culture' {
            $culture = [Threading.Thread]::CurrentThread.CurrentCulture
            try {
                [Threading.Thread]::CurrentThread.CurrentCulture = 'de-DE'
                $half = Add-Member -InputObject 0.5 -NotePropertyName Note -NotePropertyValue 1 -PassThru
                foreach ($duration in 0.5, '0.5', $half) {
                    @(Start-RedisLoad -BuiltInTarget -Cps 10 -Duration $duration -PerConnection) | Should -HaveCount 5
                }
                Get-RefusedMessage 'Start-RedisLoad -Duration "0,5"' | Should -Match "'0,5' is not a duration"
            }
            finally {
                [Threading.Thread]::CurrentThread.CurrentCulture = $culture
            }
        }
    }
}

Describe 'Servers from the pipeline' {
    BeforeAll {
        $servers = @(Start-RedisServer; Start-RedisServer)
        $ports = $servers.Port
        function Get-ReceivedCount($Server) { [int](Get-RedisInfo $Server).total_connections_received }
    }

    AfterAll {
        $servers | Stop-RedisServer
    }

    It 'form one load: <Name>' -ForEach @(
        @{ Name = 'names with ports'; Make = { $ports | ForEach-Object { "127.0.0.1:$_" } } }
        @{ Name = 'ports of this host'; Make = { $ports } }
        @{ Name = 'objects with both'; Make = { $ports | ForEach-Object { [pscustomobject]@{ ComputerName = '127.0.0.1'; Port = $_ } } } }
        @{ Name = 'hashtables'; Make = { $ports | ForEach-Object { @{ hostname = '127.0.0.1'; port = "$_" } } } }
        @{ Name = 'rows of a CSV file'; Make = { ConvertFrom-Csv (@('Server,Port') + ($ports | ForEach-Object { "127.0.0.1,$_" })) } }
    ) {
        $before = $servers | ForEach-Object { Get-ReceivedCount $_ }
        $rows = @(& $Make | Start-RedisLoad -Cps 20 -Duration 0.5 -Command PING)
        ($rows | Measure-Object Succeeded -Sum).Sum | Should -Be 10
        foreach ($i in 0, 1) {
            # Beside its half: the look, and the one of the second INFO.
            (Get-ReceivedCount $servers[$i]) - $before[$i] | Should -Be (5 + 2)
        }
    }

    It 'can be an argument, too' {
        $list = $ports | ForEach-Object { [pscustomobject]@{ ComputerName = '127.0.0.1'; Port = $_ } }
        @(Start-RedisLoad -ComputerName $list -Cps 20 -Duration 0.5 -Command PING -PerTarget).Target | Sort-Object -Unique | Should -Be ($ports | ForEach-Object { "127.0.0.1:$_" } | Sort-Object)
    }

    It 'take the port of -Port where they have none' {
        @('127.0.0.1', [pscustomobject]@{ ComputerName = 'localhost'; Port = $ports[1] } | Start-RedisLoad -Port $ports[0] -Cps 20 -Duration 0.5 -Command PING -PerTarget).Target |
            Sort-Object -Unique | Should -Be ("127.0.0.1:$($ports[0])", "localhost:$($ports[1])" | Sort-Object)
    }

    It 'are not loaded, and nor is this host, where one of them is none: <Name>' -ForEach @(
        @{ Name = 'null'; Make = { $null } }
        @{ Name = 'an empty name'; Make = { [pscustomobject]@{ ComputerName = ''; Port = $ports[1] } } }
        @{ Name = 'a port that is none'; Make = { [pscustomobject]@{ ComputerName = '127.0.0.1'; Port = '63x' } } }
        @{ Name = 'a port with a fraction'; Make = { [pscustomobject]@{ ComputerName = '127.0.0.1'; Port = 6379.5 } } }
        @{ Name = 'two ports'; Make = { [pscustomobject]@{ ComputerName = '127.0.0.1:1'; Port = 2 } } }
        @{ Name = 'an object with another name'; Make = { [pscustomobject]@{ Machine = '127.0.0.1'; Port = $ports[1] } } }
        @{ Name = 'a process'; Make = { Get-Process -Id $PID } }
        @{ Name = 'a date'; Make = { Get-Date } }
        @{ Name = 'a switch'; Make = { $true } }
        @{ Name = 'a port out of range'; Make = { 70000 } }
    ) {
        $before = Get-ReceivedCount $servers[0]
        foreach ($command in { Start-RedisLoad -Port $ports[0] -Duration 0.2 }, { Find-RedisLoadLimit 'Failed == 0' -Port $ports[0] -Duration 0.2 -To 500 }) {
            { @("127.0.0.1:$($ports[0])"; , (& $Make)) | & ([scriptblock]::Create("`$input | $command")) } | Should -Throw -ErrorId 'ValueOutOfRange,*' -ExpectedMessage '-ComputerName: *'
        }
        (Get-ReceivedCount $servers[0]) - $before | Should -Be 1
    }

    It 'cannot be bound beside -ComputerName, and nothing is done then: <_>' -ForEach @(
        'Start-RedisLoad -ComputerName 127.0.0.1 -Duration 0.2'
        'Find-RedisLoadLimit "Failed == 0" -ComputerName 127.0.0.1 -Duration 0.2 -To 500'
        'Watch-RedisConnections -ComputerName 127.0.0.1 -Count 1 -Interval 0.1'
        'Test-KernelTuning -Redis 127.0.0.1'
    ) {
        $before = Get-ReceivedCount $servers[0]
        $port = $_ -like '*Watch*' -or $_ -like 'Test*' ? '' : "-Port $($ports[0])"
        $output = & ([scriptblock]::Create("'other' | $_ $port")) -ErrorVariable said 2>$null
        $output | Should -BeNullOrEmpty
        (Get-ReceivedCount $servers[0]) - $before | Should -Be 1
    }

    It 'that are none at all are no load of this host: <_>' -ForEach @(
        'Start-RedisLoad -Duration 0.2', 'Find-RedisLoadLimit "Failed == 0" -Duration 0.2 -To 500', 'Watch-RedisConnections -Count 1 -Interval 0.1', 'Test-KernelTuning', 'Set-KernelTuning -Cps 100 -WhatIf'
    ) {
        & ([scriptblock]::Create("@() | $_")) | Should -BeNullOrEmpty
    }

    It 'are watched together' {
        $rows = @($ports | Watch-RedisConnections -Count 1 -Interval 0.1)
        $rows.Listen | Should -Be 2
        @([pscustomobject]@{ ComputerName = '127.0.0.1'; Port = $ports[0] } | Watch-RedisConnections -Count 1 -Interval 0.1).Listen | Should -Be 1
        { 'not a host' | Watch-RedisConnections -Count 1 } | Should -Throw -ErrorId 'ValueOutOfRange,*'
    }

    It 'are asked for their settings, each of them, and the host once' {
        $checks = @($ports | Test-KernelTuning -Cps 100)
        @($checks | Where-Object Name -eq 'redis.maxclients').Server | Should -Be ($ports | ForEach-Object { "localhost:$_" })
        @($checks | Where-Object Name -eq 'net.core.somaxconn') | Should -HaveCount 1
        ($checks | Where-Object Name -eq 'net.core.somaxconn').Server | Should -BeNullOrEmpty
    }
}

Describe 'A default of $PSDefaultParameterValues' {
    BeforeAll {
        $server = Start-RedisServer
        # What was asked, in the words that a report shows.
        function Get-Asked($Rows) { [RedisLoad.Rows.LoadSample].GetProperty('Asked', [Reflection.BindingFlags]'NonPublic,Instance').GetValue(@($Rows)[0]) }

        # The table is the caller's, as at a prompt.
        function Invoke-WithDefault($Default, $Command) {
            $PSDefaultParameterValues = $Default
            & ([scriptblock]::Create($Command))
        }
    }

    AfterAll {
        $server | Stop-RedisServer
    }

    It 'gives way to what is typed: <Typed> with <Key> = <Value>' -ForEach @(
        @{ Key = 'Cps'; Value = 100; Typed = '-Saturate -Duration 0.2'; Asked = '*keep 50 connections*' }
        @{ Key = 'Saturate'; Value = $true; Typed = '-Cps 20 -Duration 0.2'; Asked = '*open 20 connections*' }
        @{ Key = 'Count'; Value = 7; Typed = '-Duration 0.2'; Asked = '*for 0.2 s*' }
        @{ Key = 'durs'; Value = '5s'; Typed = '-Count 3'; Asked = '*3 in all*' }
        @{ Key = 'Gap'; Value = 0.1; Typed = '-Arrival Poisson -Count 3'; Asked = '*at random*' }
        @{ Key = 'PoolSize'; Value = 5; Typed = '-MaxOpen 6 -Count 3'; Asked = '*at most 6 at once*' }
        @{ Key = 'Close'; Value = 'Server'; Typed = '-PoolSize 6 -Count 3'; Asked = '*pool of 6*' }
        @{ Key = 'RampTime'; Value = 5; Typed = '-Count 3'; Asked = '*3 in all*' }
        @{ Key = 'KeepAliveInterval'; Value = 5; Typed = '-Count 3'; Asked = '*3 in all*' }
        @{ Key = 'TlsVersion'; Value = '1.2'; Typed = '-Count 3'; Asked = '*3 in all*' }
        @{ Key = 'Threshold'; Value = 'Failed == 0'; Typed = '-Count 3'; Asked = '*3 in all*' }
        @{ Key = 'PerTarget'; Value = $true; Typed = '-Clients 2 -Cps 10 -Duration 0.2'; Asked = '*2 clients*' }
    ) {
        $rows = @(Invoke-WithDefault @{ "Start-RedisLoad:$Key" = $Value } "Start-RedisLoad -Port $($server.Port) $Typed")
        Get-Asked $rows | Should -BeLike $Asked
        $rows[-1].PSObject.TypeNames | Should -Not -Contain 'RedisLoad.Rows.LoadSample#PerTarget'
    }

    It 'of a server gives way to the server that is typed: <Typed>' -ForEach @(
        @{ Default = @{ 'Start-RedisLoad:Uri' = 'redis://127.0.0.1:1' }; Typed = 'Start-RedisLoad -ComputerName 127.0.0.1 -Port {0} -Count 3' }
        @{ Default = @{ '*-Redis*:Uri' = 'redis://127.0.0.1:1' }; Typed = '"127.0.0.1:{0}" | Start-RedisLoad -Count 3' }
        @{ Default = @{ 'Start-RedisLoad:ComputerName' = 'no-such-host.invalid' }; Typed = 'Start-RedisLoad -Uri redis://127.0.0.1:{0} -Count 3' }
        @{ Default = @{ 'Start-RedisLoad:BuiltInTarget' = $true }; Typed = 'Start-RedisLoad -Port {0} -Count 3' }
        @{ Default = @{ 'Start-RedisLoad:Database' = 5; 'Start-RedisLoad:Port' = 1 }; Typed = 'Start-RedisLoad -Uri redis://127.0.0.1:{0}/3 -Count 3' }
        @{ Default = @{ 'Start-RedisLoad:Uri' = { 'redis://127.0.0.1:1' } }; Typed = 'Start-RedisLoad -Port {0} -Count 3' }
    ) {
        $before = [int](Get-RedisInfo $server).total_connections_received
        (Invoke-WithDefault $Default ($Typed -f $server.Port) | Measure-Object Succeeded -Sum).Sum | Should -Be 3
        [int](Get-RedisInfo $server).total_connections_received - $before | Should -Be (3 + 2)
    }

    It 'counts where nothing is typed against it, and a name and password of a default belong to a server of a default' {
        Get-Asked (Invoke-WithDefault @{ 'Start-RedisLoad:Count' = 3; 'Start-RedisLoad:Port' = $server.Port } 'Start-RedisLoad -Cps 50') | Should -BeLike '*50 connections per second*3 in all*'
        (Invoke-WithDefault @{ 'Start-RedisLoad:Uri' = "redis://127.0.0.1:$($server.Port)/3" } 'Start-RedisLoad -Count 3 -Database 5')[0].Succeeded | Should -Be 3
    }

    It 'conflicts with another default, and what is typed with what is typed: <Typed>' -ForEach @(
        @{ Default = @{ 'Start-RedisLoad:Cps' = 5; 'Start-RedisLoad:Saturate' = $true }; Typed = 'Start-RedisLoad'; Names = '-Cps: * -Saturate*' }
        @{ Default = @{ 'Start-RedisLoad:Gap' = 5 }; Typed = 'Start-RedisLoad -Saturate -Cps 7'; Names = '-Cps: 7 * -Saturate*' }
        @{ Default = @{ 'Start-RedisLoad:Cps' = 5 }; Typed = 'Start-RedisLoad 7 -Saturate'; Names = '-Cps: 7 * -Saturate*' }
        @{ Default = @{ 'Start-RedisLoad:Cps' = 5 }; Typed = 'Start-RedisLoad -Cps 5 -Saturate'; Names = '-Cps: 5 * -Saturate*' }
        @{ Default = @{ 'Disabled' = $true; 'Start-RedisLoad:Cps' = 5 }; Typed = 'Start-RedisLoad -Cps 5 -Saturate'; Names = '-Cps: 5 * -Saturate*' }
    ) {
        { Invoke-WithDefault $Default $Typed } | Should -Throw -ErrorId 'ValuesConflict,*' -ExpectedMessage $Names
    }
}

Describe 'An error of a value in a URI' {
    It 'names -Uri, which was typed: <Uri>' -ForEach @(
        @{ Uri = 'redis://localhost/99999999'; Message = '-Uri: 99,999,999 is not between*' }
        @{ Uri = 'rediss://localhost?ssl_ca_certs=/no/such/file'; Message = "-Uri: the file '/no/such/file'*" }
        @{ Uri = 'redis://localhost?client_name=a%20b'; Message = '-Uri: *is not a client name*' }
    ) {
        { Start-RedisLoad -Uri $Uri -Count 1 } | Should -Throw -ExpectedMessage $Message
    }
}

Describe 'The table of combinations' {
    It 'names parameters of Start-RedisLoad, and nothing else' {
        [RedisLoad.Plan.Combinations]::Names | Where-Object { $_ -notin (Get-Command Start-RedisLoad).Parameters.Keys } | Should -BeNullOrEmpty
    }
}

Describe 'A plan' {
    BeforeAll {
        $server = Start-RedisServer
        $plan = @{ ComputerName = '127.0.0.1'; Port = $server.Port; Cps = 50; Duration = '400ms'; HoldTime = '10ms-20ms'; Close = 'Fin'; SourceAddress = '127.0.0.1'; Command = 'PING', 'GET redisload:foo'; Arrival = 'Poisson'; Workers = 1; ConnectTimeout = 2 }
    }

    AfterAll {
        $server | Stop-RedisServer
    }

    It 'can be splatted into Test-KernelTuning, Start-RedisLoad and Find-RedisLoadLimit' {
        Test-KernelTuning @plan -Side Client | Should -Not -BeNullOrEmpty
        (Start-RedisLoad @plan -WarningAction SilentlyContinue | Measure-RedisLoad).Succeeded | Should -BeGreaterThan 0
        @(Find-RedisLoadLimit @plan -Threshold 'Failed == 0' -From 20 -To 20 -WarmUp 0 -Confirmations 0 -WarningAction SilentlyContinue).Count | Should -BeGreaterThan 0
    }

    It 'is the same to the kernel as to the load' {
        $ports = { param($With) (Test-KernelTuning -Cps 3000 -Close Fin -Side Client -Name net.ipv4.ip_local_port_range @With).Reason }
        $alone, $sources, $servers, $range, $longest = @(& $ports @{}; & $ports @{ SourceAddress = '127.0.0.8/29' }; & $ports @{ ComputerName = 'a', 'b' }; & $ports @{ HoldTime = '1-5' }; & $ports @{ HoldTime = 5 })
        $sources | Should -Not -Be $alone
        $servers | Should -Not -Be $alone
        $range | Should -Be $longest
    }

    It 'is told that the search does not use: <Name>' -ForEach @(@{ Name = 'Gap'; Value = 1 }, @{ Name = 'Saturate'; Value = $true }, @{ Name = 'Count'; Value = 5 }) {
        $with = @{ $Name = $Value }
        Find-RedisLoadLimit -Port $server.Port 'Failed == 0' -From 20 -To 20 -Duration 0.2 -WarmUp 0 -Confirmations 0 @with -WarningVariable said -WarningAction SilentlyContinue | Out-Null
        "$said" | Should -Match "does not use -$Name\."
    }

    It 'is kept by -PlanVariable, and makes the same load again: <Way>' -ForEach @(
        @{ Way = 'as it is'; Keep = { $used } }
        @{ Way = 'through a file'; Keep = { $used | Export-Clixml (Join-Path $TestDrive 'plan.xml'); Import-Clixml (Join-Path $TestDrive 'plan.xml') } }
        @{ Way = 'through JSON'; Keep = { $used | ConvertTo-Json | ConvertFrom-Json -AsHashtable } }
    ) {
        $first = @(Start-RedisLoad @plan -PlanVariable used -PerConnection -WarningAction SilentlyContinue | Sort-Object Number)
        $used.Keys | Should -Contain 'Seed'
        $used.Keys | Should -Not -Contain 'PlanVariable'
        $again = & $Keep
        $second = @(Start-RedisLoad @again -WarningAction SilentlyContinue | Sort-Object Number)
        # The seed decides when connections are due.
        $second.Count | Should -Be $first.Count
        $second[-1].DueMs | Should -Be $first[-1].DueMs
    }

    It 'is kept where nothing is loaded, and has the servers of the pipeline and no stray parameters' {
        "127.0.0.1:$($server.Port)" | Start-RedisLoad -Cps 500/m -WhatIf -Force -PlanVariable used 6>$null
        $used.ComputerName | Should -Be "127.0.0.1:$($server.Port)"
        [string[]]$used.Keys | Sort-Object | Should -Be 'ComputerName', 'Cps', 'Seed'
        { Test-KernelTuning @used } | Should -Not -Throw
    }
}
