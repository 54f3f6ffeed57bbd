BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
}

Describe 'The bench' {
    BeforeDiscovery {
        $missing = 'gcc', 'unshare', 'ip' | Where-Object { -not (Get-Command $_ -CommandType Application -ErrorAction Ignore) }
    }

    # Its figures are not judged here: a regression is seen by running './build.sh bench' and looking.
    It 'measures every client that is there, and names the goals (where there are gcc, unshare and ip)' -Skip:([bool]$missing) {
        $root = Join-Path $PSScriptRoot '..'
        & dotnet msbuild (Join-Path $root 'bench' 'Pacing') '-restore' '-property:Configuration=Release' '-verbosity:quiet' '-nologo' '-terminalLogger:off'
        $shell = Get-Shell
        $path = Join-Path $TestDrive 'bench.csv'
        $said = & (Join-Path $root 'bench' 'apart.sh') @shell -NoProfile -File (Join-Path $root 'bench' 'Bench.ps1') -Rounds 1 -Connections 10000 -TlsConnections 200 -TlsSessions 1000 -PacingSeconds 1 -Path $path 2>&1 | Out-String
        $LASTEXITCODE | Should -Be 0 -Because $said

        $rows = Import-Csv $path
        $rows | Where-Object Client -eq 'RedisLoad' | Should -HaveCount 4
        $rows | Where-Object Client -eq 'floor' | Should -HaveCount 4
        $rows | Where-Object Client -in 'RedisLoad full', 'RedisLoad resume', 'floor full', 'floor resume' | Should -HaveCount 4
        $rows | Where-Object { [double]$_.CpuUs -le 0 -or [double]$_.PerSecond -le 0 } | Should -BeNullOrEmpty
        $rows[0].Redis | Should -Match '^\d+\.\d+'
        $said | Should -Match "[\d.]+ +<= 1.05 +\w+ +CPU per connection, 50 open, by the floor's"
        $said | Should -Match "[\d.]+ +<= 1.15 +\w+ +CPU per connection over TLS, full handshakes"
        $said | Should -Match '[\d.]+ +<= 1 +\w+ +schedule lag p99 at 8,000/s, ms'
        $said | Should -Match '[\d.]+ +<= 3 +\w+ +first load of a shell, 8,000/s'
        $said | Should -Match '[\d.]+ +<= 5 +\w+ +resident memory that TLS connections leave'
    }

    It 'measures a row of Watch-RedisConnections beside a bare dump and ss (where there are gcc, unshare, ip and ss)' -Skip:([bool]$missing -or -not (Get-Command ss -CommandType Application -ErrorAction Ignore)) {
        $bench = Join-Path $PSScriptRoot '..' 'bench'
        $shell = Get-Shell
        $path = Join-Path $TestDrive 'watch.csv'
        $said = & (Join-Path $bench 'apart.sh') @shell -NoProfile -File (Join-Path $bench 'WatchBench.ps1') -Rounds 1 -Sockets 200 -Repeat 3 -Path $path 2>&1 | Out-String
        $LASTEXITCODE | Should -Be 0 -Because $said

        $rows = Import-Csv $path
        $rows.Counter | Should -Be 'sockdiag', 'RedisLoad', 'ss | awk'
        # The bare dump counts the listener, too.
        $rows.Sockets | Should -Be '201', '200', '200'
        $said | Should -Match "[\d.]+ +<= 1.2 +\w+ +a row of Watch-RedisConnections, by the bare dump's CPU"
    }

    It 'measures an attempt to reconnect beside a new connection, and idle clients (where there are gcc, unshare and ip)' -Skip:([bool]$missing) {
        $bench = Join-Path $PSScriptRoot '..' 'bench'
        $shell = Get-Shell
        $path = Join-Path $TestDrive 'reconnect.csv'
        $said = & (Join-Path $bench 'apart.sh') @shell -NoProfile -File (Join-Path $bench 'ReconnectBench.ps1') -Rounds 1 -Clients 100 -Idle 200 -Seconds 2 -Path $path 2>&1 | Out-String
        $LASTEXITCODE | Should -Be 0 -Because $said

        $rows = Import-Csv $path
        $rows.Shape | Should -Be 'refused connection', 'refused attempt', 'connection', 'connection, PING', 'answered attempt', 'idle clients'
        $rows[0..4] | Where-Object { [double]$_.CpuUs -le 0 -or [long]$_.Number -lt 100 } | Should -BeNullOrEmpty
        $rows[5].Clients | Should -Be 200
        $said | Should -Match '[\d.]+ +<= 1 +\w+ +CPU of an attempt that is answered, by that of a connection'
        $said | Should -Match '[\d.]+ +<= 2 +\w+ +CPU of 200 idle clients, % of a core'
    }
}
