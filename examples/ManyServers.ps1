<#
.SYNOPSIS
    Loads several servers, or with -Cluster the masters of a cluster, and compares them.
#>
param([string[]] $ComputerName = 'localhost', [double] $Cps = 1000, [double] $Duration = 10, [switch] $Cluster)

Start-RedisLoad -ComputerName $ComputerName -Cluster:$Cluster -Cps $Cps -Duration $Duration -PerTarget |
    Group-Object Target |
    ForEach-Object {
        $total = [RedisLoad.Rows.LoadSample]::Merge($_.Group)
        [pscustomobject]@{ Target = $_.Name; Cps = $total.Cps; Failed = $total.Failed; ResponseP99Ms = $total.ResponseP99Ms }
    }
