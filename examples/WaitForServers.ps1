# Waits until every server answers as a client needs it, then shows how long each step of connecting to them takes.
param([string[]] $ComputerName = 'localhost', [double] $Timeout = 60)

$deadline = [DateTime]::UtcNow.AddSeconds($Timeout)
while (($ComputerName | Test-RedisConnection -Count 1 -Quiet) -contains $false) {
    if ([DateTime]::UtcNow -gt $deadline) {
        # Its error says what is wrong.
        $ComputerName | Test-RedisConnection -Count 1 -ErrorAction Stop | Out-Null
    }
    Start-Sleep -Milliseconds 500
}
$ComputerName | Test-RedisConnection -Count 3
