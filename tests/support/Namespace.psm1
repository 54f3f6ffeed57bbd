# Scripts in a network namespace of their own, with nothing in it but loopback: for tests that need exact counts of sockets, or other kernel settings.

Import-Module (Join-Path $PSScriptRoot 'OwnKernel.psm1')

# Why there can be no such namespace here, or nothing.
function Get-NamespaceAbsence {
    foreach ($program in 'unshare', 'ip', 'ss') {
        if (-not (Get-Command $program -CommandType Application -ErrorAction Ignore)) {
            return "there is no $program"
        }
    }
    & unshare --net --map-root-user true 2>&1 | Out-Null
    if ($LASTEXITCODE -ne 0) {
        'unshare --net is not allowed'
    }
}

# Runs a script file there, in a PowerShell of its own, and gives what it says.
function Invoke-InNamespace {
    param([string] $Path, [string[]] $ArgumentList = @())
    $shell = @(Get-Shell)
    $said = & unshare --net --map-root-user sh -c 'ip link set lo up && exec "$@"' sh @shell -NoProfile -File $Path @ArgumentList 2>&1
    if ($LASTEXITCODE -ne 0) {
        throw "'$Path $ArgumentList' failed: $($said | Out-String)"
    }
    $said
}

Export-ModuleMember -Function Get-NamespaceAbsence, Invoke-InNamespace
