# Other PowerShell processes, of the same PowerShell as this one.

# The program and the arguments that start it: pwsh, or dotnet with the pwsh.dll of a dotnet tool.
function Get-Shell {
    $program = [Environment]::ProcessPath
    $program
    if ((Split-Path $program -Leaf) -eq 'dotnet') {
        [Environment]::GetCommandLineArgs()[0]
    }
}

Export-ModuleMember -Function Get-Shell
