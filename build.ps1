<#
.SYNOPSIS
    Builds, tests, and packages RedisLoad.
.DESCRIPTION
    Requires the .NET SDK 10; the rest is restored from NuGet. Tasks:

    Build    Builds the module in artifacts/RedisLoad.
    Test     Builds, and runs all tests.
    Demo     Builds, and runs examples/Demo.ps1.
    Run      Runs a command with the module imported.
    Bench    Measures the cost of a connection, compared with other clients.
    Torture  Builds, and tests robustness (docs/robustness.md): fuzzed parsers, servers that lie, long loads, stops, kills, clock changes, restarts.
    Docs     Builds, and regenerates the tables of README.md and docs from the help.
    Package  Builds, and packs the module for the PowerShell Gallery.
.EXAMPLE
    ./build.ps1 Test
.EXAMPLE
    ./build.ps1 Run 'Start-RedisLoad -Port 7001 -Cps 100 -Duration 2'
#>
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'Run', 'Bench', 'Torture', 'Docs', 'Package')]
    [string] $Task = 'Build',

    # The command for Run.
    [Parameter(Position = 1)]
    [string] $Command,

    # The parts of Torture to run, separated by commas. Default: all.
    [ValidatePattern('^(Fuzz|Matrix|Soak|Stops|Kills|Clock|Storm|Generators)(,(Fuzz|Matrix|Soak|Stops|Kills|Clock|Storm|Generators))*$')]
    [string] $Only = 'Fuzz,Matrix,Soak,Stops,Kills,Clock,Storm,Generators',

    # The length of each part: connections of a soak, seconds per fuzzed parser, cells of the matrix, stops, kills, loads, or clients of a storm. Each has its own default.
    [long] $Count,

    # The Pester version for Test, one of those pinned by Directory.Packages.props. Default: the newest of them.
    [version] $PesterVersion
)

$ErrorActionPreference = 'Stop'
$artifacts = Join-Path $PSScriptRoot 'artifacts'
$module = Join-Path $artifacts 'RedisLoad'

trap {
    [Console]::Error.WriteLine($_.Exception.Message)
    exit 1
}

function Invoke-DotNet {
    & dotnet $args
    if ($LASTEXITCODE -ne 0) {
        throw "'dotnet $args' failed with exit code $LASTEXITCODE."
    }
}

# Builds the module, and regenerates the tables of the given pages. The new module replaces the old one at once, in case a shell imports it meanwhile.
function Build-Module([string[]] $Page) {
    $project = Join-Path $PSScriptRoot 'RedisLoad.Cmdlets'
    $helpTool = Join-Path $PSScriptRoot 'tools' 'cmdlet-help'
    $output = Join-Path $project 'bin' 'Release' 'net10.0'
    $building = Join-Path $artifacts "building-$PID"
    $replaced = Join-Path $artifacts "replaced-$PID"
    try {
        Invoke-DotNet publish $project --configuration Release --output $building --verbosity quiet --nologo
        foreach ($separate in 'RedisLoad.Report', 'RedisLoad.Metrics') {
            Invoke-DotNet publish (Join-Path $PSScriptRoot $separate) --configuration Release --output (Join-Path $building 'dependencies') --verbosity quiet --nologo
        }
        Add-ReleaseNotes (Join-Path $building 'RedisLoad.psd1')

        Invoke-DotNet msbuild $helpTool '-restore' '-property:Configuration=Release' '-verbosity:quiet' '-nologo' '-terminalLogger:off'
        $help = Join-Path $building 'en-US' 'RedisLoad.Cmdlets.dll-Help.xml'
        Invoke-DotNet (Join-Path $artifacts 'cmdlet-help' 'cmdlet-help.dll') (Join-Path $output 'RedisLoad.Cmdlets.dll') (Join-Path $output 'RedisLoad.Cmdlets.xml') $help @Page

        if (Test-Path $module) {
            Move-Item $module $replaced
        }
        Move-Item $building $module
    }
    finally {
        Remove-Item $building, $replaced -Recurse -Force -ErrorAction Ignore
    }
}

