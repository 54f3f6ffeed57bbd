Describe 'd' {
    It 'never runs' { 1 }
    throw 'in discovery'
}
