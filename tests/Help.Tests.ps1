BeforeDiscovery {
    $module = Import-Module (Join-Path $PSScriptRoot '..' 'artifacts' 'RedisLoad' 'RedisLoad.psd1') -Force -PassThru
    $cmdlets = @($module.ExportedCmdlets.Values | ForEach-Object {
            $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
            @{ Name = $_.Name; Parameters = @($_.Parameters.Values | Where-Object { $_.Name -notin $common -and -not $_.Attributes.DontShow } | ForEach-Object Name) }
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
