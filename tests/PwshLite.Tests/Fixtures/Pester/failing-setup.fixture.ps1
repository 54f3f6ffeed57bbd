Describe 'setup' {
    BeforeAll { throw 'in BeforeAll' }
    It 'one' { 1 }
    Context 'nested' { It 'two' { 1 } }
    AfterAll { Write-Host 'AfterAll ran' }
}
Describe 'the next' { It 'runs' { 1 } }
