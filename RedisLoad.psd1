@{
    RootModule           = 'RedisLoad.Cmdlets.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '5c1f0f57-6d1c-4d0b-9b8e-3b8f5f3a2c61'
    Author               = 'The RedisLoad authors'
    CompanyName          = 'The RedisLoad authors'
    Copyright            = 'Copyright (c) The RedisLoad authors. MIT licence.'
    Description          = 'Load-tests Redis by connections: opens new ones at a given rate, open loop, and reports latencies and failures, one object per interval, with a verdict on who was the bottleneck. Watches connections in the kernel, and checks and sets kernel tuning. Linux only.'

    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')

    # So that [RedisLoad.Rows.LoadSample], [RedisLoad.Results.LoadSummary] and [RedisLoad.Watch.ConnectionSnapshot] are types from the import on, and not only after the first row.
    RequiredAssemblies   = @('RedisLoad.Engine.dll')
    FormatsToProcess     = @('RedisLoad.Format.ps1xml')
    TypesToProcess       = @('RedisLoad.Types.ps1xml')
    CmdletsToExport      = @('Compare-RedisLoad', 'Export-RedisLoadReport', 'Find-RedisLoadLimit', 'Measure-RedisLoad', 'Set-KernelTuning', 'Start-RedisLoad', 'Test-KernelTuning', 'Test-RedisConnection', 'Watch-RedisConnections')
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @('Watch-RedisConnection')

    PrivateData          = @{
        PSData = @{
            Tags         = @('Redis', 'LoadTesting', 'Benchmark', 'Network', 'Latency', 'Linux', 'PSEdition_Core')
            LicenseUri   = 'https://opensource.org/license/mit'
            ProjectUri   = 'https://github.com/redisload/redisload'
            # The build takes it from CHANGELOG.md.
            ReleaseNotes = ''
        }
    }
}
