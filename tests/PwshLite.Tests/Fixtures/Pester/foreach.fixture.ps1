BeforeDiscovery { $shapes = @{ Shape = 'square'; Sides = 4 }, @{ Shape = 'triangle'; Sides = 3 } }
Describe 'shape <Shape>' -ForEach $shapes {
    BeforeAll { $name = "the $Shape" }
    It 'has <Sides> sides' { $Sides | Should -BeGreaterThan 2; $name | Should -Be "the $Shape" }
    It 'is <_.Shape> in $_ too' { $_.Shape | Should -Be $Shape }
}
Describe 'tests' {
    It 'item <_>' -ForEach 1, 2 { $_ | Should -BeIn 1, 2 }
    It 'case <a>' -TestCases @{ a = 5 } { param ($a) $a | Should -Be 5 }
}
