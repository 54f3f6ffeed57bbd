# Each operator of Should by its name: a script block that gets the actual and the expected value and, for some, the other parameters, and
# returns whether they agree and what was expected. Those in $CollectionOperators see all piped values as one array, others each by itself.

$script:CollectionOperators = 'Be', 'BeExactly', 'BeNullOrEmpty', 'Contain', 'HaveCount'

function Test-NullOrEmpty ($Array) {
    $null -eq $Array -or $Array.Count -eq 0 -or ($Array.Count -eq 1 -and $null -eq $Array[0])
}

# Element by element; the expected value is on the left, so its type decides how the two compare.
function Test-ArrayEqual ([object[]] $Actual, [object[]] $Expected, [bool] $CaseSensitive) {
    $actualEmpty = Test-NullOrEmpty $Actual
    $expectedEmpty = Test-NullOrEmpty $Expected
    if ($actualEmpty -or $expectedEmpty) {
        return $actualEmpty -and $expectedEmpty
    }

    if ($Actual.Count -ne $Expected.Count) {
        return $false
    }

    for ($i = 0; $i -lt $Actual.Count; $i++) {
        $equal = if ($Actual[$i] -is [array] -or $Expected[$i] -is [array]) {
            Test-ArrayEqual $Actual[$i] $Expected[$i] $CaseSensitive
        }
        elseif ($CaseSensitive) {
            [bool] ($Expected[$i] -ceq $Actual[$i])
        }
        else {
            [bool] ($Expected[$i] -eq $Actual[$i])
        }

        if (-not $equal) {
            return $false
        }
    }

    $true
}

function ConvertTo-Type ($Type) {
    if ($Type -is [type]) { return $Type }
    $parsed = ("$Type" -replace '^\[(.*)\]$', '$1') -as [type]
    if ($null -eq $parsed) {
        throw [ArgumentException]"Could not find type [$Type]. Make sure that the assembly that contains that type is loaded."
    }

    $parsed
}

# The single value of an array with one element, as messages show it.
function Get-Shown ($Value) {
    if ($Value -is [array] -and $Value.Count -eq 1) { return , $Value[0] }
    , $Value
}

$script:Operators = @{
    Be                = { param ($Actual, $Expected) (Test-ArrayEqual $Actual $Expected $false), (Format-Value (Get-Shown $Expected)) }
    BeExactly         = { param ($Actual, $Expected) (Test-ArrayEqual $Actual $Expected $true), "exactly $(Format-Value (Get-Shown $Expected))" }
    BeTrue            = { param ($Actual) [bool] $Actual, '$true' }
    BeFalse           = { param ($Actual) (-not $Actual), '$false' }
    BeGreaterThan     = { param ($Actual, $Expected) ($Actual -gt $Expected), "the actual value to be greater than $(Format-Value $Expected)" }
    BeGreaterOrEqual  = { param ($Actual, $Expected) ($Actual -ge $Expected), "the actual value to be greater than or equal to $(Format-Value $Expected)" }
    BeLessThan        = { param ($Actual, $Expected) ($Actual -lt $Expected), "the actual value to be less than $(Format-Value $Expected)" }
    BeLessOrEqual     = { param ($Actual, $Expected) ($Actual -le $Expected), "the actual value to be less than or equal to $(Format-Value $Expected)" }
    BeLike            = { param ($Actual, $Expected) ($Actual -like $Expected), "like wildcard $(Format-Value $Expected) to match" }
    BeLikeExactly     = { param ($Actual, $Expected) ($Actual -clike $Expected), "case sensitively like wildcard $(Format-Value $Expected) to match" }
    Match             = { param ($Actual, $Expected) ($Actual -match $Expected), "regular expression $(Format-Value $Expected) to match" }
    MatchExactly      = { param ($Actual, $Expected) ($Actual -cmatch $Expected), "regular expression $(Format-Value $Expected) to case sensitively match" }
    BeIn              = { param ($Actual, $Expected) ($Expected -contains $Actual), "one of $(Format-Value $Expected)" }
    Contain           = { param ($Actual, $Expected) ($Actual -contains $Expected), "$(Format-Value $Expected) to be found in the collection" }
    Exist             = { param ($Actual) (Test-Path $Actual), 'the path to exist' }
    BeOfType          = {
        param ($Actual, $Expected)
        $type = ConvertTo-Type $Expected
        ($Actual -is $type), "a value of type $(Format-Value $type)"
    }
    BeNullOrEmpty     = {
        param ($Actual)
        $isEmpty = $null -eq $Actual -or $Actual.Count -eq 0
        if (-not $isEmpty -and $Actual.Count -eq 1) {
            $only = $Actual[0]
            $isEmpty = if ($only -is [hashtable]) { $only.Count -eq 0 } else { [string]::IsNullOrEmpty($only) }
        }

        $isEmpty, '$null or empty'
    }
    HaveCount         = {
        param ($Actual, $Expected)
        $count = if ($null -eq $Actual) { 0 } else { $Actual.Count }
        ($count -eq [int] $Expected), "a collection with size $Expected"
    }
    HaveParameter     = {
        param ($Actual, $Expected, $Other)
        if ($Actual -isnot [Management.Automation.CommandInfo]) {
            throw [ArgumentException]'Input value must be non-null CommandInfo object. You can get one by calling Get-Command.'
        }

        $parameter = $Actual.Parameters[$Expected]
        $wanted = "command $($Actual.Name) to have a parameter $Expected"
        $agrees = $null -ne $parameter
        if ($Other.ContainsKey('Type')) {
            $type = ConvertTo-Type $Other.Type
            $wanted += ", of type $(Format-Value $type)"
            $agrees = $agrees -and $parameter.ParameterType -eq $type
        }

        if ($Other.ContainsKey('Mandatory')) {
            $wanted += $(if ($Other.Mandatory) { ', which is mandatory' } else { ', which is not mandatory' })
            $isMandatory = $agrees -and @($parameter.ParameterSets.Values | Where-Object IsMandatory).Count -gt 0
            $agrees = $agrees -and $isMandatory -eq [bool] $Other.Mandatory
        }

        foreach ($alias in $Other.Alias) {
            $wanted += ", with an alias $alias"
            $agrees = $agrees -and $parameter.Aliases -contains $alias
        }

        $agrees, $wanted
    }
}
