# A real browser without a window, which reads pages as their readers' browsers do.

function Get-Browser {
    'chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome' |
        Get-Command -CommandType Application -ErrorAction Ignore |
        Select-Object -First 1 -ExpandProperty Source
}

function Invoke-Browser {
    param([string] $Path, [int] $Width, [int] $Height, [bool] $Dark, [string[]] $ArgumentList)
    $profileFolder = Join-Path ([IO.Path]::GetTempPath()) "browser-$([guid]::NewGuid())"
    try {
        & (Get-Browser) --headless --no-sandbox --disable-gpu --hide-scrollbars "--user-data-dir=$profileFolder" "--window-size=$Width,$Height" `
            "--blink-settings=preferredColorScheme=$($Dark ? 0 : 1)" --enable-logging=stderr @ArgumentList "file://$Path" 2>&1 | ForEach-Object { "$_" }
    }
    finally {
        if (Test-Path $profileFolder) {
            Remove-Item $profileFolder -Recurse -Force
        }
    }
}

# What the browser makes of a page, and what it complains of.
function Read-Page {
    param([string] $Path)
    $said = Invoke-Browser -Path $Path -Width 1280 -Height 900 -ArgumentList '--dump-dom'
    @{
        Dom        = ($said | Where-Object { $_ -notmatch '^\[\d+' }) -join "`n"
        Complaints = @($said | Where-Object { $_ -match 'CONSOLE' })
    }
}

# The value of a JavaScript expression in a page: in a copy of it that may run scripts.
function Measure-Page {
    param([string] $Path, [string] $Expression, [int] $Width = 390, [switch] $Dark)
    $copy = "$Path.measured.html"
    $page = (Get-Content $Path -Raw) -replace '<meta http-equiv="Content-Security-Policy"[^>]*>', ''
    Set-Content $copy $page.Replace('</body>', "<script>document.title = 'value: ' + ($Expression)</script></body>")
    $said = Invoke-Browser -Path $copy -Width $Width -Height 844 -Dark $Dark -ArgumentList '--dump-dom'
    [regex]::Match(($said -join "`n"), '<title>value: ([^<]*)</title>').Groups[1].Value
}

function Save-Screenshot {
    param([string] $Path, [string] $Destination, [int] $Width = 390, [int] $Height = 844, [switch] $Dark, [double] $Scale = 1)
    Invoke-Browser -Path $Path -Width $Width -Height $Height -Dark $Dark -ArgumentList "--screenshot=$Destination", "--force-device-scale-factor=$Scale" |
        Out-Null
}

Export-ModuleMember -Function Get-Browser, Read-Page, Measure-Page, Save-Screenshot
