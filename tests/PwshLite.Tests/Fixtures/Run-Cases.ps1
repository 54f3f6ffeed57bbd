# Runs each case of a JSON file by itself, so that one process serves them all, and writes what it showed as JSON.
param ([string] $Path)
$results = foreach ($case in Get-Content -Raw -LiteralPath $Path | ConvertFrom-Json) {
    $shown = & ([scriptblock]::Create($case)) *>&1 | ForEach-Object { if ($_ -is [string]) { $_ } else { $_ | Out-String -Stream } }
    (@($shown) -join "`n").Trim("`n")
}
ConvertTo-Json @($results) -Compress
