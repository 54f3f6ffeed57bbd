# $TestDrive and TestDrive:, a folder for each file. What a block puts there goes when the block ends.

function New-TestDrive {
    $path = [IO.Directory]::CreateTempSubdirectory('pester-').FullName
    $global:TestDrive = $path
    $provider = $ExecutionContext.SessionState.Provider.GetOne('FileSystem')
    $drive = [Management.Automation.PSDriveInfo]::new('TestDrive', $provider, $path, '', $null)
    $null = $ExecutionContext.SessionState.Drive.New($drive, 'Global')
}

function Remove-TestDrive {
    $path = $global:TestDrive
    $ExecutionContext.SessionState.Drive.Remove('TestDrive', $true, 'Global')
    $ExecutionContext.SessionState.PSVariable.Remove('global:TestDrive')
    [IO.Directory]::Delete($path, $true)
}

function Get-TestDriveContent {
    , [IO.Directory]::GetFileSystemEntries($global:TestDrive, '*', 'AllDirectories')
}

function Clear-TestDrive ($Except) {
    foreach ($entry in Get-TestDriveContent) {
        if ($entry -in $Except) {
            continue
        }

        if ([IO.Directory]::Exists($entry)) {
            [IO.Directory]::Delete($entry, $true)
        }
        elseif ([IO.File]::Exists($entry)) {
            [IO.File]::Delete($entry)
        }
    }
}
