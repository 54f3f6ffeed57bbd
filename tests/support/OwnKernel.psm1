# Scripts that change the kernel run in another process, whose network namespace and configuration folders are its own.

# The program and arguments that run this shell: pwsh, or what stands in for it, which dotnet runs.
function Get-Shell {
    $program = [Environment]::ProcessPath
    if ((Split-Path $program -Leaf) -eq 'dotnet') {
        $program
        [Environment]::GetCommandLineArgs()[0]
    }
    else {
        $program
    }
}

# Whether this process may make namespaces and mount folders in them.
function Test-OwnKernel {
    $missing = 'unshare', 'ip', 'mount' | Where-Object { -not (Get-Command $_ -CommandType Application -ErrorAction Ignore) }
    if ($missing -or [Environment]::UserName -ne 'root') {
        return $false
    }
    & (Join-Path $PSScriptRoot 'own-kernel.sh') true 2>$null
    $LASTEXITCODE -eq 0
}

# Runs a script there, with the module imported, and gives back what it writes: objects that went through JSON.
function Invoke-InOwnKernel {
    param([string] $Script)
    $file = Join-Path ([IO.Path]::GetTempPath()) "own-kernel-$([guid]::NewGuid()).ps1"
    $result = "$file.json"
    $module = [IO.Path]::GetFullPath((Join-Path $PSScriptRoot '..' '..' 'artifacts' 'RedisLoad' 'RedisLoad.psd1'))
    $redis = Join-Path $PSScriptRoot 'RedisServer.psm1'
    Set-Content $file "`$ErrorActionPreference = 'Stop'`nImport-Module '$module'`nImport-Module '$redis'`n`$written = & {`n$Script`n}`nConvertTo-Json @(`$written) -Depth 4 | Set-Content '$result'"
    try {
        $shell = @(Get-Shell)
        $said = & (Join-Path $PSScriptRoot 'own-kernel.sh') @shell -NoProfile -File $file 2>&1 | Out-String
        if ($LASTEXITCODE -ne 0 -or -not (Test-Path $result)) {
            throw "The script failed: $said"
        }
        Get-Content $result -Raw | ConvertFrom-Json
    }
    finally {
        [IO.File]::Delete($file)
        [IO.File]::Delete($result)
    }
}

Export-ModuleMember -Function Get-Shell, Test-OwnKernel, Invoke-InOwnKernel
