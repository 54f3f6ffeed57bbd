@{
    RootModule        = '../PwshLite.Tests.dll'
    ModuleVersion     = '1.0'
    CmdletsToExport   = @('Get-SampleRow')
    FormatsToProcess  = @('Sample.Format.ps1xml')
}
