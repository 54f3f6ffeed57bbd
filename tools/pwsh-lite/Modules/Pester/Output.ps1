function Write-Line ($Text, $Color) {
    if ($script:State.Output -ne 'None') {
        $colour = if ($Color) { @{ ForegroundColor = $Color } } else { @{} }
        Write-Host $Text @colour
    }
}

# The titles of the blocks around a test, each once, when its first test is reported: by then names have been expanded.
function Write-BlockTitle ($Block) {
    if ($null -eq $Block -or $Block.Kind -eq 'Root' -or $Block.Announced) {
        return
    }

    Write-BlockTitle $Block.Parent
    $Block.Announced = $true
    $title = if ($Block.Kind -eq 'Describe') { 'Describing' } else { 'Context' }
    Write-Line "$(' ' * ($Block.Depth - 1))$title $($Block.ExpandedName)" Green
}

function Write-TestResult ($Test) {
    $blocks = @(for ($block = $Test.Block; $block.Kind -ne 'Root'; $block = $block.Parent) { $block })
    [array]::Reverse($blocks)
    $Test.Path = @($blocks.Name) + $Test.Name
    $Test.ExpandedPath = (@($blocks.ExpandedName) + $Test.ExpandedName) -join '.'
    if ($script:State.Output -ne 'Detailed' -and $Test.Result -ne 'Failed') {
        return
    }

    $margin = ' '
    if ($script:State.Output -eq 'Detailed') {
        Write-BlockTitle $Test.Block
        $margin = ' ' * ($Test.Block.Depth + 1)
    }

    $name = if ($script:State.Output -eq 'Detailed') { $Test.ExpandedName } else { $Test.ExpandedPath }
    $time = "$([int] $Test.Duration.TotalMilliseconds)ms"
    switch ($Test.Result) {
        'Passed' { Write-Line "$margin[+] $name $time" DarkGreen }
        'Skipped' {
            $because = if ($Test.ErrorRecord.Count -gt 0) { " $($Test.ErrorRecord[0].Exception.Message)" }
            Write-Line "$margin[!] $name$because $time" Yellow
        }
        'Failed' {
            Write-Line "$margin[-] $name $time" Red
            $Test.ErrorRecord | ForEach-Object { Write-Failure $_ "$margin " }
        }
    }
}

function Write-Failure ($ErrorRecord, $Margin) {
    $lines = if ($ErrorRecord.FullyQualifiedErrorId -eq 'PesterAssertionFailed') {
        $at = $ErrorRecord.TargetObject
        $ErrorRecord.Exception.Message -split '\r?\n'
        "at $($at.LineText), $($at.File):$($at.Line)"
    }
    else {
        "$($ErrorRecord.Exception.GetType().Name): $($ErrorRecord.Exception.Message)" -split '\r?\n'
        # A parse error has no stack, and its message names its line.
        "$($ErrorRecord.ScriptStackTrace)" -split '\r?\n' | Where-Object { $_ -and $_ -notlike "*$PSScriptRoot*" }
    }
    $lines | ForEach-Object { Write-Line "$Margin$_" Red }
}
