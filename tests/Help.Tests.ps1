BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $hasNamespace = Test-Namespace
    $module = Import-Module (Join-Path $PSScriptRoot '..' 'artifacts' 'RedisLoad' 'RedisLoad.psd1') -Force -PassThru
    $cmdlets = @($module.ExportedCmdlets.Values | ForEach-Object {
            $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
            @{ Name = $_.Name; Parameters = @($_.Parameters.Values | Where-Object { $_.Name -notin $common -and -not $_.Attributes.DontShow } | ForEach-Object Name) }
        })
    # Those that are not run, and why.
    $reasons = @{
        'Invoke-Command -ComputerName'   = 'it needs two hosts, which Start-RedisLoad.Generators.Tests.ps1 has'
        '$sessions = New-PSSession' = 'it needs two hosts, which Watch-RedisConnections.Tests.ps1 has'
        'Test-KernelTuning -Cps 8000 -Session' = 'it needs two hosts, which Test-KernelTuning.Tests.ps1 has'
        '$hosts = New-PSSession' = 'it needs two hosts, which Find-RedisLoadLimit.Tests.ps1 has'
        'Invoke-Command -Session' = 'it needs other hosts with the module'
        'Test-RedisConnection redis1 -Port 6380 -UseTls' = 'it needs certificates, which Tls.Tests.ps1 has'
    }
    $examples = @(foreach ($cmdlet in $cmdlets) {
            $number = 0
            foreach ($code in (Get-Help $cmdlet.Name -Full).examples.example.code) {
                $number++
                @{ Name = $cmdlet.Name; Number = $number; Code = $code; Reason = $reasons.Keys.Where({ $code.StartsWith($_) }).ForEach({ $reasons[$_] })[0] }
            }
        })
}

Describe 'Get-Help <Name>' -ForEach $cmdlets {
    BeforeAll {
        $help = Get-Help $Name -Full
        $page = Join-Path $PSScriptRoot '..' 'docs' "$Name.md"
    }

    It 'says what it does, in short and in full' {
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match '\[-'
        $help.description.Text | Should -Not -BeNullOrEmpty
    }

    It 'has examples' {
        @($help.examples.example).Count | Should -BeGreaterThan 1
    }

    It 'explains -<_>, with its default' -ForEach $Parameters {
        $parameter = Get-Help $Name -Parameter $_
        $parameter.description.Text | Should -Not -BeNullOrEmpty
        $parameter.defaultValue | Should -Not -BeNullOrEmpty
    }

    It 'leads on, to its page and to what it speaks of' {
        (Get-Command $Name).HelpUri | Should -Match "^https://.+/docs/$Name\.md$"
        $links = @($help.relatedLinks.navigationLink)
        $links[0].uri | Should -Be (Get-Command $Name).HelpUri
        $named = $links.linkText | Select-Object -Skip 1
        $named.Count | Should -BeGreaterThan 1
        foreach ($one in $named) {
            $one -like 'about_*' ? "$(Get-Help $one)".Substring(0, 5) : (Get-Command $one).Source | Should -BeIn 'TOPIC', 'RedisLoad'
        }
    }

    It 'has a page, which names every parameter' {
        $text = Get-Content $page -Raw
        foreach ($parameter in $Parameters) {
            $text | Should -Match "-$parameter\b"
        }
    }
}

