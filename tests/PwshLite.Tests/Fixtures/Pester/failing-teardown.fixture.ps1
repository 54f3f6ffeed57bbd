Describe 'teardown' {
    It 'passes' { 1 }
    AfterAll { throw 'in AfterAll' }
}
