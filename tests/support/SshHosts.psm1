# Hosts that PowerShell reaches over SSH: each a network namespace of its own, with an address, an sshd, and PowerShell as its subsystem. For
# scripts that are in a namespace themselves, which is the network between them.

$network = '10.99.0'

# Whether there can be such hosts here: an sshd is installed, and this user is root.
function Test-SshHost {
    $missing = 'sshd', 'ssh', 'ssh-keygen', 'nsenter', 'pgrep' | Where-Object { -not (Get-Command $_ -CommandType Application -ErrorAction Ignore) }
    -not $missing -and [Environment]::UserName -eq 'root'
}

# Starts hosts, and gives each with its address. This one has the address that ends in 254.
function Start-SshHost {
    param([int] $Count, [string] $Folder)
    & ip link add hosts type bridge
    & ip address add "$network.254/24" dev hosts
    & ip link set hosts up
    & ssh-keygen -q -t ed25519 -N '' -f (Join-Path $Folder 'key')
    $subsystem = (Get-Shell) -join ' '
    New-Item -ItemType Directory -Force /run/sshd | Out-Null
    foreach ($number in 1..$Count) {
        $start = [Diagnostics.ProcessStartInfo]::new('unshare', [string[]]('--net', '--pid', '--fork', '--kill-child', 'sleep', 'infinity'))
        $process = [Diagnostics.Process]::Start($start)
        Wait-Until { & pgrep -P $process.Id }
        $init = [int](& pgrep -P $process.Id)
        & ip link add "host$number" type veth peer name eth0 netns $init
        & ip link set "host$number" master hosts up
        & nsenter -t $init -n sh -c "ip link set lo up; ip address add $network.$number/24 dev eth0; ip link set eth0 up"
        $config = Join-Path $Folder "sshd$number"
        $temporary = (New-Item -ItemType Directory (Join-Path $Folder "tmp$number")).FullName
        [IO.File]::WriteAllLines($config, [string[]](
            "ListenAddress $network.$number", "HostKey $Folder/key", "AuthorizedKeysFile $Folder/key.pub", 'StrictModes no', 'UsePAM no',
            'PidFile none', 'PermitRootLogin yes', "Subsystem powershell $subsystem -sshs -NoLogo -NoProfile",
            "SetEnv TMPDIR=$temporary"))
        & nsenter -t $init -n -p (Get-Command sshd).Source -f $config
        [pscustomobject]@{ Address = "$network.$number"; Link = "host$number"; Init = $init; Process = $process; Key = Join-Path $Folder 'key'; Temporary = $temporary }
    }
}

# A session on a host.
function New-SshSession {
    param([Parameter(ValueFromPipeline)] $SshHost)
    process {
        $options = @{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = '/dev/null'; LogLevel = 'QUIET' }
        New-PSSession -HostName $SshHost.Address -UserName root -KeyFilePath $SshHost.Key -Options $options
    }
}

# Kills the shell of a session, by its number on its host.
function Stop-SshShell {
    param($SshHost, [int] $Id, [string] $Signal = 'KILL')
    & nsenter -t $SshHost.Init -p kill "-$Signal" $Id
}

# Starts a redis-server on a host, which ends with it.
function Start-SshHostRedis {
    param($SshHost, [string[]] $ArgumentList = @())
    $arguments = @('--port', '6379', '--bind', '0.0.0.0', '--protected-mode', 'no', '--save', '', '--appendonly', 'no', '--daemonize', 'yes',
        '--dir', [IO.Path]::GetTempPath(), '--logfile', '/dev/null') + $ArgumentList
    & nsenter -t $SshHost.Init -n -p redis-server @arguments
    Wait-Until { (& redis-cli -h $SshHost.Address ping 2>$null) -eq 'PONG' }
}

# Connections that a host's kernel has dropped because an accept queue was full, by its own count.
function Get-SshHostOverflow {
    param($SshHost)
    $names, $values = [IO.File]::ReadAllLines("/proc/$($SshHost.Init)/net/netstat") -match '^TcpExt:' | ForEach-Object { , ($_ -split ' ') }
    [long] $values[[array]::IndexOf($names, 'ListenOverflows')]
}

# Ends hosts, with all that runs on them, and first the sessions of this shell by their ssh: a shell that closes a session waits a minute for
# a host that does not answer, and dies if its ssh ends meanwhile.
function Stop-SshHost {
    param([Parameter(ValueFromPipeline)] $SshHost)
    begin {
        & pkill -KILL -P $PID -x ssh
        Wait-Until { -not (Get-PSSession | Where-Object State -eq Opened) }
    }
    process {
        $SshHost.Process.Kill($true)
        $SshHost.Process.WaitForExit()
    }
}

Export-ModuleMember -Function Test-SshHost, Start-SshHost, New-SshSession, Stop-SshShell, Start-SshHostRedis, Get-SshHostOverflow, Stop-SshHost