Describe 'The examples of the help' -ForEach @{ Examples = $examples } {
    BeforeAll {
        # All in one shell, in a network that has their servers and nothing else, with the files that they name; for a shorter time, at a
        # lower rate, and with limits that every machine holds.
        $run = $Examples | Where-Object { -not $_.Reason }
        $results = Invoke-InNamespace -ArgumentList ($run | ConvertTo-Json), $TestDrive {
            param($examples, $folder)
            Set-Location $folder
            Set-Content hosts '127.0.0.1 localhost redis redis1'
            & mount --bind "$PWD/hosts" /etc/hosts
            & ip addr add 10.0.0.5/32 dev lo
            $server = Start-RedisServer -Port 6379 -ArgumentList '--bind', '127.0.0.1', '10.0.0.5', '--protected-mode', 'no'
            $credential = [pscredential]::new('default', (ConvertTo-SecureString 'any' -AsPlainText))
            'ComputerName,Port', 'redis,6379', 'redis1,6379' | Set-Content servers.csv
            $before = Start-RedisLoad -Cps 100 -Duration 4 -WarningAction Ignore
            $after = Start-RedisLoad -Cps 100 -Duration 4 -WarningAction Ignore
            $before | Export-Csv baseline.csv
            $before | Export-Csv load.csv
            Watch-RedisConnections -Count 2 | Export-Csv connections.csv
            try {
                foreach ($example in $examples | ConvertFrom-Json) {
                    $text = $example.Code -replace '-Duration \w+', '-Duration 1' -replace '-Cps \d+', '-Cps 100' -replace '-Gap \d+', '-Gap 1' `
                        -replace '-Clients \d+', '-Clients 10' -replace '-From \d+ -To \d+', '-From 50 -To 100' -replace 'P99Ms < \d+', 'P99Ms < 60000' `
                        -replace 'Cps > \d+', 'Cps > 1' -replace '-Credential \w+', '-Credential $credential' -replace '(Set-KernelTuning\b[^|]*)(?<!-WhatIf)$', '$1 -Confirm:$false'
                    if ($text -match '^Watch-' -and $text -notmatch '-Duration') {
                        $text = $text -replace '^Watch-RedisConnections', '$& -Count 2'
                    }
                    if ($text -match '^Find-|= Find-') {
                        $text = $text -replace 'Find-RedisLoadLimit', '$& -To 1000 -WarmUp 0' -replace '(-To 1000)(.*-To)', '$2'
                    }
                    $asksForPassword = $text -match '\$credential'
                    if ($asksForPassword) {
                        & redis-cli config set requirepass any | Out-Null
                    }
                    $problem = $null
                    try {
                        & ([scriptblock]::Create($text)) *>$null
                    }
                    catch {
                        $problem = "$_ ($($_.FullyQualifiedErrorId)): $text"
                    }
                    if ($asksForPassword) {
                        & redis-cli -a any --no-auth-warning config set requirepass '' | Out-Null
                    }
                    [pscustomobject]@{ Name = $example.Name; Number = $example.Number; Problem = $problem }
                }
            }
            finally {
                $server | Stop-RedisServer
            }
        }
    }

    It '<Name>, example <Number>, can be run as it is shown' -ForEach ($Examples | Where-Object { -not $_.Reason }) -Skip:(-not $hasNamespace) {
        $result = $results | Where-Object { $_.Name -eq $Name -and $_.Number -eq $Number }
        $result | Should -HaveCount 1
        # What it finds on a machine is as the machine is.
        $result.Problem | Should -Match '^$|NotComparable|Regression|^This host is not ready\.'
    }

    It '<Name>, example <Number>, is not run here: <Reason>' -ForEach ($Examples | Where-Object Reason) {
        $errors = $null
        [Management.Automation.Language.Parser]::ParseInput($Code, [ref] $null, [ref] $errors) | Out-Null
        $errors | Should -BeNullOrEmpty
    }
}

Describe 'The tables of the pages' {
    It 'say what the comments in the code say' {
        $root = Join-Path $PSScriptRoot '..'
        $pages = @(Get-Item (Join-Path $root 'README.md'), (Join-Path $root 'docs' '*.md'))
        $copies = @(Copy-Item $pages $TestDrive -PassThru)
        $output = Join-Path $root 'RedisLoad.Cmdlets' 'bin' 'Release' 'net10.0'
        & dotnet (Join-Path $root 'artifacts' 'cmdlet-help' 'cmdlet-help.dll') (Join-Path $output 'RedisLoad.Cmdlets.dll') (Join-Path $output 'RedisLoad.Cmdlets.xml') (Join-Path $TestDrive 'help.xml') @copies
        $LASTEXITCODE | Should -Be 0
        foreach ($page in $pages) {
            Get-Content (Join-Path $TestDrive $page.Name) -Raw | Should -Be (Get-Content $page -Raw) -Because "'./build.sh docs' fills the tables of $($page.Name) anew"
        }
    }
}