# Writes the changelog's section for the manifest's version, or the unreleased one, into the manifest.
function Add-ReleaseNotes([string] $Manifest) {
    $version = (Import-PowerShellDataFile $Manifest).ModuleVersion
    $changelog = Get-Content (Join-Path $PSScriptRoot 'CHANGELOG.md') -Raw
    $notes = $version, 'Unreleased' | ForEach-Object { [regex]::Match($changelog, "(?ms)^## \[$([regex]::Escape($_))\].*?\n(.+?)(?=^## |\z)").Groups[1].Value.Trim() } |
        Where-Object { $_ } | Select-Object -First 1
    if (-not $notes) {
        throw "CHANGELOG.md has no section [$version] or [Unreleased]."
    }
    $literal = [Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($notes)
    Set-Content $Manifest (Get-Content $Manifest -Raw).Replace("ReleaseNotes = ''", "ReleaseNotes = '$literal'") -NoNewline
}

function Import-BuiltModule {
    Import-Module (Join-Path $module 'RedisLoad.psd1') -Force
}

# Runs one xunit project; the counts come from its result file.
function Invoke-UnitTest([string] $Project) {
    $results = Join-Path $artifacts 'TestResults' "$Project.xml"
    if (Test-Path $results) {
        Remove-Item $results
    }
    $folder = Join-Path $PSScriptRoot 'tests' $Project
    Invoke-DotNet msbuild $folder '-restore' '-property:Configuration=Release' '-verbosity:quiet' '-nologo' '-terminalLogger:off'
    & dotnet (Join-Path $folder 'bin' 'Release' 'net10.0' "$Project.dll") -noLogo -noColor -result-xml $results | Out-Host
    if (-not (Test-Path $results)) {
        throw "The tests of $Project did not run."
    }
    $assembly = ([xml](Get-Content $results -Raw)).assemblies.assembly
    @{
        Passed  = [int]$assembly.passed
        Failed  = [int]$assembly.failed + [int]$assembly.errors
        Skipped = [int]$assembly.skipped
    }
}

# Restores the Pester versions pinned by Directory.Packages.props into a module folder of the repository, and returns one of them.
function Install-Pester {
    Invoke-DotNet msbuild (Join-Path $PSScriptRoot 'tests' 'Pester') '-restore' '-target:InstallPester' '-verbosity:quiet' '-nologo' '-terminalLogger:off' | Out-Host
    $folder = Join-Path $artifacts 'modules' 'Pester'
    $pinned = [version[]](Get-ChildItem $folder -Name) | Sort-Object
    $wanted = $PesterVersion ?? $pinned[-1]
    if ($wanted -notin $pinned) {
        throw "-PesterVersion $wanted is not pinned by Directory.Packages.props. Use $($pinned -join ' or ')."
    }
    Join-Path $folder $wanted 'Pester.psd1'
}

# Runs the test files of the cmdlets in parallel, one per CPU: most of the time, most of them wait for a load.
function Invoke-CmdletTest([string] $Pester) {
    Import-Module (Join-Path $PSScriptRoot 'tests' 'support' 'Shell.psm1') -Force
    $shell = Get-Shell
    $results = New-Item -ItemType Directory -Force (Join-Path $artifacts 'TestResults')
    # Longest first, so that none is left over when all others have ended.
    Get-ChildItem (Join-Path $PSScriptRoot 'tests') -Filter '*.Tests.ps1' | Sort-Object Length -Descending | ForEach-Object -ThrottleLimit ([Environment]::ProcessorCount) -Parallel {
        $program, [string[]] $arguments = $using:shell
        $script = Join-Path $using:PSScriptRoot 'tests' 'support' 'Invoke-TestFile.ps1'
        $result = Join-Path $using:results "$($_.Name).json"
        Remove-Item $result -ErrorAction Ignore
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $said = $null | & $program @arguments -NoProfile -File $script -Pester $using:Pester -Path $_.FullName -ResultPath $result 2>&1 | Out-String
        Write-Host "$said$($_.Name) took $($clock.Elapsed.TotalSeconds.ToString('0')) s."
        if (Test-Path $result) {
            Get-Content $result -Raw | ConvertFrom-Json
        }
        else {
            Write-Host "The tests of $($_.Name) did not run."
            [pscustomobject]@{ Passed = 0; Failed = 1; Skipped = 0 }
        }
    }
}

function Install-RedisServer {
    if (Get-Command redis-server -CommandType Application -ErrorAction Ignore) {
        $major = [int][regex]::Match((& redis-server --version), 'v=(\d+)').Groups[1].Value
        if ($major -lt 7) {
            throw "The tests require redis-server 7 or later; the one on the PATH is version $major."
        }
        return
    }
    $canInstall = (Get-Command apt-get -CommandType Application -ErrorAction Ignore) -and [Environment]::UserName -eq 'root'
    if (-not $canInstall) {
        throw 'The tests require redis-server on the PATH. Install it (Debian, Ubuntu: sudo apt-get install redis-server; others: https://redis.io/docs/latest/operate/oss_and_stack/install/).'
    }
    & apt-get update --quiet=2 | Out-Host
    & apt-get install --yes --quiet=2 redis-server | Out-Host
    if ($LASTEXITCODE -ne 0) {
        throw "The tests require redis-server, and 'apt-get install redis-server' failed with exit code $LASTEXITCODE."
    }
}

# The tests of several load generators connect to hosts over SSH; without sshd, they are skipped.
function Install-SshServer {
    if ((Get-Command sshd -CommandType Application -ErrorAction Ignore) -or -not (Get-Command apt-get -CommandType Application -ErrorAction Ignore) -or
        [Environment]::UserName -ne 'root') {
        return
    }
    & apt-get install --yes --quiet=2 openssh-server | Out-Host
}

# The report's tests open it in a real browser; without one they are skipped.
function Install-Browser {
    Import-Module (Join-Path $PSScriptRoot 'tests' 'support' 'Browser.psm1') -Force
    if (Get-Browser) {
        return
    }
    $canInstall = (Get-Command apt-get -CommandType Application -ErrorAction Ignore) -and [Environment]::UserName -eq 'root'
    if ($canInstall) {
        & apt-get update --quiet=2 | Out-Host
        & apt-get install --yes --quiet=2 --no-install-recommends chromium-headless-shell fonts-dejavu-core | Out-Host
    }
    if (-not (Get-Browser)) {
        Write-Host 'Chromium was not found: the tests that open a report in a browser are skipped. Install it (Debian: sudo apt-get install chromium-headless-shell).'
    }
}

switch ($Task) {
    'Build' {
        Build-Module
        Write-Host "The module is in $module."
    }
    'Test' {
        $pester = Install-Pester
        Install-RedisServer
        Install-SshServer
        Install-Browser
        Build-Module
        # Tests of metrics send them to it.
        Invoke-DotNet msbuild (Join-Path $PSScriptRoot 'tests' 'OtlpReceiver') '-restore' '-property:Configuration=Release' '-verbosity:quiet' '-nologo' '-terminalLogger:off'
        $counts = @(
            Invoke-UnitTest 'RedisLoad.Engine.Tests'
            Invoke-UnitTest 'RedisLoad.Report.Tests'
            Invoke-CmdletTest $pester
        )
        $passed = ($counts.Passed | Measure-Object -Sum).Sum
        $failed = ($counts.Failed | Measure-Object -Sum).Sum
        $skipped = ($counts.Skipped | Measure-Object -Sum).Sum
        $summary = "$passed passed, $failed failed"
        Write-Host ($skipped -gt 0 ? "$summary, $skipped skipped" : $summary)
        if ($failed -gt 0 -or $passed -eq 0) {
            exit 1
        }
    }
    'Demo' {
        Build-Module
        Import-BuiltModule
        & (Join-Path $PSScriptRoot 'examples' 'Demo.ps1') -Path (Join-Path $artifacts 'demo' 'load.csv')
    }
    'Run' {
        if (-not $Command) {
            throw "Run requires a command, in quotes: ./build.sh run 'Start-RedisLoad -Cps 100 -Duration 2'"
        }
        if (-not (Test-Path (Join-Path $module 'RedisLoad.psd1'))) {
            Build-Module | Out-Null
        }
        Import-BuiltModule
        & ([scriptblock]::Create($Command)) | Out-Host
    }
    'Bench' {
        Install-RedisServer
        Build-Module
        Invoke-DotNet msbuild (Join-Path $PSScriptRoot 'bench' 'Pacing') '-restore' '-property:Configuration=Release' '-verbosity:quiet' '-nologo' '-terminalLogger:off'
        # In a separate process, because it has a separate network namespace.
        Import-Module (Join-Path $PSScriptRoot 'tests' 'support' 'Shell.psm1') -Force
        $shell = Get-Shell
        $bench = Join-Path $PSScriptRoot 'bench'
        foreach ($script in 'Bench', 'WatchBench', 'ReconnectBench') {
            & (Join-Path $bench 'apart.sh') @shell -NoProfile -File (Join-Path $bench "$script.ps1") -Path (Join-Path $artifacts 'bench' "$script.csv".ToLowerInvariant())
            if ($LASTEXITCODE -ne 0) {
                exit $LASTEXITCODE
            }
        }
    }
    'Docs' {
        Build-Module @(Get-Item (Join-Path $PSScriptRoot 'README.md'), (Join-Path $PSScriptRoot 'docs' '*.md'))
        Write-Host 'The tables of README.md and docs match the help.'
    }
    'Torture' {
        Install-RedisServer
        Build-Module
        $folder = Join-Path $PSScriptRoot 'tests' 'RedisLoad.Torture'
        Invoke-DotNet msbuild $folder '-restore' '-property:Configuration=Release' '-verbosity:quiet' '-nologo' '-terminalLogger:off'
        $amount = $Count ? @{ Count = $Count } : @{}
        $failed = foreach ($name in $Only -split ',') {
            Write-Host "`n$name"
            try {
                & (Join-Path $folder "$name.ps1") @amount | Out-Host
            }
            catch {
                Write-Host $_
                $name
            }
        }
        if ($failed) {
            throw "Faults found by: $($failed -join ', ')."
        }
    }
    'Package' {
        Build-Module
        Remove-Item (Join-Path $artifacts 'RedisLoad.*.nupkg')
        $package = Compress-PSResource $module $artifacts -PassThru
        Write-Host "The package is $package."
    }
}
