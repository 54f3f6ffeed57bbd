function Invoke-Pester {
    [CmdletBinding()]
    param (
        [Parameter(Position = 0)] [string[]] $Path = '.',
        [Alias('Tag')] [string[]] $TagFilter,
        [Alias('ExcludeTag')] [string[]] $ExcludeTagFilter,
        [string[]] $FullNameFilter,
        [ValidateSet('Detailed', 'Normal', 'None')] [string] $Output = 'Normal',
        [switch] $PassThru
    )

    $outer = $script:State
    $script:State = @{ CurrentBlock = $null; SessionState = $PSCmdlet.SessionState; Output = $Output }
    try {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $files = @(Find-TestFile $Path)
        Write-Line "`nStarting discovery in $($files.Count) files." Magenta
        $roots = @($files | ForEach-Object { Find-Test $_ })
        $tests = @($roots | ForEach-Object { Get-TestOf $_ })
        Set-ShouldRun $tests
        Write-Line "Discovery found $($tests.Count) tests in $([int] $watch.Elapsed.TotalMilliseconds)ms." Magenta

        foreach ($root in $roots) {
            if ($root.ErrorRecord.Count -gt 0) {
                Write-Line "[-] Discovery in $($root.Name) failed with:" Red
                $root.ErrorRecord | ForEach-Object { Write-Failure $_ ' ' }
                continue
            }

            if ($Output -eq 'Detailed') {
                Write-Line "`nRunning tests from '$($root.Name)'"
            }

            Invoke-Container $root
            Write-BlockFailure $root
        }

        $run = New-RunResult $roots $tests $watch.Elapsed
        Write-Line "Tests completed in $([int] $run.Duration.TotalMilliseconds)ms"
        Write-Line "Tests Passed: $($run.PassedCount), Failed: $($run.FailedCount), Skipped: $($run.SkippedCount), NotRun: $($run.NotRunCount)"
        if ($run.FailedContainersCount -gt 0) {
            Write-Line "Container failed: $($run.FailedContainersCount)" Red
            $run.FailedContainers | ForEach-Object { Write-Line "  - $($_.Item)" Red }
        }

        if ($PassThru) {
            $run
        }
    }
    finally {
        $script:State = $outer
    }
}

function Find-TestFile ([string[]] $Path) {
    $files = foreach ($item in Get-Item -Path $Path -ErrorAction Stop) {
        if ($item -is [IO.DirectoryInfo]) {
            Get-ChildItem -LiteralPath $item.FullName -Recurse -File -Filter '*.Tests.ps1' | ForEach-Object FullName
        }
        else {
            $item.FullName
        }
    }
    if (-not $files) {
        throw [ArgumentException]'No test files were found and no scriptblocks were provided. Please ensure that you provided at least one path to a *.Tests.ps1 file, or a directory that contains such file.'
    }

    $files | Select-Object -Unique
}

function Set-ShouldRun ($Tests) {
    foreach ($test in $Tests) {
        $blocks = @(for ($block = $test.Block; $block.Kind -ne 'Root'; $block = $block.Parent) { $block })
        [array]::Reverse($blocks)
        $tags = @($test.Tag) + @($blocks.Tag) | Where-Object { $_ }
        $fullName = (@($blocks.Name) + $test.Name) -join '.'
        $isExcluded = $ExcludeTagFilter -and (Test-Like $tags $ExcludeTagFilter)
        $isIncluded = (-not $TagFilter -and -not $FullNameFilter) -or
            ($TagFilter -and (Test-Like $tags $TagFilter)) -or
            ($FullNameFilter -and (Test-Like $fullName $FullNameFilter))
        $test.ShouldRun = $isIncluded -and -not $isExcluded
    }
}

function Test-Like ($Values, $Patterns) {
    foreach ($value in $Values) {
        foreach ($pattern in $Patterns) {
            if ($value -like $pattern) {
                return $true
            }
        }
    }

    $false
}

# A teardown that fails belongs to no test; it fails the run all the same.
function Write-BlockFailure ($Block) {
    if ($Block.ErrorRecord.Count -gt 0) {
        Write-Line "[-] $($Block.Kind) $($Block.ExpandedName) failed" Red
        $Block.ErrorRecord | ForEach-Object { Write-Failure $_ ' ' }
    }

    $Block.Items | Where-Object { $_.PSTypeNames[0] -eq 'PwshLite.Pester.Block' } | ForEach-Object { Write-BlockFailure $_ }
}

function Get-FailedBlock ($Block) {
    if ($Block.ErrorRecord.Count -gt 0) {
        $Block
    }

    $Block.Items | Where-Object { $_.PSTypeNames[0] -eq 'PwshLite.Pester.Block' } | ForEach-Object { Get-FailedBlock $_ }
}

function New-RunResult ($Roots, $Tests, $Duration) {
    $failedContainers = @($Roots | Where-Object { $_.ErrorRecord.Count -gt 0 } |
            ForEach-Object { [pscustomobject]@{ Item = $_.Name; Result = 'Failed'; ErrorRecord = $_.ErrorRecord } })
    $failedBlocks = @($Roots | ForEach-Object { Get-FailedBlock $_ })
    $by = @{ Passed = @(); Failed = @(); Skipped = @(); NotRun = @() }
    foreach ($test in $Tests) {
        $by[$test.Result] += $test
    }

    $failed = $by.Failed.Count + $failedBlocks.Count + $failedContainers.Count -gt 0
    [pscustomobject]@{
        PSTypeName            = 'PwshLite.Pester.Run'
        Result                = if ($failed) { 'Failed' } else { 'Passed' }
        TotalCount            = $Tests.Count
        PassedCount           = $by.Passed.Count
        FailedCount           = $by.Failed.Count
        SkippedCount          = $by.Skipped.Count
        NotRunCount           = $by.NotRun.Count
        FailedBlocksCount     = @($failedBlocks | Where-Object Kind -ne 'Root').Count
        FailedContainersCount = $failedContainers.Count
        Duration              = $Duration
        Tests                 = $Tests
        Passed                = $by.Passed
        Failed                = $by.Failed
        Skipped               = $by.Skipped
        NotRun                = $by.NotRun
        FailedBlocks          = $failedBlocks
        FailedContainers      = $failedContainers
    }
}