Describe 'Get-Help <_>' -ForEach 'about_RedisLoad', 'about_RedisLoad_Verdict' {
    BeforeAll {
        $text = "$(Get-Help $_)"
        $lines = $text -split '\r?\n'
    }

    It 'is found' {
        $text | Should -Match "^TOPIC\s+$_\s"
    }

    It 'fits in 80 columns' {
        $lines | Where-Object Length -ge 80 | Should -BeNullOrEmpty
    }

    It 'names only cmdlets and topics that there are' {
        $named = $lines -match '^    (about_\w+|[A-Z]\w+-\w+)( {2,}|$)' -replace '^    (\S+).*', '$1'
        $named.Count | Should -BeGreaterThan 3
        $named | Where-Object { $_ -notin (Get-Command -Module RedisLoad).Name -and "$(Get-Help $_)" -notmatch "^TOPIC\s+$_\s" } | Should -BeNullOrEmpty
    }
}

Describe 'The commands that <_> shows' -ForEach @(
    'README.md'
    Get-ChildItem (Join-Path $PSScriptRoot '..' 'docs') -Filter '*.md' | Where-Object { Select-String '^(```powershell| {4}([$]\w+ = )?\w+-\w+)' $_ -Quiet } | ForEach-Object { "docs/$($_.Name)" }
    Get-ChildItem (Join-Path $PSScriptRoot '..' 'RedisLoad.Cmdlets' 'en-US') -Name | ForEach-Object { "RedisLoad.Cmdlets/en-US/$_" }
) {
    It 'can be typed' {
        $text = Get-Content (Join-Path $PSScriptRoot '..' $_) -Raw
        # Blocks that stand alone, indented by four, in help topics by eight; and fenced ones. What is no PowerShell names none of these cmdlets.
        $indent = $_ -like '*.txt' ? ' {8}' : ' {4}'
        $blocks = [regex]::Matches($text, "(?m)(^$indent.*\n)+").Value + [regex]::Matches($text, '(?ms)^```powershell\n(.+?)^```').ForEach({ $_.Groups[1].Value })
        $cmdlets = (Get-Command -Module RedisLoad).Name
        $commands = $blocks | ForEach-Object { [Management.Automation.Language.Parser]::ParseInput($_, [ref] $null, [ref] $null).FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true) } |
            Where-Object { $_.GetCommandName() -in $cmdlets }
        $commands | Should -Not -BeNullOrEmpty
        foreach ($command in $commands) {
            $known = (Get-Command $command.GetCommandName()).Parameters.Values
            foreach ($parameter in $command.CommandElements | Where-Object { $_ -is [Management.Automation.Language.CommandParameterAst] }) {
                @($known.Name) + @($known.Aliases) -like "$($parameter.ParameterName)*" | Should -Not -BeNullOrEmpty -Because "'$command' must be a command"
            }
        }
    }
}

Describe 'Get-Help RedisLoad' {
    It 'has every cmdlet' {
        $text = Get-Help RedisLoad | Out-String
        foreach ($name in (Get-Command -Module RedisLoad -CommandType Cmdlet).Name) {
            $text | Should -Match "(?m)^    $name +\S"
        }
    }
}

Describe 'The topics' {
    It 'about_RedisLoad introduces every cmdlet' {
        $text = "$(Get-Help about_RedisLoad)"
        foreach ($name in (Get-Command -Module RedisLoad -CommandType Cmdlet).Name) {
            $text | Should -Match "(?m)^    $name +\S"
        }
    }

    It 'about_RedisLoad_Verdict explains every verdict and no other' {
        $section = [regex]::Match("$(Get-Help about_RedisLoad_Verdict)", '(?ms)^VERDICTS(.+?)^\S').Groups[1].Value
        [regex]::Matches($section, '(?m)^    (\w+)\s*$') | ForEach-Object { $_.Groups[1].Value } | Should -Be ([Enum]::GetNames([RedisLoad.Results.Verdict]))
    }
}
