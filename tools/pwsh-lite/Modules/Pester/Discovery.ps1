function New-Block ($Kind, $Name, $Parent) {
    [pscustomobject]@{
        PSTypeName   = 'PwshLite.Pester.Block'
        Kind         = $Kind
        Name         = $Name
        ExpandedName = $Name
        Parent       = $Parent
        Depth        = if ($Parent) { $Parent.Depth + 1 } else { 0 }
        Skip         = $false
        Tag          = @()
        HasData      = $false
        Data         = $null
        # Blocks and tests in the order of the file.
        Items        = [Collections.Generic.List[object]]::new()
        BeforeAll    = $null
        BeforeEach   = $null
        AfterEach    = $null
        AfterAll     = $null
        ErrorRecord  = [Collections.Generic.List[object]]::new()
        Announced    = $false
    }
}

function New-Test ($Name, $Parent, [scriptblock] $ScriptBlock) {
    [pscustomobject]@{
        PSTypeName   = 'PwshLite.Pester.Test'
        Name         = $Name
        ExpandedName = $Name
        ExpandedPath = $Name
        Path         = @()
        Block        = $Parent
        ScriptBlock  = $ScriptBlock
        Skip         = $false
        Tag          = @()
        HasData      = $false
        Data         = $null
        ShouldRun    = $true
        Executed     = $false
        Passed       = $false
        Skipped      = $false
        Result       = 'NotRun'
        Duration     = [timespan]::Zero
        ErrorRecord  = [Collections.Generic.List[object]]::new()
    }
}

function Assert-Discovering ($Command) {
    if ($null -eq $script:State.CurrentBlock) {
        throw [InvalidOperationException]"$Command works only while Invoke-Pester discovers tests: in the body of a file, a Describe or a Context."
    }
}

# Pester 6 fails on data that is null or empty, because it would silently run nothing.
function Assert-ForEach ($Command, $Name, $ForEach) {
    if ($null -eq $ForEach -or @($ForEach).Count -eq 0) {
        throw [ArgumentException]"Value can not be null or empty array. (Parameter 'ForEach') of $Command '$Name'."
    }
}

function Add-Block ($Kind, [hashtable] $Bound, [scriptblock] $Fixture) {
    Assert-Discovering $Kind
    if ($null -eq $Fixture) {
        throw [ArgumentException]"No test script block is provided. Did you put the opening curly brace on the next line? ($Kind '$($Bound.Name)')"
    }

    $items = @(, $null)
    if ($Bound.ContainsKey('ForEach')) {
        Assert-ForEach $Kind $Bound.Name $Bound.ForEach
        $items = @($Bound.ForEach)
    }

    foreach ($item in $items) {
        $parent = $script:State.CurrentBlock
        $block = New-Block $Kind $Bound.Name $parent
        $block.Skip = [bool] $Bound.Skip -or $parent.Skip
        $block.Tag = @($Bound.Tag)
        $block.HasData = $Bound.ContainsKey('ForEach')
        $block.Data = $item
        $parent.Items.Add($block)
        $script:State.CurrentBlock = $block
        try {
            Invoke-BlockBody $block $Fixture
        }
        finally {
            $script:State.CurrentBlock = $parent
        }
    }
}

function Invoke-BlockBody ($Block, [scriptblock] $Fixture) {
    if (-not $Block.HasData) {
        $null = & $Fixture
        return
    }

    $body = ConvertTo-UserScriptBlock {
        param ($______body)
        foreach ($______variable in $______body.Variables.GetEnumerator()) {
            $ExecutionContext.SessionState.PSVariable.Set($______variable.Key, $______variable.Value)
        }

        . $______body.Fixture
    }
    $null = & $body @{ Variables = Get-DataVariable $Block.Data; Fixture = $Fixture }
}

function Add-Setup ($Kind, [scriptblock] $ScriptBlock) {
    Assert-Discovering $Kind
    $block = $script:State.CurrentBlock
    if ($block.$Kind) {
        throw [InvalidOperationException]"$Kind is already defined in this block. Each block can only have one $Kind."
    }

    if ($block.Kind -eq 'Root' -and $Kind -in 'BeforeEach', 'AfterEach') {
        throw [InvalidOperationException]"$Kind is not supported directly in a file; put it into a Describe or a Context."
    }

    $block.$Kind = $ScriptBlock
}

function Describe {
    param (
        [Parameter(Mandatory, Position = 0)] [string] $Name,
        [Parameter(Position = 1)] [scriptblock] $Fixture,
        [string[]] $Tag,
        [switch] $Skip,
        [object] $ForEach
    )
    Add-Block $MyInvocation.MyCommand.Name $PSBoundParameters $Fixture
}

# A Context is a Describe by another name.
${function:Context} = ${function:Describe}

function It {
    param (
        [Parameter(Mandatory, Position = 0)] [string] $Name,
        [Parameter(Position = 1)] [scriptblock] $Test,
        [Alias('TestCases')] [object] $ForEach,
        [string[]] $Tag,
        [switch] $Skip
    )
    Assert-Discovering It
    $parent = $script:State.CurrentBlock
    if ($parent.Kind -eq 'Root') {
        throw [InvalidOperationException]'Test cannot be directly in the root.'
    }

    if ($null -eq $Test) {
        throw [ArgumentException]"No test script block is provided. Did you put the opening curly brace on the next line? (It '$Name')"
    }

    $items = @(, $null)
    if ($PSBoundParameters.ContainsKey('ForEach')) {
        Assert-ForEach It $Name $ForEach
        $items = @($ForEach)
    }

    foreach ($item in $items) {
        $new = New-Test $Name $parent $Test
        $new.Skip = $Skip -or $parent.Skip
        $new.Tag = @($Tag)
        $new.HasData = $PSBoundParameters.ContainsKey('ForEach')
        $new.Data = $item
        $parent.Items.Add($new)
    }
}

function BeforeDiscovery ([Parameter(Mandatory)] [scriptblock] $ScriptBlock) {
    Assert-Discovering BeforeDiscovery
    . $ScriptBlock
}

function BeforeAll ([Parameter(Mandatory)] [scriptblock] $ScriptBlock) { Add-Setup BeforeAll $ScriptBlock }
function BeforeEach ([Parameter(Mandatory)] [scriptblock] $ScriptBlock) { Add-Setup BeforeEach $ScriptBlock }
function AfterEach ([Parameter(Mandatory)] [scriptblock] $ScriptBlock) { Add-Setup AfterEach $ScriptBlock }
function AfterAll ([Parameter(Mandatory)] [scriptblock] $ScriptBlock) { Add-Setup AfterAll $ScriptBlock }

# Every test of a block and of those in it.
function Get-TestOf ($Block) {
    foreach ($item in $Block.Items) {
        if ($item.PSTypeNames[0] -eq 'PwshLite.Pester.Test') {
            $item
        }
        else {
            Get-TestOf $item
        }
    }
}

function Find-Test ($Path) {
    $root = New-Block Root $Path $null
    $script:State.CurrentBlock = $root
    $file = ConvertTo-UserScriptBlock {
        param ($______path)
        & $______path
    }
    try {
        $null = & $file $Path
    }
    catch {
        $root.ErrorRecord.Add($_)
    }
    finally {
        $script:State.CurrentBlock = $null
    }

    $root
}
