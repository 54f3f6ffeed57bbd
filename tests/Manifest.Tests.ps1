BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'Shell.psm1')
    $module = Join-Path $PSScriptRoot '..' 'artifacts' 'RedisLoad'
    $manifest = Join-Path $module 'RedisLoad.psd1'
}

Describe 'The module' {
    It 'has a sound manifest' {
        (Test-ModuleManifest $manifest -WarningVariable warnings).Version | Should -BeGreaterThan ([version]'0.0')
        $warnings | Should -BeNullOrEmpty
    }

    It 'exports its cmdlets and nothing else' {
        $exported = (Import-Module $manifest -Force -PassThru).ExportedCommands.Keys | Sort-Object
        $exported | Should -Be 'Compare-RedisLoad', 'Export-RedisLoadReport', 'Find-RedisLoadLimit', 'Measure-RedisLoad', 'Set-KernelTuning', 'Start-RedisLoad', 'Test-KernelTuning', 'Test-RedisConnection', 'Watch-RedisConnection', 'Watch-RedisConnections'
    }

    It 'lets scripts name the type of its rows: <_>' -ForEach 'RedisLoad.Rows.LoadSample', 'RedisLoad.Results.LoadSummary', 'RedisLoad.Watch.ConnectionSnapshot' {
        Import-Module $manifest -Force
        $_ -as [type] | Should -Not -BeNullOrEmpty
    }

    It 'has the manifest''s version in its assemblies' {
        $version = [version](Import-PowerShellDataFile $manifest).ModuleVersion
        foreach ($assembly in 'RedisLoad.Cmdlets.dll', 'RedisLoad.Engine.dll') {
            $built = [Reflection.AssemblyName]::GetAssemblyName((Join-Path $module $assembly)).Version
            "$($built.Major).$($built.Minor).$($built.Build)" | Should -Be "$version"
        }
    }

    It 'holds what a user needs and nothing that only a build does' {
        $files = Get-ChildItem $module -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath($module, $_.FullName) } |
            Where-Object { $_ -notmatch '^docs/[\w-]+\.md$|^docs/pictures/[\w-]+\.png$|^examples/(\w+\.ps1|original/\w+\.conf|kubernetes/\w+(\.yaml)?)$' } | Sort-Object
        $files | Should -Be @(
            'HdrHistogram', 'Microsoft.Extensions.Configuration.Abstractions', 'Microsoft.Extensions.Configuration.Binder',
                'Microsoft.Extensions.Configuration', 'Microsoft.Extensions.Configuration.EnvironmentVariables',
                'Microsoft.Extensions.DependencyInjection.Abstractions', 'Microsoft.Extensions.DependencyInjection',
                'Microsoft.Extensions.Diagnostics.Abstractions', 'Microsoft.Extensions.Logging.Abstractions',
                'Microsoft.Extensions.Logging.Configuration', 'Microsoft.Extensions.Logging',
                'Microsoft.Extensions.Options.ConfigurationExtensions', 'Microsoft.Extensions.Options',
                'Microsoft.Extensions.Primitives', 'OpenTelemetry.Api', 'OpenTelemetry.Api.ProviderBuilderExtensions',
                'OpenTelemetry', 'OpenTelemetry.Exporter.OpenTelemetryProtocol', 'OxyPlot', 'RedisLoad.Histograms',
                'RedisLoad.Metrics', 'RedisLoad.Report' |
                ForEach-Object { [IO.Path]::Combine('dependencies', "$_.dll") }
            [IO.Path]::Combine('en-US', 'about_RedisLoad_Verdict.help.txt')
            [IO.Path]::Combine('en-US', 'about_RedisLoad.help.txt')
            [IO.Path]::Combine('en-US', 'RedisLoad.Cmdlets.dll-Help.xml')
            [IO.Path]::Combine('en-US', 'RedisLoad.help.txt')
            'LICENSE'
            'README.md'
            'RedisLoad.Cmdlets.dll'
            'RedisLoad.Engine.dll'
            'RedisLoad.Format.ps1xml'
            'RedisLoad.psd1'
            'RedisLoad.Types.ps1xml'
            'THIRD-PARTY-NOTICES.txt'
        )
    }

    It 'works beside another module that has loaded HdrHistogram <_>' -ForEach '1.0.0.0', '9.0.0.0' {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive $_)
        # A shell that has nothing loaded yet.
        $shell = Get-Shell
        $loaded = & $shell[0] @($shell | Select-Object -Skip 1) -NoProfile -NonInteractive -Command {
            param($folder, $version, $manifest)
            $library = Join-Path $folder 'HdrHistogram.dll'
            $source = "[assembly: System.Reflection.AssemblyVersion(`"$version`")] namespace HdrHistogram { public class LongHistogram { } }"
            Add-Type -TypeDefinition $source -OutputAssembly $library
            New-ModuleManifest (Join-Path $folder 'Other.psd1') -RequiredAssemblies 'HdrHistogram.dll'
            Import-Module (Join-Path $folder 'Other.psd1')
            Import-Module $manifest
            $summary = Start-RedisLoad -BuiltInTarget -Cps 100 -Duration 1 -WarningAction SilentlyContinue | Measure-RedisLoad
            @{ Median = $summary.ResponseP50Ms; Others = [HdrHistogram.LongHistogram].Assembly.GetName().Version.ToString() }
        } -args $folder.FullName, $_, $manifest
        $loaded.Median | Should -BeGreaterThan 0
        $loaded.Others | Should -Be $_
    }
}
