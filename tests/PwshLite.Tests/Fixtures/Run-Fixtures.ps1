# Runs each Pester fixture by itself and writes what came of it as JSON: one process for them all.
Import-Module Pester
$ErrorActionPreference = 'Continue'
$runs = @{}
foreach ($file in Get-ChildItem "$PSScriptRoot/Pester" -Filter *.fixture.ps1) {
    $all = Invoke-Pester $file.FullName -Output Detailed -PassThru 6>&1
    $run = $all | Select-Object -Last 1
    $runs[$file.Name -replace '\.fixture\.ps1$'] = @{
        Result           = $run.Result
        Counts           = "$($run.PassedCount) $($run.FailedCount) $($run.SkippedCount) $($run.NotRunCount) of $($run.TotalCount)"
        FailedContainers = $run.FailedContainersCount
        FailedBlocks     = $run.FailedBlocksCount
        Tests            = @($run.Tests | ForEach-Object { "$($_.Result): $($_.ExpandedPath)" })
        Errors           = @($run.Tests | ForEach-Object { $_.ErrorRecord } | ForEach-Object { $_.Exception.Message })
        Output           = @($all | Select-Object -SkipLast 1 | ForEach-Object { "$_" }) -join "`n"
    }
}
$runs | ConvertTo-Json -Depth 5 -Compress
