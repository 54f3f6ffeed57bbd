BeforeAll {
    $build = Join-Path $PSScriptRoot '..' 'build.sh'

    function Invoke-Build([string[]] $Argument) {
        $written = & $build @Argument 2>&1
        $errors, $output = $written.Where({ $_ -is [Management.Automation.ErrorRecord] }, 'Split')
        @{ ExitCode = $LASTEXITCODE; Output = $output | Out-String; Error = $errors | Out-String }
    }
}

Describe 'build.sh' {
    It 'runs in the folder that it is called from, and takes its arguments as they are' {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive 'a folder')
        Push-Location $folder
        try {
            (Invoke-Build 'run', '"$PWD", "two  spaces"').Output -split '\r?\n' | Select-Object -First 2 | Should -Be $folder.FullName, 'two  spaces'
        }
        finally {
            Pop-Location
        }
    }

    It 'writes no colours to what is not a terminal' {
        $said = Invoke-Build 'nonsense'
        $said.ExitCode | Should -Be 1
        $said.Error | Should -Match 'nonsense.*Build, ?Test'
        $said.Error | Should -Not -Match '\e'
    }

    It 'explains its tasks' {
        $said = Invoke-Build '--help'
        $said.ExitCode | Should -Be 0
        $said.Output | Should -Match '(?m)^ +Demo +\S'
    }

    It 'names the Pester versions that there are, before it builds' {
        $said = Invoke-Build 'test', '-PesterVersion', '9.9.9'
        $said.ExitCode | Should -Be 1
        $said.Error | Should -Match '-PesterVersion 9\.9\.9 is not pinned by Directory\.Packages\.props\. Use \d+\.\d+\.\d+ or \d'
        $said.Output | Should -BeNullOrEmpty
    }

    Context 'With another PATH' {
        BeforeAll {
            $path = $env:PATH
            $bin = New-Item -ItemType Directory (Join-Path $TestDrive 'bin')
        }

        AfterEach {
            $env:PATH = $path
        }

        It 'uses the pinned PowerShell where the one on the PATH is too old' {
            # What an old one answers build.sh when it asks for the version.
            [IO.File]::WriteAllText("$bin/pwsh", "#!/bin/sh`nexit 1`n")
            & chmod +x "$bin/pwsh"
            $env:PATH = "${bin}:$path"
            (Invoke-Build 'run', '"$($PSVersionTable.PSVersion)"').Output.Trim() |
                Should -Be (Get-Content (Join-Path $PSScriptRoot '..' '.config' 'dotnet-tools.json') | ConvertFrom-Json).tools.powershell.version
        }

        It 'says what to install where there is no .NET SDK' {
            foreach ($program in 'sh', 'dirname') {
                & ln -sf (Get-Command $program -CommandType Application).Source $bin
            }
            Remove-Item "$bin/pwsh" -ErrorAction Ignore
            $env:PATH = $bin.FullName
            $said = Invoke-Build 'build'
            $said.ExitCode | Should -Be 1
            $said.Error | Should -Match '''dotnet'' is not on the PATH. Install the .NET SDK 10'
        }
    }
}

Describe 'build.sh run' {
    It 'runs a command with the module imported, and exits with 0' {
        $path = Join-Path $TestDrive 'x.csv'
        $said = Invoke-Build 'run', "Start-RedisLoad -BuiltInTarget -Cps 100 -Duration 1 | Export-Csv '$path'"
        $said.ExitCode | Should -Be 0
        Import-Csv $path | Should -HaveCount 1
    }

    It 'shows a table' {
        $said = Invoke-Build 'run', 'Start-RedisLoad -BuiltInTarget -Cps 100 -Duration 1 3>$null'
        $said.Output | Should -Match 'ElapsedSeconds +Started +Dropped +Failed'
    }

    It 'exits with 1 and says why on standard error when the command ends in an error: <_>' -ForEach @(
        'Start-RedisLoad -Cps 0'
        'throw "-Cps: broken"'
        'Start-RedisLoad -Cps 10 -NoSuchParameter'
    ) {
        $said = Invoke-Build 'run', $_
        $said.ExitCode | Should -Be 1
        $said.Error | Should -Match 'Cps|NoSuchParameter'
        $said.Output | Should -BeNullOrEmpty
    }

    It 'says what is missing without a command' {
        $said = Invoke-Build 'run'
        $said.ExitCode | Should -Be 1
        $said.Error | Should -Match 'Run requires a command'
    }
}
