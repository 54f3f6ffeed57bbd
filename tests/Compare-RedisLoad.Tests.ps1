BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '..' 'artifacts' 'RedisLoad' 'RedisLoad.psd1') -Force
    Import-Module (Join-Path $PSScriptRoot 'support' 'RedisServer.psm1') -Force
    $server = Start-RedisServer
    $common = @{ Port = $server.Port; Cps = 100; Duration = 2; Interval = 0.2; WarningAction = 'SilentlyContinue' }
    $sleep = { param($Milliseconds) "BLPOP nothing $([Math]::Round($Milliseconds / 1000, 3))" }
    $before = @(Start-RedisLoad @common -Command (& $sleep 100) -IncludeHistogram)
}

AfterAll {
    $server | Stop-RedisServer
}

Describe 'Compare-RedisLoad' {
    It 'writes a row for each figure' {
        $compared = $before | Compare-RedisLoad $before
        $compared.Metric | Should -Be 'Cps', 'FailureRatePercent', 'DropRatePercent', 'ResponseP50Ms', 'ResponseP90Ms', 'ResponseP99Ms', 'ServiceP50Ms', 'ServiceP99Ms', 'ConnectP50Ms'
        $compared[0] | Should -BeOfType 'RedisLoad.Results.MetricComparison'
        $compared.ChangePercent | Where-Object { $_ } | Should -BeNullOrEmpty
        $compared.IsSignificant | Should -Not -Contain $true
    }

    It 'calls no regression between two runs of the same' {
        $after = Start-RedisLoad @common -Command (& $sleep 100)
        $after | Compare-RedisLoad $before -FailOnRegression 10% -ErrorVariable problems -WarningAction SilentlyContinue | Out-Null
        $problems | Should -BeNullOrEmpty
    }

    It 'calls a server that takes twice as long, also against rows from a file' {
        $path = Join-Path $TestDrive 'baseline.csv'
        $before | Export-Csv $path
        $after = Start-RedisLoad @common -Command (& $sleep 200)
        $compared = $after | Compare-RedisLoad (Import-Csv $path) -FailOnRegression 10% -ErrorVariable problems -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $median = $compared | Where-Object Metric -eq 'ResponseP50Ms'
        $median.IsRegression | Should -BeTrue
        $median.ChangePercent | Should -BeGreaterThan 50
        @($problems.FullyQualifiedErrorId) -join ' ' | Should -Match 'Regression,RedisLoad.Cmdlets.Commands.CompareRedisLoadCommand'
        "$($problems[0])" | Should -Match '^ResponseP50Ms went from [0-9.]+ to [0-9.]+ \(\+[0-9.]+ %, noise [0-9.]+ %\)\.$'
    }

    It 'says where rows are too few to know their noise, or the rates are not the same' {
        $few = $before | Select-Object -First 2
        $few | Compare-RedisLoad $before -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null
        $warnings -join ' ' | Should -Match 'The difference has 2 rows'
        $others = Start-RedisLoad @common -Command PING | Select-Object * -ExcludeProperty Dropped | Select-Object *, @{ Name = 'Dropped'; Expression = { 100 } }
        $others | Compare-RedisLoad $before -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null
        $warnings -join ' ' | Should -Match 'asked for different rates'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'what is no row'; Compare = { [pscustomobject]@{ Name = 'x' } | Compare-RedisLoad $before }; Id = 'InvalidRow' }
        @{ Name = 'no rows'; Compare = { @() | Compare-RedisLoad $before }; Id = 'NoRows' }
        @{ Name = 'a share that is none'; Compare = { $before | Compare-RedisLoad $before -FailOnRegression soon }; Id = 'ParameterArgumentTransformationError' }
        @{ Name = 'a negative share'; Compare = { $before | Compare-RedisLoad $before -FailOnRegression -1 }; Id = 'ParameterArgumentTransformationError' }
    ) {
        $Compare | Should -Throw -ErrorId "$Id,*"
    }
}
