# Values as assertion messages show them.
function Format-Value ($Value) {
    if ($null -eq $Value) { return '$null' }
    if ($Value -is [string]) { return "'$Value'" }
    if ($Value -is [bool]) { return "`$$("$Value".ToLowerInvariant())" }
    if ($Value -is [type]) { return "[$($Value.FullName)]" }
    if ($Value -is [scriptblock]) { return "{$Value}" }
    if ($Value -is [datetime]) { return $Value.ToString('o') }
    if ($Value -is [Collections.IDictionary]) {
        return '@{' + (@($Value.Keys | ForEach-Object { "$_=$(Format-Value $Value[$_])" }) -join '; ') + '}'
    }

    if ($Value -is [Collections.IEnumerable]) {
        return '@(' + (@($Value | ForEach-Object { Format-Value $_ }) -join ', ') + ')'
    }

    if ($Value -is [Management.Automation.PSCustomObject]) {
        return 'PSObject{' + (@($Value.PSObject.Properties | ForEach-Object { "$($_.Name)=$(Format-Value $_.Value)" }) -join '; ') + '}'
    }

    "$Value"
}

function Format-Because ($Because) {
    if ([string]::IsNullOrWhiteSpace($Because)) { return '' }
    " because $($Because.Trim() -replace '^because\s'),"
}
