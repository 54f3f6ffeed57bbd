Describe 'd' { It 'uses what is absent' { Mock Get-Date { } } }
