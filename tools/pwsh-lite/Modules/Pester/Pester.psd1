@{
    RootModule        = 'Pester.psm1'
    # The version of Pester whose language this is a part of, so that '#Requires' and -MinimumVersion mean what they say.
    ModuleVersion     = '5.7.0'
    GUID              = '5c1c4c1e-3b0f-4f0e-9b62-0f3f4d9a5f21'
    Author            = 'The RedisLoad authors'
    Description       = 'A stand-in for Pester 5: discovery, run and assertions, without mocks, coverage and configuration objects.'
    FunctionsToExport = @(
        'Invoke-Pester', 'Describe', 'Context', 'It', 'BeforeDiscovery', 'BeforeAll', 'BeforeEach', 'AfterEach', 'AfterAll',
        'Should', 'Set-ItResult'
    )
    CmdletsToExport   = @()
    VariablesToExport = @()
    AliasesToExport   = @()
}
