<#
.SYNOPSIS
    Makes the pictures of docs/at-the-prompt.md: commands in a real terminal, 80 and 120 columns wide, light and dark.
.DESCRIPTION
    Requires the built module (./build.sh build), redis-server, tmux, aha, pngquant, and Chromium. Run it in a network namespace, which has
    port 6379 free and the kernel's default settings:

    tests/support/in-namespace.sh pwsh tools/pictures/New-TerminalPicture.ps1
.EXAMPLE
    tests/support/in-namespace.sh pwsh tools/pictures/New-TerminalPicture.ps1 -Name watch -Columns 80
#>
param(
    # The pictures to make, with wildcards.
    [string] $Name = '*',

    # Widths of the terminal.
    [int[]] $Columns = @(80, 120)
)

$ErrorActionPreference = 'Stop'
$root = Join-Path $PSScriptRoot '..' '..'
Import-Module (Join-Path $root 'tests' 'support' 'TestSupport.psm1')

$pictures = [ordered]@{
    load    = 'Start-RedisLoad -Cps 1000 -Duration 5'
    measure = '$baseline | Measure-RedisLoad'
    compare = 'Start-RedisLoad -Cps 200 -Duration 5 | Compare-RedisLoad $baseline'
    watch   = 'Watch-RedisConnections -Redis localhost -Duration 5'
    tuning  = 'Test-KernelTuning -Cps 8000 | Where-Object Status -eq Fail'
}

# The text of a screen, with its colours, as a page.
function ConvertTo-Page {
    param([string[]] $Screen, [int] $Columns)
    $body = $Screen | & aha --no-header --stylesheet
    $style = Get-Content (Join-Path $PSScriptRoot 'terminal.css') -Raw
    "<!DOCTYPE html><meta charset='utf-8'><style>$style</style><pre style='width: ${Columns}ch'>$($body -join "`n")</pre>"
}

function Save-Picture {
    param([string] $Name, [string[]] $Screen, [int] $Columns)
    $page = Join-Path ([IO.Path]::GetTempPath()) "$([guid]::NewGuid()).html"
    try {
        Set-Content $page (ConvertTo-Page $Screen $Columns)
        # The size of what terminal.css makes of a line: a character is 0.602 of its 14 pixels wide.
        $size = @{ Width = [Math]::Ceiling(0.602 * 14 * $Columns) + 24; Height = 18 * $Screen.Count + 24 }
        foreach ($dark in $false, $true) {
            $picture = Join-Path $root 'docs' 'pictures' "$Name-$Columns-$($dark ? 'dark' : 'light').png"
            Save-Screenshot $page $picture @size -Dark:$dark -Scale 1.5
            & pngquant --force --skip-if-larger --output $picture 8 $picture
        }
    }
    finally {
        Remove-Item $page
    }
}

# A load for the watch to see.
function Start-Load {
    param($Server)
    $job = Start-ThreadJob {
        Import-Module $using:module
        Start-RedisLoad -Cps 500 -Duration 30 -HoldTime 0.5
    }
    Wait-Connection $Server
    $job
}

$module = (Get-Module RedisLoad).Path
$server = Start-RedisServer -Port 6379 -ArgumentList '--tcp-backlog', '4096'
try {
    foreach ($width in $Columns) {
        $terminal = Start-Terminal -Columns $width -Lines 60
        try {
            Send-Line $terminal "function prompt { 'PS> ' }"
            Send-Line $terminal "`$baseline = Start-RedisLoad -Cps 200 -Duration 5 -WarningAction SilentlyContinue"
            foreach ($picture in $pictures.GetEnumerator() | Where-Object Key -Like $Name) {
                $terminal | Clear-Terminal
                if ($picture.Key -eq 'watch') {
                    $load = Start-Load $server
                }
                Send-Line $terminal $picture.Value
                Wait-Text $terminal '(?ms)^PS> .+^PS>\s*\z'
                if ($load) {
                    $load | Remove-Job -Force
                    $load = $null
                }
                # Without the line that clears the screen, and without the next prompt.
                $lines = (Get-Screen $terminal -Colour).TrimEnd() -split "`n"
                Save-Picture $picture.Key $lines[1..($lines.Count - 2)] $width
            }
        }
        finally {
            $terminal | Stop-Terminal
        }
    }
}
finally {
    $server | Stop-RedisServer
}
