# A terminal of 80 columns with PowerShell in it, by tmux: what is sent to it are keys, and what comes back is the screen.

function Start-Terminal {
    $socket = Join-Path ([IO.Path]::GetTempPath()) "terminal-$([guid]::NewGuid().ToString('N').Substring(0, 8))"
    $shell = (Get-Shell | ForEach-Object { "'$_'" }) -join ' '
    & tmux -S $socket new-session -d -s main -x 80 -y 50 "$shell -NoProfile -NoLogo"
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

function Get-Screen {
    param($Terminal)
    (& tmux -S $Terminal.Socket capture-pane -p -t main) -join "`n"
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
    Wait-Until { (Get-SetCount) - $before -gt 75 }
}

Export-ModuleMember -Function Start-Terminal, Stop-Terminal, Clear-Terminal, Send-Line, Send-Key, Get-Screen, Wait-Text, Wait-Connection
