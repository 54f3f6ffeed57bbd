namespace RedisLoad.Cmdlets.Generators;

/// <summary>What runs in the sessions of load generators. Everything they need comes as arguments, which a session encrypts.</summary>
internal static class GeneratorScripts
{
    /// <summary>The time by the other clock, in ticks of UTC: numbers cross a session as they are.</summary>
    public const string ReadClock = "[DateTime]::UtcNow.Ticks";

    public const string ReadProcessId = "$PID";

    /// <summary>Imports the module if it is there in the right version, and writes the version that is there; nothing where there is
    /// none.</summary>
    public const string FindModule = """
        param($Version, $Path)
        $ErrorActionPreference = 'Stop'
        $module = Get-Module RedisLoad
        if (-not $module -and $Path) {
            $module = Import-Module $Path -PassThru
        }
        if (-not $module) {
            $there = @(Get-Module RedisLoad -ListAvailable)
            $module = @($there | Where-Object Version -eq $Version | Import-Module -PassThru) + $there | Select-Object -First 1
        }
        "$($module.Version)"
        """;

    /// <summary>Unpacks the module into a temporary folder, loads all of it that a load uses by preparing one, and removes the folder: then
    /// nothing is left there, however the session ends.</summary>
    public const string InstallModule = """
        param([byte[]] $Package)
        $ErrorActionPreference = 'Stop'
        $folder = [IO.Directory]::CreateTempSubdirectory('RedisLoad-').FullName
        try {
            $archive = [IO.Compression.ZipArchive]::new([IO.MemoryStream]::new($Package))
            [IO.Compression.ZipFileExtensions]::ExtractToDirectory($archive, $folder)
            Import-Module (Join-Path $folder 'RedisLoad.psd1')
            $ProgressPreference = 'SilentlyContinue'
            Start-RedisLoad -BuiltInTarget -CheckOnly
        }
        finally {
            [IO.Directory]::Delete($folder, $true)
        }
        """;

    /// <summary>Checks loads: each argument is the parameters of one. Only the first is sure to be run, so only its warnings
    /// count.</summary>
    public const string Check = """
        $ErrorActionPreference = 'Stop'
        $ProgressPreference = 'SilentlyContinue'
        $WarningPreference = 'Continue'
        foreach ($load in $args) {
            Start-RedisLoad @load -CheckOnly
            $WarningPreference = 'SilentlyContinue'
        }
        """;

    /// <summary>Runs a load.</summary>
    public const string Load = $"""
        param($Parameters)
        $ErrorActionPreference = 'Stop'
        $ProgressPreference = $WarningPreference = 'SilentlyContinue'
        $type = (Get-Command Start-RedisLoad).ImplementingType.Assembly.GetType('RedisLoad.Cmdlets.Generators.{nameof(GeneratorCommand)}')
        & ([Management.Automation.CmdletInfo]::new('Invoke-RedisLoadGenerator', $type)) @Parameters
        """;

    /// <summary>Watches the host of a server beside a load.</summary>
    public const string WatchServer = $"""
        param($Parameters)
        $ErrorActionPreference = 'Stop'
        $ProgressPreference = 'SilentlyContinue'
        $WarningPreference = 'Continue'
        $type = (Get-Command Start-RedisLoad).ImplementingType.Assembly.GetType('RedisLoad.Cmdlets.Generators.{nameof(ServerWatchCommand)}')
        & ([Management.Automation.CmdletInfo]::new('Watch-RedisLoadServer', $type)) @Parameters
        """;

    /// <summary>Finds out which network namespace of which host it is: two sessions of one share all that its kernel counts.</summary>
    public const string ReadNetwork = """
        "$([IO.File]::ReadAllText('/proc/sys/kernel/random/boot_id'))$([IO.File]::ResolveLinkTarget('/proc/self/ns/net', $false))"
        """;

    /// <summary>Runs a cmdlet of the module. What it writes comes as JSON, which has the values of every type as they are.</summary>
    public const string Command = """
        param($Name, $Parameters)
        $ProgressPreference = 'SilentlyContinue'
        & $Name @Parameters | ForEach-Object { [Text.Json.JsonSerializer]::Serialize($_.PSObject.BaseObject, $_.GetType()) }
        """;
}
