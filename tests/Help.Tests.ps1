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
