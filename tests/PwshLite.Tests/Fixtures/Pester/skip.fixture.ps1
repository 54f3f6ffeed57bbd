Describe 'skipped' -Skip {
    BeforeAll { Write-Host 'must not run' }
    It 'by its block' { throw }
}
Describe 'mixed' {
    It 'by switch' -Skip { throw }
    It 'by condition' -Skip:$true { throw }
    It 'not by condition' -Skip:$false { 1 }
    It 'from inside' { Set-ItResult -Skipped -Because 'it is late'; throw }
}
