# Breaks load generators at random moments of a load: kills or stops the shell of one, kills its sshd, interrupts its network, cuts its network, and
# kills the coordinator. The command has to end in time with books that balance, and nothing may be left anywhere. Throws if not. Each load
# generator of a session is a host of its own: a network namespace with an sshd.
param(
    # How many.
    [int] $Count = 30,
    # Decides when.
    [int] $Seed = (Get-Random),
    # What happens, in turn.
    [string[]] $Fault = ('Shell', 'Sshd', 'Hang', 'Loss', 'Cut', 'Coordinator', 'Process', 'ProcessHang')
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..' 'support' 'TestSupport.psm1')

$folder = [IO.Directory]::CreateTempSubdirectory('torture-').FullName
$result = Join-Path $folder 'result'
try {
    Invoke-InNamespace -ArgumentList $Count, $Seed, ($Fault -join ','), $folder, $result {
        param([int] $Count, [int] $Seed, [string] $Kinds, [string] $Folder, [string] $Result)
        $module = Join-Path (Get-Module RedisLoad).ModuleBase 'RedisLoad.psd1'
        $random = [Random]::new($Seed)
        $server = Start-RedisServer -Port 6379 -ArgumentList '--bind', '0.0.0.0', '--protected-mode', 'no', '--maxclients', '5000'
        $hosts = Start-SshHost 2 $Folder
        $victim, $other = $hosts

        # The sockets to the server that a host has, or this one.
        function Get-SocketCount($SshHost) {
            $enter = $SshHost ? @('nsenter', '-t', $SshHost.Init, '-n') : @('nsenter', '-t', $PID, '-n')
            $program, $arguments = $enter
            @(& $program @arguments ss -tnH state connected dport = :6379 | Where-Object { $_ -notmatch '^(TIME-WAIT|FIN-WAIT)' }).Count
        }

        # What runs on a host besides its init and its sshd, or what a load on this host has started.
        function Get-ShellOf($SshHost) {
            if (-not $SshHost) {
                return @(& ps --ppid $PID -o pid=,args=) -match ' -s -NoLogo' | ForEach-Object { [int]($_.Trim() -split ' ')[0] }
            }
            $namespace = (Get-Item "/proc/$($SshHost.Init)/ns/pid").Target
            Get-ChildItem /proc -Directory | Where-Object Name -Match '^\d+$' |
                Where-Object { (Get-Item "$_/ns/pid" -ErrorAction Ignore).Target -eq $namespace -and (Get-Content "$_/cmdline" -Raw -ErrorAction Ignore) -match '-sshs' } |
                ForEach-Object { [int]$_.Name }
        }

        function Start-Fault([string] $Command, [double] $Seconds) {
            [Diagnostics.Process]::Start('sh', [string[]]('-c', "sleep $($Seconds.ToString([cultureinfo]::InvariantCulture)); $Command"))
        }

        function Open-Session($SshHost) {
            $session = $SshHost | New-SshSession
            Invoke-Command $session { Import-Module $using:module }
            $session
        }

        # One load, and what happens to it; gives what is wrong.
        function Test-Fault([string] $Fault, [double] $Moment) {
            $isLocal = $Fault -like 'Process*'
            $load = @{ ComputerName = '10.99.0.254'; Cps = 200; Duration = 5; HoldTime = 1; WarningAction = 'SilentlyContinue' }
            if ($isLocal) {
                $load.Processes = 2
            }
            else {
                $session = Open-Session $victim
                $load.Session = $session, $script:lasting
                # The shell, and the sshd that has started it.
                $shell = @(Get-ShellOf $victim)[0]
                $sshd = [int]((Get-Content "/proc/$shell/stat" -Raw) -replace '^.*\) \S+ (\d+) .*$', '$1')
            }
            $clock = $null
            $rows = @(Start-RedisLoad @load -WarningVariable said | ForEach-Object {
                    if (-not $clock) {
                        $clock = [Diagnostics.Stopwatch]::StartNew()
                        $shell = $isLocal ? @(Get-ShellOf)[0] : $shell
                        $act = Start-Fault -Seconds $Moment @{
                            Shell = "kill -9 $shell"; Process = "kill -9 $shell"; Sshd = "kill -9 $sshd"; Hang = "kill -STOP $shell"; ProcessHang = "kill -STOP $shell"
                            Loss = "for i in 1 2 3 4 5 6; do ip link set $($victim.Link) down; sleep 0.1; ip link set $($victim.Link) up; sleep 0.3; done"; Cut = "ip link set $($victim.Link) down"
                        }[$Fault]
                    }
                    $_
                })
            if ($clock.Elapsed -gt [TimeSpan]::FromSeconds(20)) { "ended $($clock.Elapsed) after the first row" }
            $act.WaitForExit()
            if ($act.ExitCode) { "$Fault could not be done" }
            $started = $finished = 0
            foreach ($row in $rows) {
                $started += $row.Started
                $finished += $row.Succeeded + $row.Failed
                if ($started -ne $finished + $row.Open) { "books at $($row.ElapsedSeconds) s: $started started, $finished finished, $($row.Open) open" }
            }
            $lost = @($said -match 'was lost')
            if ($lost.Count -gt 1 -or $rows[-1].GeneratorsMissing -ne $lost.Count) { "$($lost.Count) warnings, $($rows[-1].GeneratorsMissing) missing" }
            if (-not $lost -and (($rows | Measure-Object Due -Sum).Sum -ne 1000 -or $Fault -notin 'Loss', 'Cut' -and $Moment -lt 3)) { 'nothing was lost, and not all came' }
            if ($Fault -eq 'Hang') { & kill -CONT $shell }
            try {
                Wait-Until { (Get-SocketCount) + (Get-SocketCount $victim) + (Get-SocketCount $other) -eq 0 } -Seconds 15
                if ($isLocal) {
                    Wait-Until { -not (Get-ShellOf) } -Seconds 5
                }
                else {
                    & ip link set $victim.Link up
                    Remove-PSSession $session
                    Wait-Until { -not (Get-ShellOf $victim) } -Seconds 60
                    if ((Invoke-Command $script:lasting { 1 + 1 }) -ne 2) { 'the other session does not answer' }
                    $threads = Invoke-Command $script:lasting { Get-ChildItem /proc/self/task | ForEach-Object { Get-Content "$($_.FullName)/comm" -ErrorAction Ignore } }
                    if (@($threads) -like 'RedisLoad *') { "threads of the other session: $(@($threads) -like 'RedisLoad *')" }
                }
            }
            catch {
                "left: $_"
            }
        }

        # A coordinator whose network to one host is cut, and that is killed a little later.
        function Test-Coordinator([double] $Moment) {
            $program, $arguments = Get-Shell
            $support = (Get-Module TestSupport).Path
            $addresses = $victim, $other | ForEach-Object { "[pscustomobject]@{ Address = '$($_.Address)'; Key = '$($_.Key)' }" }
            $open = "@($($addresses -join ', ')) | New-SshSession"
            $command = "Import-Module '$support'; `$all = $open; Invoke-Command `$all { Import-Module '$module' }; " +
                'Start-RedisLoad -Session $all -ComputerName 10.99.0.254 -Cps 50 -Duration 120 -HoldTime 60'
            $start = [Diagnostics.ProcessStartInfo]::new($program)
            @($arguments) + '-NoProfile', '-Command', $command | Where-Object { $_ } | ForEach-Object { $start.ArgumentList.Add($_) }
            $start.RedirectStandardOutput = $start.RedirectStandardError = $true
            $coordinator = [Diagnostics.Process]::Start($start)
            try {
                Wait-Until { (Get-SocketCount $victim) -gt 10 -and (Get-SocketCount $other) -gt 10 } -Detail { $coordinator.StandardError.ReadToEnd() }
                & ip link set $victim.Link down
                $cut = [Diagnostics.Stopwatch]::StartNew()
                Start-Sleep -Seconds $Moment
                $coordinator.Kill()
                $killed = [Diagnostics.Stopwatch]::StartNew()
                Wait-Until { (Get-SocketCount $other) -eq 0 } -Seconds 10
                $script:closed += $killed.Elapsed.TotalSeconds
                Wait-Until { (Get-SocketCount $victim) -eq 0 } -Seconds 20
                $script:silent += $cut.Elapsed.TotalSeconds
            }
            catch {
                "left: $_"
            }
            finally {
                $coordinator.Kill()
                & ip link set $victim.Link up
            }
        }

        $script:closed, $script:silent = @(), @()
        $wrongs = @()
        try {
            $script:lasting = Open-Session $other
            foreach ($i in 0..($Count - 1)) {
                $kind = ($Kinds -split ',')[$i % ($Kinds -split ',').Count]
                $moment = [Math]::Round(4 * $random.NextDouble(), 3)
                $wrong = @($kind -eq 'Coordinator' ? (Test-Coordinator $moment) : (Test-Fault $kind $moment))
                if ($wrong) {
                    $wrongs += "$kind at $moment s: $($wrong -join '; ')"
                }
            }
            $folders = @(Get-ChildItem $hosts.Temporary -Filter RedisLoad-*)
            if ($folders) { $wrongs += "folders: $folders" }
        }
        finally {
            $hosts | Stop-SshHost
            $server | Stop-RedisServer
        }
        if ($script:closed) {
            $times = ', sockets closed {0:N1} s after the coordinator was killed, {1:N1} s after the network was cut (at most)' -f
                ($script:closed | Measure-Object -Maximum).Maximum, ($script:silent | Measure-Object -Maximum).Maximum
        }
        # What an ssh prints when it is killed gets between the objects of this shell.
        Set-Content $Result (@("$($wrongs.Count)$times") + $wrongs)
    } | Out-Null
    $faults, $details = Get-Content $result
}
finally {
    Remove-Item $folder -Recurse
}
$details | ForEach-Object { "    $_" } | Write-Host
Write-Host ('{0:N0} load generators broken, faults: {1} (seed {2})' -f $Count, $faults, $Seed)
if ($details) {
    throw "There were faults: $($details -join ' | ')"
}
