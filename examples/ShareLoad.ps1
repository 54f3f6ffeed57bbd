<#
.SYNOPSIS
    Runs one of several load generators that share a load, if a scheduler starts all of them; writes its rows as CSV.
.DESCRIPTION
    Kubernetes and Slurm number their copies of a command; with pdsh or cron, give -Number. All copies need the same -StartAt, by the
    clocks of their hosts, and the same -Seed. To merge their files: Import-Csv *.csv | Measure-RedisLoad.
.EXAMPLE
    srun --ntasks 4 --output load-%t.csv pwsh -File ShareLoad.ps1 -StartAt 21:30 -ComputerName redis -Cps 20000
#>
param(
    [int] $Number = 1 + [int]($env:JOB_COMPLETION_INDEX ?? $env:SLURM_PROCID),
    [int] $Count = $env:GENERATORS ?? $env:SLURM_NTASKS ?? 1,
    [string] $StartAt = $env:START_AT ?? '+10s',
    [string[]] $ComputerName = 'localhost', [int] $Port = 6379, [double] $Cps = 1000, [double] $Duration = 20, [int] $Seed = 1
)

Start-RedisLoad -Share "$Number/$Count" -StartAt $StartAt -Seed $Seed -ComputerName $ComputerName -Port $Port -Cps $Cps -Duration $Duration |
    ConvertTo-Csv
