@{
    RootModule        = '../../pwsh-lite.dll'
    ModuleVersion     = '1.0'
    GUID              = '0f3a9c3e-6b53-4c0c-9d3e-6a6f3b7c2d11'
    Author            = 'The RedisLoad authors'
    Description       = 'Stand-ins for the cmdlets of Microsoft.PowerShell.Utility and Microsoft.PowerShell.Management that pwsh-lite supports.'
    CmdletsToExport   = '*'
    AliasesToExport   = '*'
    FunctionsToExport = @()
    VariablesToExport = @()
}
