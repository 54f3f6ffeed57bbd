# Tries each parser with its corpus and with what a mutator makes of that. Throws if one is not up to it.
param(
    # For how many seconds each.
    [int] $Count = 30,
    # The same inputs for the same seed.
    [int] $Seed = (Get-Random)
)

$ErrorActionPreference = 'Stop'
& dotnet (Join-Path $PSScriptRoot 'bin' 'Release' 'net10.0' 'RedisLoad.Torture.dll') fuzz $Count $Seed | Out-Host
if ($LASTEXITCODE) {
    throw "A parser has a fault (seed $Seed)."
}
