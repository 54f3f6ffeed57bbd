# PowerShell in a terminal, by tmux: keys are sent to it, and its screen is read.

function Start-Terminal {
    param([int] $Columns = 80, [int] $Lines = 50)
    $socket = Join-Path ([IO.Path]::GetTempPath()) "terminal-$([guid]::NewGuid().ToString('N').Substring(0, 8))"
    $shell = (Get-Shell | ForEach-Object { "'$_'" }) -join ' '
    & tmux -S $socket new-session -d -s main -x $Columns -y $Lines "$shell -NoProfile -NoLogo"
    $terminal = [pscustomobject]@{ Socket = $socket }
    Wait-Text $terminal 'PS .*>'
    Send-Line $terminal "Import-Module '$(Join-Path (Get-Module RedisLoad).ModuleBase 'RedisLoad.psd1')'; 'ready' + '!'"
    Wait-Text $terminal '(?m)^ready!'
    $terminal
}

function Stop-Terminal {
    param([Parameter(ValueFromPipeline)] $Terminal)
    process {
        & tmux -S $Terminal.Socket kill-server
    }
}

function Clear-Terminal {
    param([Parameter(ValueFromPipeline)] $Terminal)
    process {
        Send-Line $Terminal "Clear-Host; 'clear' + '!'"
        Wait-Text $Terminal '\Aclear!'
    }
}

# Types a line at a prompt, and presses Enter when it is on the screen: a key that comes while the shell still works or draws can be lost.
function Send-Line {
    param($Terminal, [string] $Text)
    Wait-Text $Terminal '[>:]\s*\z'
    & tmux -S $Terminal.Socket send-keys -t main -l $Text
    $typed = $Text -replace '\s'
    Wait-Until { ((Get-Screen $Terminal) -replace '\s').Contains($typed) }
    & tmux -S $Terminal.Socket send-keys -t main Enter
}

function Send-Key {
    param($Terminal, [string] $Key)
    & tmux -S $Terminal.Socket send-keys -t main $Key
}

# The lines of the screen; with -Colour, with the escape sequences of their colours.
function Get-Screen {
    param($Terminal, [switch] $Colour)
    $escapes = $Colour ? @('-e') : @()
    (& tmux -S $Terminal.Socket capture-pane @escapes -p -t main) -join "`n"
}

function Wait-Text {
    param($Terminal, [string] $Pattern)
    $deadline = [DateTime]::UtcNow.AddSeconds(60)
    while (-not [regex]::IsMatch((Get-Screen $Terminal), $Pattern)) {
        if ([DateTime]::UtcNow -gt $deadline) {
            throw "The terminal does not show '$Pattern': $(Get-Screen $Terminal)"
        }
        Start-Sleep -Milliseconds 100
    }
}

# Waits until a load has brought rows: each connection sends one SET, and what waits here sends none.
function Wait-Connection {
    param($Server)
    function Get-SetCount { [int]([regex]::Match("$(& redis-cli -p $Server.Port info commandstats)", 'cmdstat_set:calls=(\d+)').Groups[1].Value + '') }
    $before = Get-SetCount
    Wait-Until { (Get-SetCount) - $before -gt 150 }
}

Export-ModuleMember -Function Start-Terminal, Stop-Terminal, Clear-Terminal, Send-Line, Send-Key, Get-Screen, Wait-Text, Wait-Connection
