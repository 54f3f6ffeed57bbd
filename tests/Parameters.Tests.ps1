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
            function Get-Duration([RedisLoad.Cmdlets.Seconds()] [TimeSpan] $Duration) { $Duration }
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
