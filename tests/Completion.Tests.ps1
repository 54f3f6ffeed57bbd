BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $hasNamespace = Test-Namespace
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    function Get-Completion([string] $Line) {
        (TabExpansion2 $Line -cursorColumn $Line.Length).CompletionMatches
    }
}

Describe 'Tab' {
    It 'completes <Line> to <Expected>' -ForEach @(
        @{ Line = 'Start-RedisLoad -ComputerName localh'; Expected = 'localhost' }
        @{ Line = 'Test-RedisConnection localh'; Expected = 'localhost' }
        @{ Line = 'Watch-RedisConnections -ComputerName localh'; Expected = 'localhost' }
        @{ Line = 'Find-RedisLoadLimit -Server localh'; Expected = 'localhost' }
        @{ Line = 'Start-RedisLoad -Port 63'; Expected = '6379' }
        @{ Line = 'Test-KernelTuning -Port 63'; Expected = '6379' }
        @{ Line = 'Watch-RedisConnections -Port 6379, 63'; Expected = '6380' }
        @{ Line = 'Watch-RedisConnections -Redis localh'; Expected = 'localhost:6379' }
        @{ Line = 'Test-KernelTuning -Redis redi'; Expected = 'redis://' }
        @{ Line = 'Export-RedisLoadReport r.html -Redis rediss://localh'; Expected = 'rediss://localhost:6379' }
        @{ Line = 'Start-RedisLoad -Command get'; Expected = 'GETRANGE' }
        @{ Line = 'Start-RedisLoad -Command PING, inc'; Expected = 'INCR' }
        @{ Line = 'Find-RedisLoadLimit -Command "hge'; Expected = 'HGETALL' }
        @{ Line = "Find-RedisLoadLimit 'ResponseP9"; Expected = 'ResponseP95Ms' }
        @{ Line = "Start-RedisLoad -Threshold 'ResponseP99Ms "; Expected = 'ResponseP99Ms <=' }
        @{ Line = "Measure-RedisLoad -Threshold 'Cps >"; Expected = 'Cps >=' }
        @{ Line = "Start-RedisLoad -Threshold 'Failed == 0', Drop"; Expected = 'DropRatePercent' }
    ) {
        (Get-Completion $Line).ListItemText | Should -Contain $Expected
    }

    It 'offers what can be typed on: <Line>' -ForEach @(
        @{ Line = 'Start-RedisLoad -Command hgeta'; Text = 'HGETALL' }
        @{ Line = "Start-RedisLoad -Threshold 'ResponseP99"; Text = "'ResponseP99Ms " }
        @{ Line = "Start-RedisLoad -Threshold 'Cps >="; Text = "'Cps >= " }
    ) {
        (Get-Completion $Line)[0].CompletionText | Should -BeExactly $Text
    }

    It 'offers no files where a server is meant: <_>' -ForEach 'Start-RedisLoad -ComputerName ', 'Watch-RedisConnections -Redis ', 'Test-RedisConnection ', 'Start-RedisLoad -ComputerName no-such-host-here' {
        Push-Location (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid())))
        try {
            New-Item 'a-file' | Out-Null
            New-Item 'no-such-host-here-file' | Out-Null
            (Get-Completion $_).ListItemText | Should -Not -Match 'file'
        }
        finally {
            Pop-Location
        }
    }

    It 'knows the hosts of /etc/hosts and of SSH, and those used before' {
        $named = @(Get-Content /etc/hosts | ForEach-Object { ($_ -replace '#.*').Trim() -split '\s+' | Select-Object -Skip 1 } | Where-Object { $_ })
        (Get-Completion 'Start-RedisLoad -ComputerName ').ListItemText | Should -Contain $named[-1]
        Test-RedisConnection 'used-before.invalid' -Count 1 -ErrorAction SilentlyContinue | Out-Null
        (Get-Completion 'Start-RedisLoad -ComputerName used').ListItemText | Should -Be 'used-before.invalid'
        # In a process of its own, whose home is another.
        $home1 = New-Item -ItemType Directory (Join-Path $TestDrive 'home' '.ssh')
        Set-Content (Join-Path $home1 'known_hosts') 'met-1,192.0.2.7 ssh-ed25519 AAAA', '[met-2]:2222 ssh-ed25519 AAAA', '|1|hashed= ssh-rsa AAAA', '# met-3', '@cert-authority *.met-4 ssh-rsa AAAA'
        $program, [string[]] $arguments = Get-Shell
        $script = "Import-Module '$((Get-Module RedisLoad).Path)'; (TabExpansion2 'Start-RedisLoad -ComputerName met' -cursorColumn 33).CompletionMatches.ListItemText -join ' '"
        $env:HOME, $kept = (Split-Path $home1), $env:HOME
        try {
            & $program @arguments -NoProfile -Command $script | Should -Be 'met-1 met-2'
        }
        finally {
            $env:HOME = $kept
        }
    }

    It 'offers <Offered> and not <Left> after <Line>' -ForEach @(
        @{ Line = 'Start-RedisLoad -Saturate'; Left = 'Cps', 'Gap', 'RampTo', 'Step', 'Count'; Offered = 'Duration', 'MaxOpen', 'Arrival' }
        @{ Line = 'Start-RedisLoad -Cps 5'; Left = 'Saturate'; Offered = 'Gap', 'RampTo', 'Count', 'Duration' }
        @{ Line = 'Start-RedisLoad -BuiltInTarget'; Left = 'ComputerName', 'Port', 'Uri', 'Cluster', 'Sentinel', 'Credential', 'UseTls', 'ServerSession'; Offered = 'Cps', 'Database' }
        @{ Line = 'Start-RedisLoad -ComputerName redis1'; Left = 'Uri', 'BuiltInTarget'; Offered = 'Port', 'Cluster' }
        @{ Line = 'Start-RedisLoad -Uri redis://a'; Left = 'ComputerName', 'Port', 'BuiltInTarget', 'Sentinel'; Offered = 'Cluster', 'UseTls' }
        @{ Line = 'Start-RedisLoad -Cluster'; Left = 'Database', 'Sentinel', 'BuiltInTarget'; Offered = 'Port', 'Uri' }
        @{ Line = 'Start-RedisLoad -Count 5'; Left = 'Duration', 'Saturate', 'Step'; Offered = 'Cps', 'RampTo' }
        @{ Line = 'Start-RedisLoad -Duration 5m'; Left = 'Count'; Offered = 'Cps', 'Saturate' }
        @{ Line = 'Start-RedisLoad -PerConnection'; Left = 'Watch', 'PerTarget', 'Session', 'ServerSession', 'Processes', 'IncludeHistogram'; Offered = 'Cps' }
        @{ Line = 'Start-RedisLoad -Watch'; Left = 'PerConnection', 'PerTarget'; Offered = 'Session', 'ServerSession', 'Processes', 'IncludeHistogram' }
        @{ Line = 'Start-RedisLoad -Arrival Poisson'; Left = , 'Gap'; Offered = 'Cps', 'RampTo' }
        @{ Line = 'Start-RedisLoad -Gap 5'; Left = 'RampTo', 'Step', 'WarmUp'; Offered = 'Arrival', 'Cps' }
        # What is missing can still be typed.
        @{ Line = 'Start-RedisLoad -Clients 5'; Left = , 'PerTarget'; Offered = 'Cps', 'HoldTime', 'PoolSize' }
        @{ Line = 'Start-RedisLoad -RampTo 5'; Left = 'Step', 'Gap'; Offered = 'RampTime', 'Count' }
        @{ Line = "`$r = Start-RedisLoad -Port 5 -Saturate"; Left = 'Cps', 'Uri'; Offered = 'Duration', 'Cluster' }
        @{ Line = "'a' | Start-RedisLoad -Saturate"; Left = , 'Cps'; Offered = , 'Port' }
        @{ Line = 'Start-RedisLoad -Credential app -Saturate'; Left = , 'Cps'; Offered = , 'Duration' }
        @{ Line = 'Start-RedisLoad'; Left = @(); Offered = 'Cps', 'Saturate', 'Uri', 'Count', 'Duration', 'BuiltInTarget' }
        @{ Line = 'Find-RedisLoadLimit -Uri redis://a'; Left = 'ComputerName', 'Port', 'BuiltInTarget'; Offered = , 'Threshold' }
        @{ Line = 'Find-RedisLoadLimit -Processes 2'; Left = 'Session', 'Share', 'PerGenerator', 'CheckOnly'; Offered = 'Threshold', 'HoldTime' }
        @{ Line = 'Test-RedisConnection -Uri redis://a'; Left = 'ComputerName', 'Port'; Offered = , 'Count' }
    ) {
        $names = (Get-Completion "$Line -").ListItemText
        foreach ($name in $Offered) {
            $names | Should -Contain $name
        }
        foreach ($name in $Left) {
            $names | Should -Not -Contain $name
        }
    }

    It 'leaves errors as they are, and other lines alone' {
        (Get-Completion 'Start-RedisLoad -Saturate -').ListItemText | Should -Not -Contain 'Cps'
        { Start-RedisLoad -Saturate -Cps 5 } | Should -Throw '-Cps: * cannot be combined with -Saturate: *'
        (Get-Command Start-RedisLoad).Parameters.Cps.Attributes.DontShow | Should -Not -Contain $true
        (Get-Completion 'Start-RedisLoad -').ListItemText | Should -Contain 'Cps'
    }

    It 'knows the network namespaces that have a name' -Skip:(-not $hasNamespace) {
        $offered = Invoke-InNamespace {
            & mount -t tmpfs none /run
            & ip netns add one
            & ip netns add other
            foreach ($line in 'Watch-RedisConnections -Namespace ', 'Watch-RedisConnections -Namespace ot', "Watch-RedisConnections -Namespace 'o", 'Watch-RedisConnections -Namespace none') {
                (TabExpansion2 $line -cursorColumn $line.Length).CompletionMatches.ListItemText -join ' '
            }
        }
        $offered | Should -Be 'one other', 'other', 'one other', ''
    }

    It 'never shows a password' {
        { Start-RedisLoad -Uri 'redis://user:top-secret@used-with-a-secret.invalid' -Cps 1 -Count 1 } | Should -Throw
        { Watch-RedisConnections -Redis 'redis://user:top-secret@used-with-a-secret.invalid' -Count 1 } | Should -Throw
        $offered = @((Get-Completion 'Start-RedisLoad -ComputerName used-with').CompletionText) + (Get-Completion 'Watch-RedisConnections -Redis used-with').CompletionText
        $offered | Should -Contain 'used-with-a-secret.invalid'
        $offered | Should -Not -Match 'top-secret'
    }
}
