BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')

    # Ten seconds of a hundred connections that took so long, as they come from a file: real ones would be as quiet as the machine is.
    function New-Run([double] $Milliseconds, [int] $Late = 0, [int] $Count = 10, [double] $TargetCps = 100) {
        foreach ($second in 1..$Count) {
            [pscustomobject]@{
                Timestamp      = [DateTimeOffset]::UnixEpoch.AddSeconds($second)
                ElapsedSeconds = $second
                RunId          = 'one'
                TargetCps      = $TargetCps
                Started        = $TargetCps
                Dropped        = 0
                Late           = $Late
                Succeeded      = $TargetCps
                Open           = 0
                ResponseP50Ms  = $Milliseconds * (1 + 0.01 * $second)
                ResponseP90Ms  = 2 * $Milliseconds * (1 + 0.05 * $second)
                ResponseP99Ms  = 3 * $Milliseconds * (1 + 0.1 * $second)
                LagP99Ms       = 0.1
            }
        }
    }
}

Describe 'Compare-RedisLoad' {
    It 'writes a row for each figure of two loads' {
        $server = Start-RedisServer
        try {
            $load = @{ Port = $server.Port; Cps = 2000; Duration = 2; Interval = 0.2; WarningAction = 'SilentlyContinue' }
            $before = Start-RedisLoad @load
            $compared = Start-RedisLoad @load | Compare-RedisLoad $before -WarningAction SilentlyContinue
        }
        finally {
            $server | Stop-RedisServer
        }
        $compared.Metric | Should -Be 'Cps', 'FailureRatePercent', 'DropRatePercent', 'ResponseP50Ms', 'ResponseP90Ms', 'ResponseP99Ms', 'ServiceP50Ms', 'ServiceP99Ms', 'ConnectP50Ms'
        $compared[0] | Should -BeOfType 'RedisLoad.Results.MetricComparison'
        $compared | ForEach-Object { $_.Reference | Should -Not -BeNullOrEmpty }
    }

    It 'calls no regression of a run that is as slow as the other' {
        New-Run 2.05 | Compare-RedisLoad (New-Run 2) -FailOnRegression 10% -ErrorVariable problems | Out-Null
        $problems | Should -BeNullOrEmpty
    }

    It 'calls a server that takes 30 % longer, also against rows from a file' {
        $path = Join-Path $TestDrive 'baseline.csv'
        New-Run 2 | Export-Csv $path
        $compared = New-Run 2.6 | Compare-RedisLoad (Import-Csv $path) -FailOnRegression 10% -ErrorVariable problems -ErrorAction SilentlyContinue
        $median = $compared | Where-Object Metric -eq 'ResponseP50Ms'
        $median.IsRegression | Should -BeTrue
        [Math]::Round($median.ChangePercent) | Should -Be 30
        $problems[0].FullyQualifiedErrorId | Should -Be 'Regression,RedisLoad.Cmdlets.Commands.CompareRedisLoadCommand'
        "$($problems[0])" | Should -Match '^ResponseP50Ms went from [0-9.]+ to [0-9.]+ \(\+[0-9.]+ %, noise [0-9.]+ %\)\.$'
    }

    It 'lets a change pass that is less than is allowed' {
        New-Run 2.6 | Compare-RedisLoad (New-Run 2) -FailOnRegression 50 -ErrorVariable problems | Out-Null
        $problems | Should -BeNullOrEmpty
    }

    It 'does not judge <Name>, and does not pass it either' -ForEach @(
        @{ Name = 'a run of two rows'; Run = @{ Count = 2 }; Message = 'The difference cannot be judged: it has 2 rows' }
    ) {
        $compared = New-Run 20 @Run | Compare-RedisLoad (New-Run 2) -WarningVariable warnings -WarningAction SilentlyContinue
        $compared.IsRegression | Should -Not -Contain $true
        $warnings -join ' ' | Should -Match $Message
        New-Run 20 @Run | Compare-RedisLoad (New-Run 2) -FailOnRegression 10% -ErrorVariable problems -ErrorAction SilentlyContinue | Out-Null
        @($problems.FullyQualifiedErrorId) -join ' ' | Should -Be 'NotComparable,RedisLoad.Cmdlets.Commands.CompareRedisLoadCommand'
    }

    It 'judges a run of a busy machine, whose starts were late' {
        New-Run 20 -Late 2 | Compare-RedisLoad (New-Run 2) -FailOnRegression 10% -WarningVariable warnings -ErrorVariable problems -ErrorAction SilentlyContinue | Out-Null
        $warnings | Should -BeNullOrEmpty
        $problems.FullyQualifiedErrorId | Should -Contain 'Regression,RedisLoad.Cmdlets.Commands.CompareRedisLoadCommand'
    }

    It 'shows all of its table in 80 columns, and a difference that is one' {
        $compared = New-Run 2.6 | Compare-RedisLoad (New-Run 2)
        $compared | Out-String -Width 80 | Should -Match 'Metric +Reference +Current +ChangePercent +NoisePercent +IsRegression'
        $median = $compared | Where-Object Metric -eq 'ResponseP50Ms'
        $median.Difference | Should -Be ([Math]::Round($median.Current - $median.Reference, 4))
        $median.Difference | Should -BeGreaterThan 0
    }

    It 'says that the rates were not the same' {
        New-Run 2 -TargetCps 200 | Compare-RedisLoad (New-Run 2) -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null
        $warnings -join ' ' | Should -Match 'had different target rates, 100.0 and 200.0'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'what is no row'; Compare = { [pscustomobject]@{ Name = 'x' } | Compare-RedisLoad (New-Run 2) }; Id = 'InvalidRow' }
        @{ Name = 'no rows'; Compare = { @() | Compare-RedisLoad (New-Run 2) }; Id = 'NoRows' }
        @{ Name = 'a share that is none'; Compare = { New-Run 2 | Compare-RedisLoad (New-Run 2) -FailOnRegression soon }; Id = 'ParameterArgumentTransformationError' }
        @{ Name = 'a negative share'; Compare = { New-Run 2 | Compare-RedisLoad (New-Run 2) -FailOnRegression -1 }; Id = 'ParameterArgumentTransformationError' }
    ) {
        $Compare | Should -Throw -ErrorId "$Id,*"
    }
}
