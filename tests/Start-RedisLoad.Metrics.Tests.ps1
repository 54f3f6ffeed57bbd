BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $server = Start-RedisServer
    $load = @{ Port = $server.Port; Cps = 100; WarningAction = 'SilentlyContinue' }

    # What a load sends to a receiver of its own: Rows, Warnings, Requests, Points.
    function Invoke-MeasuredLoad([scriptblock] $Script, [string] $Answer = '200', [string] $Protocol = 'Http') {
        $receiver = Start-OtlpReceiver -Answer $Answer
        try {
            $rows = @(& $Script $receiver.$Protocol 3>&1)
        }
        finally {
            $sent = Stop-OtlpReceiver $receiver
        }
        [pscustomobject]@{
            Rows     = @($rows | Where-Object { $_ -isnot [Management.Automation.WarningRecord] })
            Warnings = @($rows | Where-Object { $_ -is [Management.Automation.WarningRecord] })
            Requests = $sent.Requests
            Points   = $sent.Points
            Address  = $receiver.$Protocol
        }
    }

    # The sum of a metric over the points that have these attributes.
    function Get-Metric($Sent, [string] $Name, [hashtable] $Attribute = @{}, [string] $Property = 'Value') {
        $points = @($Sent.Points | Where-Object Metric -eq $Name)
        foreach ($key in $Attribute.Keys) {
            $points = @($points | Where-Object { $_.Attributes.$key -eq $Attribute[$key] })
        }
        ($points | Measure-Object $Property -Sum).Sum
    }

    function Get-Sum($Rows, [string] $Column) {
        ($Rows | Measure-Object $Column -Sum).Sum
    }
}

AfterAll {
    $server | Stop-RedisServer
}

