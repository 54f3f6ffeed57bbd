Describe 'd' -ForEach @() { It 'i' { 1 } }
