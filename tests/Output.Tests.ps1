# What the cmdlets write: how it looks in 80 columns, and what is left of it after a file, a job or another session.

BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $folder = Split-Path (Get-Module RedisLoad).Path
    $views = @(([xml](Get-Content (Join-Path $folder 'RedisLoad.Format.ps1xml') -Raw)).Configuration.ViewDefinitions.View)
    $tables = @($views | Where-Object TableControl | ForEach-Object {
            $labels = @($_.TableControl.TableHeaders.TableColumnHeader | ForEach-Object { "$($_.Label)" })
            $items = @($_.TableControl.TableRowEntries.TableRowEntry.TableColumnItems.TableColumnItem)
            $columns = @(0..($items.Count - 1) | ForEach-Object { $labels[$_] ? $labels[$_] : $items[$_].PropertyName })
            @{ Type = $_.ViewSelectedBy.TypeName; Columns = $columns; Widths = @($_.TableControl.TableHeaders.TableColumnHeader | ForEach-Object Width) }
        })
    # What the cmdlets say that they write.
    $outputs = @((Get-Command -Module RedisLoad -CommandType Cmdlet).OutputType.Type | Where-Object FullName -like 'RedisLoad.*' | Sort-Object FullName -Unique)
    $names = @($outputs | ForEach-Object { @{ Type = $_.FullName } })
    $enumerations = @($outputs | ForEach-Object { $type = $_; $type.GetProperties() | ForEach-Object {
                $value = [Nullable]::GetUnderlyingType($_.PropertyType) ?? $_.PropertyType
                if ($value.IsEnum) { @{ Column = "$($type.Name).$($_.Name)"; Type = $value } }
            } })
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $PSStyle.OutputRendering = 'PlainText'
    $server = Start-RedisServer
    $load = @{ Port = $server.Port; Cps = 100; Duration = 0.5; Interval = 0.1; WarningAction = 'SilentlyContinue' }
    function Get-Header($Rows) {
        @(@($Rows | Select-Object -First 1 | Out-String -Width 80 -Stream) -match '^\s*\w+( +\w+)+\s*$')[0].Trim() -split ' +'
    }
}

AfterAll {
    $server | Stop-RedisServer
}

