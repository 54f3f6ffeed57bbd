# Runs one test file with the Pester given, and writes how many tests passed, failed and were skipped. A file has a shell of its own: it
# finds the module, the environment and the open files of a fresh one, and several run side by side.

param([string] $Pester, [string] $Path, [string] $ResultPath)

Import-Module $Pester
$result = Invoke-Pester -Path $Path -Output Detailed -PassThru
@{
    Passed  = $result.PassedCount
    Failed  = [Math]::Max($result.FailedCount, [int]($result.Result -ne 'Passed'))
    Skipped = $result.SkippedCount
} | ConvertTo-Json | Set-Content $ResultPath
