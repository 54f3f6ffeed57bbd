BeforeDiscovery {
    $module = Import-Module (Join-Path $PSScriptRoot '..' 'artifacts' 'RedisLoad' 'RedisLoad.psd1') -Force -PassThru
    $cmdlets = @($module.ExportedCmdlets.Values | ForEach-Object {
            $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
            @{ Name = $_.Name; Parameters = @($_.Parameters.Keys | Where-Object { $_ -notin $common }) }
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

    It 'explains -<_>' -ForEach $Parameters {
        (Get-Help $Name -Parameter $_).description.Text | Should -Not -BeNullOrEmpty
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
