BeforeAll {
    $build = Join-Path $PSScriptRoot '..' 'build.sh'

    function Invoke-Build([string[]] $Argument) {
        $written = & $build @Argument 2>&1
        $errors, $output = $written.Where({ $_ -is [Management.Automation.ErrorRecord] }, 'Split')
        @{ ExitCode = $LASTEXITCODE; Output = $output | Out-String; Error = $errors | Out-String }
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
        $said.Output | Should -Match 'Seconds +Started +Dropped +Failed +Open'
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
        $said.Error | Should -Match 'Run needs a command'
    }
}
