# The one place where test code runs: everything but nested blocks is dot-sourced, so that a setup's variables are there for what follows.
function New-ScopeRunner {
    ConvertTo-UserScriptBlock {
        param ($______pester)
        $______splat = @{}
        foreach ($______variable in $______pester.Variables.GetEnumerator()) {
            $ExecutionContext.SessionState.PSVariable.Set($______variable.Key, $______variable.Value)
            if ($______variable.Key -ne '_') {
                $______splat[$______variable.Key] = $______variable.Value
            }
        }

        try {
            foreach ($______setup in $______pester.Setup) {
                . $______setup @______splat
            }

            if ($______pester.NameTemplate) {
                $______pester.Item.ExpandedName = & ([scriptblock]::Create($______pester.NameTemplate))
            }

            if ($______pester.Test) {
                . $______pester.Test @______splat
            }
            else {
                & $______pester.InvokeItems $______pester.Item
            }
        }
        catch {
            $______pester.Item.ErrorRecord.Add($_)
        }
        finally {
            foreach ($______teardown in $______pester.Teardown) {
                try {
                    . $______teardown @______splat
                }
                catch {
                    $______pester.Item.ErrorRecord.Add($_)
                }
            }
        }
    }
}

# '<name>' and '<_.Property>' in a name become subexpressions of a string that is evaluated in the scope of the test.
function Get-NameTemplate ($Name) {
    if ($Name -notlike '*<*') {
        return $null
    }

    '"' + ($Name -replace '\$', '`$' -replace '"', '`"' -replace '(?<!`)<([^>^`]+)>', '$$($$$1)') + '"'
}

function Invoke-InScope ($Item, [hashtable] $Parameters) {
    $Parameters.Item = $Item
    $Parameters.NameTemplate = Get-NameTemplate $Item.Name
    $Parameters.Variables = if ($Item.HasData) { Get-DataVariable $Item.Data } else { @{} }
    $runner = New-ScopeRunner
    # A stray 'break' or 'continue' of a test ends this loop and not one of ours.
    do {
        $null = & $runner $Parameters
    } while ($false)
}

function Invoke-Container ($Root) {
    New-TestDrive
    try {
        $scope = ConvertTo-UserScriptBlock {
            param ($______file, $______run, $______root)
            & $______file $______run $______root
        }
        $null = & $scope "$PSScriptRoot/ContainerScope.ps1" ${function:Invoke-Block} $Root
    }
    finally {
        Remove-TestDrive
    }
}

function Invoke-Block ($Block) {
    $tests = @(Get-TestOf $Block | Where-Object ShouldRun)
    if ($tests.Count -eq 0) {
        return
    }

    # Setups of a block in which everything is skipped do not run.
    $isSkipped = @($tests | Where-Object { -not $_.Skip }).Count -eq 0
    $before = if ($Block.Kind -ne 'Root') { Get-TestDriveContent }
    Invoke-InScope $Block @{
        Setup       = @(if (-not $isSkipped -and $Block.BeforeAll) { $Block.BeforeAll })
        Teardown    = @(if (-not $isSkipped -and $Block.AfterAll) { $Block.AfterAll })
        InvokeItems = ${function:Invoke-Items}
    }
    if ($Block.Kind -ne 'Root') {
        Clear-TestDrive -Except $before
    }

    foreach ($test in $tests | Where-Object { -not $_.Executed }) {
        $test.Executed = $true
        $test.Result = 'Failed'
        $test.ErrorRecord.AddRange($Block.ErrorRecord)
        Write-TestResult $test
    }
}

function Invoke-Items ($Block) {
    foreach ($item in $Block.Items) {
        if ($item.PSTypeNames[0] -eq 'PwshLite.Pester.Block') {
            Invoke-Block $item
        }
        elseif ($item.ShouldRun) {
            Invoke-Test $item
        }
    }
}

function Invoke-Test ($Test) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $Test.Executed = $true
    $skipped = $Test.Skip
    if (-not $skipped) {
        $ancestors = @(for ($block = $Test.Block; $block; $block = $block.Parent) { $block })
        $outermostFirst = $ancestors.Clone()
        [array]::Reverse($outermostFirst)
        Invoke-InScope $Test @{
            Setup    = @($outermostFirst.BeforeEach | Where-Object { $_ })
            Test     = $Test.ScriptBlock
            Teardown = @($ancestors.AfterEach | Where-Object { $_ })
        }
        $skipped = $Test.ErrorRecord.Count -gt 0 -and $Test.ErrorRecord[0].FullyQualifiedErrorId -eq 'PesterTestSkipped'
    }

    $Test.Skipped = $skipped
    $Test.Passed = $skipped -or $Test.ErrorRecord.Count -eq 0
    $Test.Result = if ($skipped) { 'Skipped' } elseif ($Test.Passed) { 'Passed' } else { 'Failed' }
    $Test.Duration = $watch.Elapsed
    Write-TestResult $Test
}

function Set-ItResult {
    param (
        [Parameter(Mandatory)] [switch] $Skipped,
        [string] $Because
    )
    $message = 'is skipped' + $(if ($Because) { ", because $Because" })
    throw [Management.Automation.ErrorRecord]::new([Exception]::new($message), 'PesterTestSkipped', 'InvalidResult', $null)
}