Describe 'Start-RedisLoad -OtlpEndpoint' {
    Context 'over <_>' -ForEach 'Http', 'Grpc' {
        BeforeAll {
            $env:OTEL_EXPORTER_OTLP_PROTOCOL = @{ Http = $null; Grpc = 'grpc' }[$_]
            $env:OTEL_EXPORTER_OTLP_HEADERS = 'Authorization=Bearer%20top-secret'
            $env:OTEL_RESOURCE_ATTRIBUTES = 'deployment.environment.name=test'
            $sent = Invoke-MeasuredLoad -Protocol $_ { Start-RedisLoad -Port $server.Port -Cps 100 -Duration 2 -Verbose -OtlpEndpoint $args[0] 4>&1 }
        }

        AfterAll {
            Remove-Item Env:OTEL_EXPORTER_OTLP_PROTOCOL, Env:OTEL_EXPORTER_OTLP_HEADERS, Env:OTEL_RESOURCE_ATTRIBUTES -ErrorAction Ignore
        }

        It 'sends while the load runs, with the credentials of the environment, and shows these nowhere' {
            $sent.Requests.Count | Should -BeGreaterThan 1
            $sent.Requests.Protocol | Sort-Object -Unique | Should -Be $_.ToLowerInvariant()
            $sent.Requests.Path | Sort-Object -Unique | Should -Be @{ Http = '/v1/metrics'; Grpc = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export' }[$_]
            $sent.Requests.Authorization | Sort-Object -Unique | Should -Be 'Bearer top-secret'
            ($sent.Rows | Out-String) + $sent.Warnings | Should -Not -Match 'top-secret'
        }

        It 'sends counts that are those of the rows' {
            $rows = $sent.Rows | Where-Object { $_ -is [RedisLoad.Rows.LoadSample] }
            Get-Sum $rows Due | Should -Be 200
            foreach ($column in 'Due', 'Started', 'Succeeded', 'Dropped', 'Late') {
                Get-Metric $sent "redisload.connection.$($column.ToLowerInvariant())" | Should -Be (Get-Sum $rows $column) -Because $column
            }
            Get-Metric $sent 'redisload.connection.failed' | Should -Be 0
            Get-Metric $sent 'redisload.connection.open' | Should -Be $rows[-1].Open
        }

        It 'sends times as histograms in seconds' {
            $rows = $sent.Rows | Where-Object { $_ -is [RedisLoad.Rows.LoadSample] }
            foreach ($name in 'redisload.response.duration', 'db.client.operation.duration', 'db.client.connection.create_time', 'redisload.schedule.lag') {
                $point = $sent.Points | Where-Object Metric -eq $name
                $point.Kind, $point.Unit | Should -Be 'Histogram', 's'
                $point.Count | Should -Be (Get-Sum $rows Succeeded) -Because $name
                ($point.Buckets | Measure-Object -Sum).Sum | Should -Be $point.Count
            }
            $response = $sent.Points | Where-Object Metric -eq 'redisload.response.duration'
            # The bucket of the longest is the last that is not empty.
            $longest = ($rows.ResponseMaxMs | Measure-Object -Maximum).Maximum / 1000
            $last = (0..($response.Buckets.Count - 1) | Where-Object { $response.Buckets[$_] } | Select-Object -Last 1)
            $longest | Should -BeGreaterThan $response.Bounds[$last - 1]
            $longest | Should -BeLessOrEqual $response.Bounds[$last]
        }

        It 'says what it is about: <Attribute>' -ForEach @(
            @{ Attribute = 'db.system.name'; Expected = { 'redis' } }
            @{ Attribute = 'server.address'; Expected = { 'localhost' } }
            @{ Attribute = 'server.port'; Expected = { $server.Port } }
            @{ Attribute = 'redisload.run_id'; Expected = { $sent.Rows.RunId | Where-Object { $_ } | Select-Object -First 1 } }
        ) {
            $sent.Points.Attributes.$Attribute | Sort-Object -Unique | Should -Be (& $Expected)
        }

        It 'names a pool where the conventions require one' {
            ($sent.Points | Where-Object Metric -like 'db.client.connection.*').Attributes.'db.client.connection.pool.name' | Should -Be "localhost:$($server.Port)"
        }

        It 'names itself, and what the environment adds' {
            $resource = $sent.Requests[-1].Resource
            $resource.'service.name', $resource.'deployment.environment.name' | Should -Be 'redisload', 'test'
            $sent.Points.Scope | Sort-Object -Unique | Should -Be 'RedisLoad'
        }
    }

    It 'tells failures apart by their kind' {
        $sent = Invoke-MeasuredLoad { Start-RedisLoad -Port (Get-FreePort) -Cps 100 -Duration 1 -Force -OtlpEndpoint $args[0] }
        Get-Metric $sent 'redisload.connection.failed' | Should -Be 100
        Get-Metric $sent 'redisload.connection.failed' @{ 'error.type' = 'Refused' } | Should -Be 100
    }

    It 'tells servers apart with -PerTarget' {
        $second = Start-RedisServer
        try {
            $sent = Invoke-MeasuredLoad { Start-RedisLoad @load -ComputerName "127.0.0.1:$($server.Port)", "127.0.0.1:$($second.Port)" -Duration 1 -PerTarget -OtlpEndpoint $args[0] }
        }
        finally {
            $second | Stop-RedisServer
        }
        foreach ($port in $server.Port, $second.Port) {
            Get-Metric $sent 'redisload.connection.succeeded' @{ 'server.address' = '127.0.0.1'; 'server.port' = $port } | Should -Be 50
        }
    }

    It 'sends with -PerConnection, which returns no rows' {
        $sent = Invoke-MeasuredLoad { Start-RedisLoad @load -Duration 1 -PerConnection -OtlpEndpoint $args[0] }
        $sent.Rows | Should -HaveCount 100
        Get-Metric $sent 'redisload.connection.started' | Should -Be 100
    }

    It 'sends the sum of several load generators, and each interval once' {
        $sent = Invoke-MeasuredLoad { Start-RedisLoad @load -Duration 1 -Processes 2 -PerGenerator -OtlpEndpoint $args[0] }
        Get-Metric $sent 'redisload.connection.due' | Should -Be 100
        Get-Metric $sent 'redisload.response.duration' -Property Count | Should -Be (Get-Sum ($sent.Rows | Where-Object { -not $_.Generator }) Succeeded)
    }

    It 'sends what clients and -Watch see' {
        $sent = Invoke-MeasuredLoad { Start-RedisLoad @load -Duration 2 -Clients 5 -ClientRate 10 -Watch -OtlpEndpoint $args[0] }
        Get-Metric $sent 'redisload.client.connected' | Should -Be 5
        Get-Metric $sent 'redisload.client.request.answered' | Should -Be (Get-Sum $sent.Rows SteadyRequests)
        Get-Metric $sent 'redisload.client.request.duration' -Property Count | Should -Be (Get-Sum $sent.Rows SteadyRequests)
        Get-Metric $sent 'redisload.server.listen_overflows' | Should -Be (Get-Sum $sent.Rows ListenOverflows)
        $sent.Points.Metric | Should -Contain 'redisload.server.accept_queue'
    }

    It 'keeps two loads of one process apart' {
        $loads = foreach ($cps in 50, 150) {
            $receiver = Start-OtlpReceiver
            $job = Start-Pipeline { param($port, $cps, $endpoint) Start-RedisLoad -Port $port -Cps $cps -Duration 2 -OtlpEndpoint $endpoint } -ArgumentList $server.Port, $cps, $receiver.Http
            @{ Receiver = $receiver; Job = $job; Cps = $cps }
        }
        foreach ($one in $loads) {
            Receive-Job $one.Job -Wait -AutoRemoveJob 3>$null | Out-Null
            Get-Metric (Stop-OtlpReceiver $one.Receiver) 'redisload.connection.due' | Should -Be (2 * $one.Cps)
        }
    }

    It 'sends the loads of a search, each with its own run' {
        $sent = Invoke-MeasuredLoad { Find-RedisLoadLimit 'Failed == 0' -Port $server.Port -From 50 -To 100 -Duration 1 -WarmUp 0 -Confirmations 0 -OtlpEndpoint $args[0] }
        $sent.Rows.TargetCps | Should -Be 50, 100
        Get-Metric $sent 'redisload.connection.due' | Should -Be 150
        @($sent.Points.Attributes.'redisload.run_id' | Sort-Object -Unique) | Should -HaveCount $sent.Rows.Count
    }

    Context 'where the endpoint does not take them' {
        It 'warns once, with the cause, and the load goes on: <Name>' -ForEach @(
            @{ Name = 'nobody listens'; Reply = $null; Protocol = 'Http'; Cause = 'Connection refused' }
            @{ Name = 'it refuses'; Reply = '401'; Protocol = 'Http'; Cause = '401' }
            @{ Name = 'it refuses, over gRPC'; Reply = '401'; Protocol = 'Grpc'; Cause = 'Unauthenticated' }
            @{ Name = 'it never answers'; Reply = 'never'; Protocol = 'Http'; Cause = '' }
        ) {
            $env:OTEL_EXPORTER_OTLP_PROTOCOL = @{ Grpc = 'grpc' }[$Protocol]
            $env:OTEL_EXPORTER_OTLP_HEADERS = 'Authorization=Bearer%20top-secret'
            try {
                $sent = Invoke-MeasuredLoad -Answer ($Reply ?? '200') -Protocol $Protocol {
                    $endpoint = $Reply ? $args[0] : "http://127.0.0.1:$(Get-FreePort)"
                    Start-RedisLoad -BuiltInTarget -Cps 20 -Duration 3 -OtlpEndpoint "$endpoint$($Protocol -eq 'Http' ? '?key=top-secret' : '')"
                }
            }
            finally {
                Remove-Item Env:OTEL_EXPORTER_OTLP_PROTOCOL, Env:OTEL_EXPORTER_OTLP_HEADERS -ErrorAction Ignore
            }
            Get-Sum $sent.Rows Due | Should -Be 60
            $warnings = @($sent.Warnings -match 'OtlpEndpoint')
            $warnings | Should -HaveCount 1
            "$warnings" | Should -Match "^-OtlpEndpoint: .*http://127\.0\.0\.1:\d+/.*$Cause"
            "$warnings" | Should -Not -Match 'top-secret'
        }
    }

    Context 'what cannot be is said before anything is opened' {
        It '<Name>' -ForEach @(
            @{ Name = 'no address'; Endpoint = 'localhost:4318'; Variable = 'OTEL_EXPORTER_OTLP_PROTOCOL'; Value = ''; Message = "-OtlpEndpoint: 'localhost:4318' is not the address of an OTLP endpoint. Use http:// or https://, as in http://localhost:4318." }
            @{ Name = 'a password'; Endpoint = 'http://me:top-secret@collector'; Variable = 'OTEL_EXPORTER_OTLP_PROTOCOL'; Value = ''; Message = '-OtlpEndpoint: *OTEL_EXPORTER_OTLP_HEADERS*' }
            @{ Name = 'a protocol'; Endpoint = 'http://collector'; Variable = 'OTEL_EXPORTER_OTLP_PROTOCOL'; Value = 'http/json'; Message = "-OtlpEndpoint: *OTEL_EXPORTER_OTLP_PROTOCOL is 'http/json'*" }
            @{ Name = 'headers'; Endpoint = 'http://collector'; Variable = 'OTEL_EXPORTER_OTLP_HEADERS'; Value = 'top-secret'; Message = '-OtlpEndpoint: *OTEL_EXPORTER_OTLP_HEADERS*' }
            @{ Name = 'a certificate'; Endpoint = 'https://collector'; Variable = 'OTEL_EXPORTER_OTLP_CERTIFICATE'; Value = '/no/such/file'; Message = '-OtlpEndpoint: *OTEL_EXPORTER_OTLP_CERTIFICATE*' }
        ) {
            $before = (Get-RedisInfo $server).total_connections_received
            Set-Item "Env:$Variable" $Value
            try {
                $problem = { Start-RedisLoad @load -Duration 1 -OtlpEndpoint $Endpoint -ErrorAction Stop } | Should -Throw -ExpectedMessage $Message -PassThru
            }
            finally {
                Remove-Item "Env:$Variable" -ErrorAction Ignore
            }
            $problem.FullyQualifiedErrorId | Should -Match '^ValueOutOfRange,'
            "$problem $($problem.TargetObject)" | Should -Not -Match 'top-secret'
            # The other is the one that asks.
            (Get-RedisInfo $server).total_connections_received - $before | Should -Be 1
        }
    }

    It 'loads OpenTelemetry only where it is asked for, and apart from the shell' {
        $loaded = Invoke-Shell {
            function Get-Loaded { [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -like 'OpenTelemetry*' }) }
            Start-RedisLoad -BuiltInTarget -Cps 10 -Duration 0.2 3>$null | Out-Null
            @(Get-Loaded).Count
            Start-RedisLoad -BuiltInTarget -Cps 10 -Duration 0.2 -OtlpEndpoint http://127.0.0.1:1 3>$null | Out-Null
            Get-Loaded | ForEach-Object { [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name } | Sort-Object -Unique
        }
        $loaded | Should -Be 0, 'RedisLoad'
    }
}