Describe 'The tables' {
    It '<Type> has a view' -ForEach $names {
        (Get-FormatData $Type).TypeNames | Should -Contain $Type
    }

    It '<Type> fits in 80 columns, and its headings are columns' -ForEach $tables {
        # Of a column that takes the rest, its heading must fit at least.
        $needed = 0
        for ($i = 0; $i -lt $Columns.Count; $i++) {
            $needed += $Widths[$i] ? [int]$Widths[$i] : $Columns[$i].Length
            $Columns[$i].Length | Should -BeLessOrEqual ($Widths[$i] ? [int]$Widths[$i] : 80)
        }
        # A terminal leaves its last column free.
        $needed + $Columns.Count - 1 | Should -BeLessThan 80
        $properties = ([type]($Type -replace '#.*')).GetProperties().Name
        $Columns | Where-Object { $_ -notin $properties } | Should -BeNullOrEmpty
    }

    It 'follow what was asked for: <Name>' -ForEach @(
        @{ Name = 'a load'; Shape = @{}; Columns = 'ElapsedSeconds', 'Started', 'Dropped', 'Failed', 'ResponseP50Ms', 'ResponseP99Ms', 'ResponseMaxMs' }
        @{ Name = 'each server'; Shape = @{ PerTarget = $true }; Columns = 'Target', 'ElapsedSeconds', 'Started', 'Failed', 'ResponseP50Ms', 'ResponseP99Ms' }
        @{ Name = 'a watch'; Shape = @{ Watch = $true }; Columns = 'ElapsedSeconds', 'Failed', 'ResponseP99Ms', 'AcceptQueue', 'ListenOverflows', 'ServerCps' }
        @{ Name = 'clients beside the load'; Shape = @{ Clients = 2 }; Columns = 'ElapsedSeconds', 'Failed', 'ResponseP99Ms', 'SteadyFailed', 'SteadyP50Ms', 'SteadyP99Ms' }
        @{ Name = 'clients alone'; Alone = @{ Clients = 3; ClientRate = 5; Duration = 0.5 }; Columns = 'ElapsedSeconds', 'ClientsConnected', 'ClientsWaiting', 'ReconnectAttempts', 'SteadyP99Ms' }
        @{ Name = 'connections that are held'; Shape = @{ HoldTime = '50ms' }; Columns = 'ElapsedSeconds', 'Started', 'Dropped', 'Failed', 'Open', 'Held', 'ResponseP50Ms', 'ResponseP99Ms' }
        @{ Name = 'retries'; Shape = @{ Retry = 2 }; Columns = 'ElapsedSeconds', 'Started', 'Failed', 'Open', 'RetryWaiting', 'Retries', 'ResponseP99Ms' }
        @{ Name = 'a pool'; Shape = @{ PoolSize = 50 }; Columns = 'ElapsedSeconds', 'Started', 'Dropped', 'Failed', 'Open', 'Pooled', 'ResponseP50Ms', 'ResponseP99Ms' }
        @{ Name = 'records of connections'; Shape = @{ PerConnection = $true }; Columns = 'Number', 'Target', 'DueMs', 'ConnectedMs', 'LastReplyMs', 'Failure' }
    ) {
        $rows = @($Alone ? (Start-RedisLoad -Port $server.Port @Alone 3>$null) : (Start-RedisLoad @load @Shape))
        Get-Header $rows | Should -Be $Columns
        # And so they do after a job.
        $path = Join-Path $TestDrive 'rows.xml'
        $rows | Export-Clixml $path
        Get-Header (Import-Clixml $path) | Should -Be $Columns
        if (-not $Alone -and -not $Shape.PerConnection) {
            ($rows | Measure-RedisLoad).Started | Should -Be 50
        }
    }

    It 'follow what was asked for: TLS' {
        $authority = New-Authority
        $secure = Start-TlsRedisServer (New-Certificate $authority) $authority -Folder $TestDrive
        try {
            $rows = Start-RedisLoad -Port $secure.TlsPort -UseTls -CaCertificate $secure.CaFile -Cps 50 -Duration 0.2 -WarningAction SilentlyContinue
            Get-Header $rows | Should -Be 'ElapsedSeconds', 'Started', 'Failed', 'ResponseP50Ms', 'ResponseP99Ms', 'TlsHandshakeP99Ms'
        }
        finally {
            $secure | Stop-RedisServer
        }
    }

    It 'follow what was asked for: a watch of a Redis' {
        Get-Header (Watch-RedisConnections -Port $server.Port -Count 1 -Interval 0.1) | Should -Be 'ElapsedSeconds', 'Established', 'TimeWait', 'SynSent', 'SynRecv', 'AcceptQueue', 'Attention'
        Get-Header (Watch-RedisConnections -Redis "localhost:$($server.Port)" -Count 1 -Interval 0.1) | Should -Be 'ElapsedSeconds', 'Established', 'TimeWait', 'AcceptQueue', 'ConnectedClients', 'Attention'
    }

    It 'follow what was asked for: a test of a connection' {
        Get-Header (Test-RedisConnection -Port $server.Port -Count 1) | Should -Be 'ComputerName', 'Port', 'Status', 'ConnectMs', 'PingMs', 'ServerVersion'
        Get-Header (Test-RedisConnection -Port $server.Port -Count 1 -Credential (New-Credential 'default' 'any') -ErrorAction SilentlyContinue) |
            Should -Be 'ComputerName', 'Port', 'Status', 'ConnectMs', 'TlsMs', 'AuthMs', 'PingMs', 'ServerVersion'
    }

    It 'break between words' {
        $summary = Start-RedisLoad @load | Measure-RedisLoad
        $shown = ($summary | Out-String -Width 80) -split '\s+'
        $summary.Evidence -split '\s+' | Where-Object { $_ -notin $shown } | Should -BeNullOrEmpty
        $check = Test-KernelTuning -Cps 100 | Where-Object Name -eq 'net.ipv4.ip_local_port_range'
        $shown = ($check | Out-String -Width 80) -split '\s+'
        $check.Reason -split '\s+' | Where-Object { $_ -notin $shown } | Should -BeNullOrEmpty
    }

    It 'show the reason of each check' {
        Get-Header (Test-KernelTuning -Cps 100) | Should -Be 'Status', 'Verdict', 'Name', 'Current', 'Required', 'Reason'
    }
}

