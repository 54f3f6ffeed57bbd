Describe 'one' {
    BeforeAll { 'x' | Set-Content TestDrive:/of-block.txt }
    It 'has a folder' { Join-Path $TestDrive of-block.txt | Should -Exist }
    It 'knows its file' { $PSScriptRoot | Should -Exist; $PSCommandPath | Should -BeLike '*testdrive.fixture.ps1' }
}
Describe 'two' {
    It 'has it empty again' { Join-Path $TestDrive of-block.txt | Should -Not -Exist }
}
