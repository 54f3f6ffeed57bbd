# A little of each thing that './build.sh torture' tries at length; the fuzz and the kills have theirs among the unit tests.

BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $hasHosts = (Test-Namespace) -and (Test-SshHost)
    $hasFakeTime = [bool](Get-Item '/usr/lib/*/faketime/libfaketime.so.1' -ErrorAction Ignore)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $torture = Join-Path $PSScriptRoot 'RedisLoad.Torture'
}

Describe 'The module stands' {
    It 'servers that lie, in any shape of load' {
        & (Join-Path $torture 'Matrix.ps1') -Count 8 -Seed 20261125
    }

    It 'many connections: memory, files and threads stay flat' {
        & (Join-Path $torture 'Soak.ps1') -Count 20000 -Seconds 2 -Shape Plain, Pool
    }

    It 'being stopped at any moment' {
        & (Join-Path $torture 'Stops.ps1') -Count 8 -Seed 20261125
    }

    It 'a restart under its clients: each is accounted for in every row, and each attempt that gets through is one that the server received' {
        & (Join-Path $torture 'Storm.ps1') -Count 300 -Down 0.5 -Seed 20261125 -Policy 'Immediate', 'Exponential, Full', 'as go-redis'
    }

    It 'load generators, their network, and their coordinator breaking in mid-run (where there are namespaces and an sshd)' -Skip:(-not $hasHosts) {
        & (Join-Path $torture 'Generators.ps1') -Count 4 -Fault Sshd, Hang, Loss, Coordinator -Seed 20261126
    }

    It 'a clock that is set while it runs (where there is libfaketime)' -Skip:(-not $hasFakeTime) {
        & (Join-Path $torture 'Clock.ps1') -Count 1
    }
}
