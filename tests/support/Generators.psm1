# The processes of a load that several load generators share.

# Those that a command has started: they are children of the shell that runs it.
function Get-Generator {
    param([int] $Of = $PID)
    @(& ps --ppid $Of -o pid=,args=) -match ' -s -NoLogo' | ForEach-Object { [int]($_.Trim() -split ' ')[0] }
}

# Waits until a job has loaded with several load generators and brought a row of all, or until a condition, and gives their processes.
function Wait-Generator {
    param($Job, [int] $Count = 2, [scriptblock] $Until = { @($Job.Output | Where-Object { -not $_.Generator }).Count -gt 0 })
    Wait-Until $Until -Detail { $Job.State; $Job.Error; $Job.Warning; $Job.Output }
    $generators = @(Get-Generator)
    $generators | Should -HaveCount $Count
    $generators
}

Export-ModuleMember -Function Get-Generator, Wait-Generator
