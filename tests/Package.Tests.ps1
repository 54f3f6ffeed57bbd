BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'support' 'TestSupport.psm1')
    $root = Join-Path $PSScriptRoot '..'
    $module = Join-Path $root 'artifacts' 'RedisLoad'
    & (Join-Path $root 'build.sh') package | Out-Null
    $LASTEXITCODE | Should -Be 0
    $version = (Import-PowerShellDataFile (Join-Path $module 'RedisLoad.psd1')).ModuleVersion
    $package = Join-Path $root 'artifacts' "RedisLoad.$version.nupkg"
}

Describe 'The package' {
    BeforeAll {
        $folder = Join-Path $TestDrive 'unpacked'
        [IO.Compression.ZipFile]::ExtractToDirectory($package, $folder)
    }

    It 'holds the module and nothing else' {
        $packed = Get-ChildItem $folder -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath($folder, $_.FullName) } |
            Where-Object { $_ -notmatch '^(_rels|package)/|^\[Content_Types\]\.xml$|^RedisLoad\.nuspec$' }
        $built = Get-ChildItem $module -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath($module, $_.FullName) }
        $packed | Sort-Object | Should -Be ($built | Sort-Object)
    }

    It 'says what the gallery shows: <Name>' -ForEach @(
        @{ Name = 'id'; Expected = '^RedisLoad$' }
        @{ Name = 'version'; Expected = '^\d+\.\d+\.\d+$' }
        @{ Name = 'authors'; Expected = '\S' }
        @{ Name = 'copyright'; Expected = '\S' }
        @{ Name = 'description'; Expected = '^.{50,500}$' }
        @{ Name = 'licenseUrl'; Expected = '^https://\S+$' }
        @{ Name = 'projectUrl'; Expected = '^https://\S+$' }
        @{ Name = 'tags'; Expected = '(?=.*\bPSEdition_Core\b)(?=.*\bLinux\b)' }
    ) {
        ([xml](Get-Content (Join-Path $folder 'RedisLoad.nuspec') -Raw)).package.metadata.$Name | Should -Match $Expected
    }

    It 'has release notes out of the changelog' {
        $notes = ([xml](Get-Content (Join-Path $folder 'RedisLoad.nuspec') -Raw)).package.metadata.releaseNotes
        # What the gallery takes at most.
        $notes.Length | Should -BeLessThan 35000
        $notes | Should -Match '(?m)^- .*Start-RedisLoad'
        (Get-Content (Join-Path $root 'CHANGELOG.md') -Raw).Contains($notes) | Should -BeTrue
    }

    It 'holds no machine code, and so runs on every processor that .NET runs on' {
        foreach ($library in Get-ChildItem $folder -Recurse -Filter '*.dll') {
            $reader = [Reflection.PortableExecutable.PEReader]::new([IO.File]::OpenRead($library))
            try {
                $reader.PEHeaders.CorHeader.Flags | Should -Match '\bILOnly\b' -Because $library.Name
                $reader.PEHeaders.CoffHeader.Machine | Should -Be 'I386' -Because $library.Name
            }
            finally {
                $reader.Dispose()
            }
        }
    }

    It 'has in THIRD-PARTY-NOTICES.txt each library that it contains, with its copyright notice, and no other' {
        $notices = Get-Content (Join-Path $folder 'THIRD-PARTY-NOTICES.txt') -Raw
        $libraries = Get-ChildItem $folder -Recurse -Filter '*.dll' | Where-Object Name -NotLike 'RedisLoad.*'
        [regex]::Matches($notices, '(?m)^    File: +(\S+)$') | ForEach-Object { $_.Groups[1].Value } | Should -Be ($libraries.Name | Sort-Object)
        foreach ($library in $libraries) {
            $entry = [regex]::Match($notices, "(?ms)^    File: +$([regex]::Escape($library.Name))$.+?(?=^\S)").Value
            $entry | Should -Match ([regex]::Escape($library.VersionInfo.LegalCopyright))
            $entry | Should -Match '(?m)^    Licence: +\S'
        }
    }

    It 'has no page with a link that leads nowhere' {
        $pages = Get-ChildItem $folder -Recurse -Filter '*.md'
        $pages.Count | Should -BeGreaterThan 8
        foreach ($page in $pages) {
            [regex]::Matches((Get-Content $page -Raw), '\]\((?!https?:|#)([^)#]+)') | ForEach-Object { $_.Groups[1].Value } |
                Where-Object { -not (Test-Path (Join-Path $page.DirectoryName $_)) } | Should -BeNullOrEmpty -Because "$($page.Name) links to it"
        }
    }
}

Describe 'The package, published to a repository' {
    BeforeAll {
        $server = Start-RedisServer
        $userHome = Join-Path $TestDrive 'home'
        $repository = Join-Path $TestDrive 'repository'
        New-Item -ItemType Directory $userHome, $repository | Out-Null

        # A shell of a user who has nothing installed.
        function Invoke-UserShell([scriptblock] $Script, [object[]] $ArgumentList = @()) {
            $shell = Get-Shell
            $written = & env -u PSModulePath -u XDG_DATA_HOME -u XDG_CONFIG_HOME -u XDG_CACHE_HOME "HOME=$userHome" @shell -NoProfile -NonInteractive -Command $Script -args $ArgumentList 2>&1
            $LASTEXITCODE | Should -Be 0 -Because ($written | Out-String)
            $written
        }
    }

    AfterAll {
        $server | Stop-RedisServer
    }

    It 'is installed from there, loads a server without being imported first, explains itself, and is removed again' {
        Invoke-UserShell {
            param($package, $repository)
            $ErrorActionPreference = 'Stop'
            Register-PSResourceRepository -Name RedisLoadTest -Uri $repository -Trusted
            Publish-PSResource -NupkgPath $package -Repository RedisLoadTest
            Install-PSResource RedisLoad -Repository RedisLoadTest
        } $package, $repository | Should -BeNullOrEmpty

        $used = Invoke-UserShell {
            param($port)
            $help = Get-Help about_RedisLoad
            $summary = Start-RedisLoad -Port $port -Cps 100 -Duration 1 -WarningAction SilentlyContinue | Measure-RedisLoad
            $module = Get-Module RedisLoad
            @{ Help = "$help"; Due = $summary.Due; Succeeded = $summary.Succeeded; Folder = $module.ModuleBase; Version = "$($module.Version)" }
        } $server.Port
        $used.Help | Should -Match '^TOPIC\s+about_RedisLoad'
        $used.Due | Should -Be 100
        $used.Succeeded | Should -BeGreaterThan 0
        $used.Version | Should -Be $version
        $used.Folder | Should -Be (Join-Path $userHome '.local' 'share' 'powershell' 'Modules' 'RedisLoad' $version)
        [int](Get-RedisInfo $server)['total_connections_received'] | Should -BeGreaterThan $used.Succeeded

        Invoke-UserShell {
            $ErrorActionPreference = 'Stop'
            Uninstall-PSResource RedisLoad
            Get-Module RedisLoad -ListAvailable
        } | Should -BeNullOrEmpty
        $used.Folder | Should -Not -Exist
    }
}
