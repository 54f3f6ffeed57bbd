# What tests ask of the rows of a load.

# The books balance in every row, rows follow each other in time, and nothing is overdue or open in the end.
function Assert-Book($Rows) {
    $open, $overdue, $elapsed = 0, 0, 0
    foreach ($row in $Rows) {
        $row.Started + $row.Dropped + $row.NotStarted + $row.Overdue | Should -Be ($overdue + $row.Due)
        $row.Succeeded + $row.Failed + $row.Open | Should -Be ($open + $row.Started)
        [Math]::Round($elapsed + $row.IntervalSeconds, 3) | Should -Be $row.ElapsedSeconds
        $open, $overdue, $elapsed = $row.Open, $row.Overdue, $row.ElapsedSeconds
    }
    $open, $overdue | Should -Be 0, 0
}

# All rows as one.
function Get-Total($Rows) {
    [RedisLoad.Rows.LoadSample]::Merge($Rows)
}

Export-ModuleMember -Function Assert-Book, Get-Total
