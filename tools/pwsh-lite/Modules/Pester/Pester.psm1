# Two phases, as in Pester 5. Discovery runs test files and the bodies of Describe and Context to collect blocks and tests.
# Run then executes only the collected setups, tests and teardowns, each in its own scope: what a body computed is gone by then.

$script:State = @{
    # Where Describe, It and BeforeAll add to during discovery; null outside of it.
    CurrentBlock = $null
}

foreach ($part in 'SessionState', 'Discovery', 'Run', 'TestDrive', 'Format', 'Assertions', 'Should', 'Output', 'Invoke-Pester') {
    . "$PSScriptRoot/$part.ps1"
}
