Describe 'holds' {
    It '<_>' -ForEach @(
        { 1 | Should -Be 1 }, { 'A' | Should -Be 'a' }, { '1' | Should -Be 1 }, { 1, 2 | Should -Be 1, 2 }, { $null | Should -Be $null }
        { 'A' | Should -Not -BeExactly 'a' }, { 1 | Should -Not -Be 2 }, { 'a' | Should -BeTrue }, { 0 | Should -BeFalse }
        { '' | Should -BeNullOrEmpty }, { @() | Should -BeNullOrEmpty }, { 0 | Should -Not -BeNullOrEmpty }, { @{} | Should -BeNullOrEmpty }
        { 2 | Should -BeGreaterThan 1 }, { 2 | Should -BeGreaterOrEqual 2 }, { 1 | Should -BeLessThan 2 }, { 2 | Should -BeLessOrEqual 2 }
        { 'abc' | Should -BeLike 'A*' }, { 'abc' | Should -Not -BeLikeExactly 'A*' }, { 'abc' | Should -Match 'B' }, { 'abc' | Should -Not -MatchExactly 'B' }
        { 1 | Should -BeOfType [int] }, { 1 | Should -BeOfType ([int]) }, { 1 | Should -Not -BeOfType string }, { 1 | Should -BeIn 1, 2 }
        { 1, 2 | Should -Contain 2 }, { 1, 2 | Should -HaveCount 2 }, { @() | Should -HaveCount 0 }, { 1 | Should -HaveCount 1 }, { '/tmp' | Should -Exist }
        { { throw 'abc [1]' } | Should -Throw }, { { throw 'abc' } | Should -Throw 'a*' }, { { throw 'abc' } | Should -Throw -ExpectedMessage 'abc' }
        { { throw [ArgumentException]'x' } | Should -Throw -ExceptionType ([ArgumentException]) }, { { 1 } | Should -Not -Throw }
        { { Get-Item /no/such -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand' }
        { ({ throw 'q' } | Should -Throw -PassThru).Exception.Message | Should -Be 'q' }
        { Get-Command Get-Date | Should -HaveParameter Format -Type string }, { Get-Command Join-Path | Should -HaveParameter Path -Mandatory }
        { Get-Command Get-Content | Should -HaveParameter Tail -Alias Last }, { Get-Command Get-Date | Should -Not -HaveParameter Nope }
    ) { & $_ }
}
Describe 'fails' {
    It '<_>' -ForEach @(
        { 1 | Should -Be 2 }, { 1, 2 | Should -Be 1 }, { 'a' | Should -BeExactly 'A' }, { 1 | Should -Not -Be 1 }, { $false | Should -BeTrue }
        { 'x' | Should -BeNullOrEmpty }, { $null | Should -Not -BeNullOrEmpty }, { 1 | Should -BeGreaterThan 1 }, { 1, 5 | Should -BeGreaterThan 3 }
        { 'abc' | Should -BeLike 'b*' }, { 1 | Should -BeOfType string }, { 3 | Should -BeIn 1, 2 }, { 1, 2 | Should -Contain 3 }
        { 1, 2 | Should -HaveCount 1 }, { '/no/such' | Should -Exist }, { { 1 } | Should -Throw }, { { throw 'abc' } | Should -Throw 'b' }
        { { throw 'abc' } | Should -Not -Throw }, { { throw 'abc' } | Should -Throw -ExceptionType ([ArgumentException]) }, { 1 | Should -Throw }
        { Get-Command Get-Date | Should -HaveParameter Nope }
    ) { & $_ }
}
