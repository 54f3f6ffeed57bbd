Describe 'd' { It 'i' { 1 }
