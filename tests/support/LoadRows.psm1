# What tests ask of the rows of a load.

# The books balance in every row, and nothing is open in the end.
function Assert-Book($Rows) {
    $open = 0
    foreach ($row in $Rows) {
        $row.Started + $row.Dropped | Should -Be $row.Due
        $row.Succeeded + $row.Failed + $row.Open | Should -Be ($open + $row.Started)
        $open = $row.Open
    }
    $open | Should -Be 0
}

# All rows as one.
function Get-Total($Rows) {
    [RedisLoad.Load.LoadSample]::Merge($Rows)
}

Export-ModuleMember -Function Assert-Book, Get-Total
