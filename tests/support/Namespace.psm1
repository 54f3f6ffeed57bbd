# Scripts in a network namespace of their own: for tests that need exact counts of sockets, or change settings of the kernel.

$launcher = Join-Path $PSScriptRoot 'in-namespace.sh'

# Whether there can be such a namespace here, with settings that can be written.
function Test-Namespace {
    $missing = 'unshare', 'ip', 'ss', 'mount' | Where-Object { -not (Get-Command $_ -CommandType Application -ErrorAction Ignore) }
    if ($missing) {
        return $false
    }
    & $launcher sh -c 'echo 4096 >/proc/sys/net/core/somaxconn' *>$null
    $LASTEXITCODE -eq 0
}

# Runs a script there, in another PowerShell, and returns the objects that it writes. It sets the kernel with '>': what Set-Content
# writes to /proc/sys, the kernel ignores, because it comes after the end of the old value.
function Invoke-InNamespace {
    param([scriptblock] $Script, [object[]] $ArgumentList = @())
    Invoke-Shell $Script -ArgumentList $ArgumentList -Launcher $launcher
}

Export-ModuleMember -Function Test-Namespace, Invoke-InNamespace
