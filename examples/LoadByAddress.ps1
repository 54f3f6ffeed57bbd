<#
.SYNOPSIS
    Loads the Redis server whose URI is in an environment variable, so that no password appears in a script, a history, or a process list.
#>
param([string] $Variable = 'REDIS_URL', [double] $Cps = 100, [double] $Duration = 20)

$address = [Environment]::GetEnvironmentVariable($Variable)
if (-not $address) {
    throw "Set the environment variable $Variable to redis://user:password@host:port/database, rediss:// for TLS, or unix:/path."
}
Start-RedisLoad -Uri $address -Cps $Cps -Duration $Duration
