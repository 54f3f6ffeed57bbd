Describe 'a body' {
    $local = 'discovery'
    function helper { 'discovery' }
    It 'has no variable of it in a test' { $local | Should -BeNullOrEmpty }
    It 'has no function of it in a test' { { helper } | Should -Throw -ErrorId CommandNotFoundException }
    It 'has none in a setup either' { $fromSetup | Should -BeNullOrEmpty }
    BeforeAll { $fromSetup = $local }
}