Describe 'What is left of the output elsewhere' {
    BeforeAll {
        $rows = @(Start-RedisLoad @load)
        $summary = $rows | Measure-RedisLoad -Threshold 'Failed == 0', 'Started < 5' -ErrorAction SilentlyContinue
    }

    It 'a name is a name in JSON, after Export-Clixml, and in a job: <Column>' -ForEach $enumerations {
        $value = [Enum]::GetValues($Type)[-1]
        $object = [pscustomobject]@{ Value = $value }
        ($object | ConvertTo-Json | ConvertFrom-Json).Value | Should -BeExactly "$value"
        $path = Join-Path $TestDrive 'value.xml'
        $object | Export-Clixml $path
        (Import-Clixml $path).Value | Should -BeExactly "$value"
        (Import-Clixml $path).Value -eq "$value" | Should -BeTrue
    }

    It 'a list is its items in a file' {
        $path = Join-Path $TestDrive 'summary.csv'
        $summary | Export-Csv $path
        Get-Content $path -Raw | Should -Not -Match 'System\.|RedisLoad\.'
        $back = Import-Csv $path
        $back.Evidence | Should -Be ($summary.Evidence -join ' ')
        $back.Thresholds | Should -Match '^Failed == 0: .+; Started < 5: .+'
        $summary.Evidence[0] | Should -Match '\w'
        ($summary | ConvertTo-Json | ConvertFrom-Json).Thresholds[1].Passed | Should -BeFalse
    }

    It 'of a search, too' {
        $probe = Find-RedisLoadLimit 'Started < 5' -Port $server.Port -From 50 -To 50 -Duration 0.2 -WarmUp 0 -WarningAction SilentlyContinue | Select-Object -Last 1
        ($probe | ConvertTo-Csv) -join ' ' | Should -Not -Match 'System\.|RedisLoad\.'
        ($probe | ConvertTo-Json | ConvertFrom-Json).Reason | Should -BeExactly "$($probe.Reason)"
    }

    It 'says in a few words what it is' {
        "$summary" | Should -Match '^\w+: 50 succeeded, 0 failed, [\d.]+/s'
        "$($rows[0])" | Should -Match '^0.1 s: \d+ started, 0 dropped, 0 failed'
        foreach ($one in (Start-RedisLoad @load -PerConnection | Select-Object -First 1), (Test-KernelTuning -Cps 100)[0], (Test-RedisConnection -Port $server.Port -Count 1),
            (Watch-RedisConnections -Port $server.Port -Count 1 -Interval 0.1)) {
            "$one" | Should -Match '^[\w.: -]+: '
            "$one" | Should -Not -Match 'RedisLoad\.|\{'
        }
    }

    It 'rows from <Name> add up exactly, and say their server and run' -ForEach @(
        @{ Name = 'a CSV file'; Way = { $rows | Export-Csv (Join-Path $TestDrive 'load.csv'); Import-Csv (Join-Path $TestDrive 'load.csv') } }
        @{ Name = 'JSON lines'; Way = { $rows | ForEach-Object { $_ | ConvertTo-Json -Compress } | ForEach-Object { $_ | ConvertFrom-Json } } }
        @{ Name = 'Export-Clixml'; Way = { $rows | Export-Clixml (Join-Path $TestDrive 'load.xml'); Import-Clixml (Join-Path $TestDrive 'load.xml') } }
    ) {
        $back = @(& $Way)
        $back.Target | Should -Be ($rows | ForEach-Object { "localhost:$($server.Port)" })
        $back.RunId | Should -Be ($rows | ForEach-Object { $rows[0].RunId })
        $again = $back | Measure-RedisLoad
        $again.PercentilesAreExact | Should -BeTrue
        $again.ResponseP50Ms, $again.ResponseP95Ms, $again.ServiceP50Ms, $again.LagP50Ms | Should -Be $summary.ResponseP50Ms, $summary.ResponseP95Ms, $summary.ServiceP50Ms, $summary.LagP50Ms
    }

    It 'rows of <Name> come alone, and add up exactly' -ForEach @(
        @{ Name = 'a job'; Way = { param($module, $port) Start-Job { Import-Module $args[0]; Start-RedisLoad -Port $args[1] -Cps 100 -Duration 0.5 3>$null } -ArgumentList $module, $port | Receive-Job -Wait -AutoRemoveJob } }
        @{ Name = 'a thread job'; Way = { param($module, $port) Start-ThreadJob { Import-Module $args[0]; Start-RedisLoad -Port $args[1] -Cps 100 -Duration 0.5 3>$null } -ArgumentList $module, $port | Receive-Job -Wait -AutoRemoveJob } }
        @{ Name = 'ForEach-Object -Parallel'; Way = { param($module, $port) $port | ForEach-Object -Parallel { Import-Module $using:module; Start-RedisLoad -Port $_ -Cps 100 -Duration 0.5 3>$null } } }
    ) {
        $written = @(& $Way (Get-Module RedisLoad).Path $server.Port 6>&1)
        $written | Where-Object { $_ -is [Management.Automation.InformationRecord] } | Should -BeNullOrEmpty
        $again = $written | Measure-RedisLoad
        $again.Started | Should -Be 50
        $again.PercentilesAreExact | Should -BeTrue
    }

    It 'leaves the histograms out where they are not wanted' {
        $bare = @(Start-RedisLoad @load -IncludeHistogram:$false)
        $bare | Where-Object ResponseHistogram | Should -BeNullOrEmpty
        ($bare | Measure-RedisLoad).PercentilesAreExact | Should -BeTrue
        ($bare | ConvertTo-Csv | ConvertFrom-Csv | Measure-RedisLoad).PercentilesAreExact | Should -BeFalse
    }

    It 'one cmdlet writes one type' {
        $probes = @(Find-RedisLoadLimit 'Failed == 0' -Port $server.Port -From 50 -To 100 -Duration 0.2 -WarmUp 0 -WarningAction SilentlyContinue)
        @($probes | ForEach-Object { $_.GetType().FullName } | Sort-Object -Unique) | Should -HaveCount 1
    }
}
