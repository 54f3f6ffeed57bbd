<#
.SYNOPSIS
    Loads a Redis by the address in an environment variable: no password stands in a script, a history or a list of processes.
#>
param([string] $Variable = 'REDIS_URL', [double] $Cps = 100, [double] $Duration = 20)

$address = [Environment]::GetEnvironmentVariable($Variable)
if (-not $address) {
    throw "Set the environment variable $Variable to redis://user:password@host:port/database, rediss:// for TLS, or unix:/path."
}
Start-RedisLoad -Uri $address -Cps $Cps -Duration $Duration
