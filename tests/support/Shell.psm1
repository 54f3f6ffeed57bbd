# Other PowerShell processes, of the same PowerShell as this one.

# The program and the arguments that start it: pwsh, or dotnet with the pwsh.dll of a dotnet tool.
function Get-Shell {
    $program = [Environment]::ProcessPath
    $program
    if ((Split-Path $program -Leaf) -eq 'dotnet') {
        [Environment]::GetCommandLineArgs()[0]
    }
}

# Runs a script in another process, with the module and these helpers imported, and returns the objects that it writes. -Launcher is a
# program, with its arguments, that starts the process: taskset, or one that makes a namespace first.
function Invoke-Shell {
    param([scriptblock] $Script, [object[]] $ArgumentList = @(), [string[]] $Launcher = @())
    $support = Join-Path $PSScriptRoot 'TestSupport.psm1'
    $whole = [scriptblock]::Create("`$ErrorActionPreference = 'Stop'`nImport-Module '$support'`n& {`n$Script`n} @args")
    $program, [string[]] $arguments = $Launcher + (Get-Shell)
    & $program @arguments -NoProfile -NonInteractive -Command $whole -args $ArgumentList 2>&1 | Tee-Object -Variable written | Where-Object { $_ -isnot [Management.Automation.ErrorRecord] }
    if ($LASTEXITCODE -ne 0) {
        throw "The script failed: $($written | Out-String)"
    }
}

Export-ModuleMember -Function Get-Shell, Invoke-Shell
