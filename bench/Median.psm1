# The median of what several rounds measured; nothing of none.
function Get-Median([double[]] $Values) {
    if ($Values.Count -eq 0) {
        return
    }
    $sorted = @($Values | Sort-Object)
    $middle = [Math]::Floor($sorted.Count / 2)
    $sorted.Count % 2 ? $sorted[$middle] : ($sorted[$middle - 1] + $sorted[$middle]) / 2
}
