BeforeAll {
    $file = 'file'
    function Get-Greeting ($Name) { "hello $Name" }
    $script:count = 0
}
Describe 'outer' {
    BeforeAll { $outer = "$file outer"; $shadowed = 1 }
    BeforeEach { $order = @('outer'); $script:count++ }
    AfterEach { $script:ended += "after outer;" }
    Context 'inner' {
        BeforeAll { $inner = "$outer inner"; $shadowed = 2 }
        BeforeEach { $order += 'inner' }
        AfterEach { $script:ended += "after inner;" }
        It 'sees what the setups around it set' { $inner | Should -Be 'file outer inner' }
        It 'runs each setup, the outer first' { $order | Should -Be 'outer', 'inner' }
        It 'sets a variable' { $mine = 1; $mine | Should -Be 1 }
        It 'does not see the variable of another test' { $mine | Should -BeNullOrEmpty }
        It 'runs teardowns inside out' { $script:ended | Should -BeLike 'after inner;after outer;*' }
    }
    It 'keeps its own value' { $shadowed | Should -Be 1 }
    It 'does not see the inner block' { $inner | Should -BeNullOrEmpty }
    It 'calls a function of the file setup' { Get-Greeting you | Should -Be 'hello you' }
    It 'shares the script scope of the file' { $script:count | Should -Be 9 }
}
