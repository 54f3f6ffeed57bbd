# What every test file starts with: the module as built, the helpers of this folder, and those that belong to no file of their own.

$module = (Resolve-Path (Join-Path $PSScriptRoot '..' '..' 'artifacts' 'RedisLoad' 'RedisLoad.psd1')).Path
Import-Module $module -Global
Get-Item (Join-Path $PSScriptRoot '*.psm1') -Exclude 'TestSupport.psm1' | Import-Module -Global -Force

function New-Credential {
    param([string] $UserName, [string] $Password)
    [pscredential]::new($UserName, (ConvertTo-SecureString $Password -AsPlainText))
}

# Waits until a condition holds; fails after a time that no machine needs, with what -Detail then writes.
function Wait-Until {
    param([scriptblock] $Condition, [scriptblock] $Detail = {}, [int] $Seconds = 60)
    $deadline = [DateTime]::UtcNow.AddSeconds($Seconds)
    while (-not (& $Condition)) {
        if ([DateTime]::UtcNow -gt $deadline) {
            throw "Within $Seconds s this did not become true: $Condition $(& $Detail)"
        }
        Start-Sleep -Milliseconds 20
    }
}

# Starts a job in a runspace of its own, with the module imported. Its Output has what it has written so far.
function Start-Pipeline {
    param([scriptblock] $Script, [object[]] $ArgumentList)
    Start-ThreadJob $Script -ArgumentList $ArgumentList -InitializationScript ([scriptblock]::Create("Import-Module '$module'"))
}

# Stops such a job as Ctrl+C does; fails where it runs on, or had ended by itself.
function Stop-Pipeline {
    param($Job)
    $stopping = [Diagnostics.Stopwatch]::StartNew()
    Stop-Job $Job
    if ($Job.State -ne 'Stopped' -or $stopping.Elapsed.TotalSeconds -gt 30) {
        throw "The pipeline is $($Job.State) after $($stopping.Elapsed): $($Job.Error)"
    }
    Remove-Job $Job
}
