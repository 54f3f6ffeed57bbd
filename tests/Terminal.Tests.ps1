# What a person at a terminal sees and presses: PowerShell runs in a terminal of its own, 80 columns wide.

BeforeDiscovery {
    $hasTerminal = [bool](Get-Command tmux -CommandType Application -ErrorAction Ignore)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
}

Describe 'At a terminal (where there is tmux)' -Skip:(-not $hasTerminal) {
    BeforeAll {
        $server = Start-RedisServer
        $terminal = Start-Terminal
        $load = "Start-RedisLoad -Port $($server.Port) -Cps 50 -Duration 600 -Interval 0.5"
        # PowerShell's own progress line can hang when Ctrl+C comes while it asks the terminal for the position of the cursor.
        $quiet = "$load -ProgressAction SilentlyContinue"
    }

    AfterAll {
        $terminal | Stop-Terminal
        $server | Stop-RedisServer
    }

    BeforeEach {
        $terminal | Clear-Terminal
    }

    It 'ends a load early with q, and the pipeline finishes' {
        Send-Line $terminal "`$rows = $load"
        Wait-Connection $server
        Send-Key $terminal q
        Wait-Text $terminal 'The load was ended after [0-9.]+ s\s+\(q was pressed\)'
        Send-Line $terminal '"rows: $($rows.Count -gt 0), books: $(($rows | Measure-Object Due -Sum).Sum - ($rows | Measure-Object Succeeded -Sum).Sum)"'
        Wait-Text $terminal '(?m)^rows: True, books: 0'
    }

    It 'ends a search by several load generators early with q' {
        Send-Line $terminal "Find-RedisLoadLimit 'Failed == 0' -Port $($server.Port) -From 50 -To 100 -Duration 600 -Processes 2"
        Wait-Connection $server
        Send-Key $terminal q
        Wait-Text $terminal 'The search was ended \(q was pressed\)\.'
        Wait-Until { (Get-RedisInfo $server).connected_clients -eq 1 }
    }

    It 'ends a watch with q' {
        Send-Line $terminal "`$rows = Watch-RedisConnections -Port $($server.Port) -Interval 0.2; `"watched: `$(`$rows.Count -gt 0)`""
        Start-Sleep -Milliseconds 600
        Send-Key $terminal q
        Wait-Text $terminal '(?m)^watched: True'
    }

    It 'asks before it loads a server that is not this host, and does nothing if only Enter is pressed' {
        # An address for documentation, which nobody has; and nobody is sent anything.
        Send-Line $terminal 'Start-RedisLoad -ComputerName 203.0.113.7 -Cps 5 -Duration 1'
        Wait-Text $terminal '(?s)Load 203\.0\.113\.7:6379, which is not this host\?.*:\s*\z'
        Send-Key $terminal Enter
        Send-Line $terminal '"asked" + "!"'
        Wait-Text $terminal '(?m)^asked!'
        Get-Screen $terminal | Should -Not -Match 'TimedOut|timed out|Unreachable'
    }

    It 'asks before it loads what a cluster node of this host names, and does nothing where the answer is no' {
        $liars = Start-LyingServers
        try {
            Send-Line $terminal "Start-RedisLoad -Cluster -Port $($liars.Ports['slots-elsewhere'].Plain) -Cps 5 -Duration 1"
            Wait-Text $terminal '(?s)Load 203\.0\.113\.1:6379, which is not this host\?'
            Send-Line $terminal 'n'
            Send-Line $terminal '"asked" + "!"'
            Wait-Text $terminal '(?m)^asked!'
            Get-Screen $terminal | Should -Not -Match 'TimedOut|timed out|Unreachable'
        }
        finally {
            $liars | Stop-LyingServers
        }
    }

    It 'does not ask with -WhatIf, or where the server is this host' {
        Send-Line $terminal "Start-RedisLoad -ComputerName 203.0.113.7 -WhatIf; $($load -replace '600', '0.5') | Out-Null; 'not ' + 'asked!'"
        Wait-Text $terminal '(?m)^not asked!'
        Get-Screen $terminal | Should -Not -Match 'which is not this host\?'
    }

    It 'wraps the reasons of Test-KernelTuning between words' {
        Send-Line $terminal 'Test-KernelTuning -Cps 100 -Name net.ipv4.ip_local_port_range'
        Wait-Text $terminal '(?s)Reason.+>\s*\z'
        $shown = (Get-Screen $terminal) -split '\s+'
        (Test-KernelTuning -Cps 100 -Name net.ipv4.ip_local_port_range).Reason -split '\s+' | Where-Object { $_ -notin $shown } | Should -BeNullOrEmpty
    }

    It 'shows the summary of what ran when it is stopped' {
        Send-Line $terminal $quiet
        Wait-Text $terminal '(?m)^ +0\.5 +25 '
        Send-Key $terminal C-c
        Wait-Text $terminal '(?s)\d+ connections due: .*Verdict: '
    }

    It 'keeps what Measure-RedisLoad and Export-RedisLoadReport have when they are stopped' {
        Send-Line $terminal "$quiet | Measure-RedisLoad"
        Wait-Connection $server
        Send-Key $terminal C-c
        Wait-Text $terminal '(?s)\d+ connections due: .*Verdict: '
        $path = Join-Path $TestDrive 'stopped.html'
        Send-Line $terminal "$quiet | Export-RedisLoadReport $path"
        Wait-Connection $server
        Send-Key $terminal C-c
        Wait-Text $terminal 'The report of the rows so far is in'
        Get-Content $path -Raw | Should -Match '</html>'
    }
}
