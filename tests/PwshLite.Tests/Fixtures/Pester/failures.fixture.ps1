Describe 'failures' {
    BeforeAll { $script:torn = $false }
    It 'asserts' { 1 | Should -Be 2 -Because 'arithmetic holds' }
    It 'throws' { throw 'thrown' }
    It 'meets a terminating error' { Get-Item /no/such -ErrorAction Stop }
    It 'meets a non-terminating error' { Get-Item /no/such 2>$null }
    It 'breaks out' { break }
    It 'goes on after the others' { $true | Should -BeTrue }
    AfterAll { Write-Host 'AfterAll ran' }
}
