# What neither the compiler nor the analyzers hold of the sources.

Describe 'The sources' {
    It 'keep their lines within 140 columns, except where a text that a user or a test reads makes them longer' {
        $text = '"[^"]{40,}"|""".*"""|InlineData|#error'
        $root = (Get-Item (Join-Path $PSScriptRoot '..')).FullName
        $folders = Get-ChildItem $root -Directory | Where-Object Name -NotIn 'artifacts', 'TestResults'
        $files = Get-ChildItem $folders -Recurse -File -Filter *.cs | Where-Object FullName -NotMatch '/(obj|bin)/'
        $files | Should -Not -BeNullOrEmpty
        $long = foreach ($file in $files) {
            $isRaw = $false
            foreach ($line in [IO.File]::ReadLines($file.FullName)) {
                $wasRaw = $isRaw
                if ($line.Split('"""').Count % 2 -eq 0) { $isRaw = -not $isRaw }
                if ($line.Length -gt 140 -and -not $wasRaw -and $line -notmatch $text) { "$([IO.Path]::GetRelativePath($root, $file)): $line" }
            }
        }
        $long | Should -BeNullOrEmpty
    }
}
