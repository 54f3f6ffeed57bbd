function Should {
    [CmdletBinding()]
    param (
        [Parameter(ValueFromPipeline)] [AllowNull()] [object] $ActualValue,
        [Parameter(Position = 0)]
        [Alias('ExpectedMessage', 'ExpectedType', 'RegularExpression', 'ParameterName')]
        [AllowNull()] [object] $ExpectedValue,
        [switch] $Not,
        [string] $Because,

        [Parameter(Mandatory, ParameterSetName = 'Be')] [Alias('EQ')] [switch] $Be,
        [Parameter(Mandatory, ParameterSetName = 'BeExactly')] [Alias('CEQ')] [switch] $BeExactly,
        [Parameter(Mandatory, ParameterSetName = 'BeTrue')] [switch] $BeTrue,
        [Parameter(Mandatory, ParameterSetName = 'BeFalse')] [switch] $BeFalse,
        [Parameter(Mandatory, ParameterSetName = 'BeNullOrEmpty')] [switch] $BeNullOrEmpty,
        [Parameter(Mandatory, ParameterSetName = 'BeGreaterThan')] [Alias('GT')] [switch] $BeGreaterThan,
        [Parameter(Mandatory, ParameterSetName = 'BeGreaterOrEqual')] [Alias('GE')] [switch] $BeGreaterOrEqual,
        [Parameter(Mandatory, ParameterSetName = 'BeLessThan')] [Alias('LT')] [switch] $BeLessThan,
        [Parameter(Mandatory, ParameterSetName = 'BeLessOrEqual')] [Alias('LE')] [switch] $BeLessOrEqual,
        [Parameter(Mandatory, ParameterSetName = 'BeLike')] [switch] $BeLike,
        [Parameter(Mandatory, ParameterSetName = 'BeLikeExactly')] [switch] $BeLikeExactly,
        [Parameter(Mandatory, ParameterSetName = 'Match')] [switch] $Match,
        [Parameter(Mandatory, ParameterSetName = 'MatchExactly')] [Alias('CMATCH')] [switch] $MatchExactly,
        [Parameter(Mandatory, ParameterSetName = 'BeOfType')] [Alias('HaveType')] [switch] $BeOfType,
        [Parameter(Mandatory, ParameterSetName = 'BeIn')] [switch] $BeIn,
        [Parameter(Mandatory, ParameterSetName = 'Contain')] [switch] $Contain,
        [Parameter(Mandatory, ParameterSetName = 'HaveCount')] [switch] $HaveCount,
        [Parameter(Mandatory, ParameterSetName = 'Exist')] [switch] $Exist,

        [Parameter(Mandatory, ParameterSetName = 'Throw')] [switch] $Throw,
        [Parameter(ParameterSetName = 'Throw')] [string] $ErrorId,
        [Parameter(ParameterSetName = 'Throw')] [type] $ExceptionType,
        [Parameter(ParameterSetName = 'Throw')] [switch] $PassThru,

        [Parameter(Mandatory, ParameterSetName = 'HaveParameter')] [switch] $HaveParameter,
        [Parameter(ParameterSetName = 'HaveParameter')] [object] $Type,
        [Parameter(ParameterSetName = 'HaveParameter')] [switch] $Mandatory,
        [Parameter(ParameterSetName = 'HaveParameter')] [string[]] $Alias
    )

    begin {
        $values = [Collections.Generic.List[object]]::new()
    }

    process {
        $values.Add($ActualValue)
    }

    end {
        $operator = $PSCmdlet.ParameterSetName
        # Nothing piped is one null; a collection operator then sees that null, not an array.
        $subjects = if ($values.Count -eq 0) { , @($null) }
        elseif ($operator -in $CollectionOperators) { , @(, $values.ToArray()) }
        else { , $values.ToArray() }

        foreach ($subject in $subjects) {
            if ($operator -eq 'Throw') {
                $failure = Test-Throw $subject $PSBoundParameters
                if (-not $failure -and $PassThru) {
                    $script:LastThrown
                }
            }
            else {
                $failure = Test-Operator $operator $subject $PSBoundParameters
            }

            if ($failure) {
                $position = @{
                    File     = $MyInvocation.ScriptName
                    Line     = $MyInvocation.ScriptLineNumber
                    LineText = $MyInvocation.Line.Trim()
                }
                throw [Management.Automation.ErrorRecord]::new(
                    [Exception]::new($failure), 'PesterAssertionFailed', 'InvalidResult', $position)
            }
        }
    }
}

# Null when the assertion holds, its message when not.
function Test-Operator ($Name, $Actual, $Bound) {
    $agrees, $wanted = & $Operators[$Name] $Actual $Bound['ExpectedValue'] $Bound
    if ($agrees -eq (-not $Bound['Not'])) {
        return
    }

    $shown = Format-Value (Get-Shown $Actual)
    $not = if ($Bound['Not']) { ' not' }
    "Expected$not $wanted,$(Format-Because $Bound['Because']) but got $shown."
}

function Test-Throw ($Actual, $Bound) {
    if ($Actual -isnot [scriptblock]) {
        throw [ArgumentException]"Input is missing or not a ScriptBlock. Input to '-Throw' and '-Not -Throw' must be enclosed in curly braces."
    }

    $script:LastThrown = $null
    try {
        do {
            $null = & $Actual
        } until ($true)
    }
    catch {
        $script:LastThrown = $_
    }

    $thrown = $script:LastThrown
    $because = Format-Because $Bound['Because']
    if ($Bound['Not']) {
        if ($thrown) {
            "Expected no exception to be thrown,$because but an exception `"$($thrown.Exception.Message)`" was thrown $($thrown.InvocationInfo.PositionMessage -replace '^At ', 'from ')."
        }

        return
    }

    $wanted = [Collections.Generic.List[string]]::new()
    $but = [Collections.Generic.List[string]]::new()
    $type = $Bound['ExceptionType']
    if ($type) {
        $wanted.Add("type $(Format-Value $type)")
        if ($thrown -and $thrown.Exception -isnot $type) {
            $but.Add("the exception type was $(Format-Value $thrown.Exception.GetType())")
        }
    }

    $message = $Bound['ExpectedValue']
    if (-not [string]::IsNullOrWhiteSpace($message)) {
        $wanted.Add("message like $(Format-Value $message)")
        if ($thrown -and $thrown.Exception.Message -notlike $message) {
            $but.Add("the message was $(Format-Value $thrown.Exception.Message)")
        }
    }

    $id = $Bound['ErrorId']
    if (-not [string]::IsNullOrWhiteSpace($id)) {
        $wanted.Add("FullyQualifiedErrorId $(Format-Value $id)")
        if ($thrown -and $thrown.FullyQualifiedErrorId -notlike $id) {
            $but.Add("the FullyQualifiedErrorId was $(Format-Value $thrown.FullyQualifiedErrorId)")
        }
    }

    if (-not $thrown) {
        $but.Add('no exception was thrown')
    }

    if ($but.Count -gt 0) {
        $with = if ($wanted.Count -gt 0) { " with $($wanted -join ' and ')" }
        "Expected an exception$with to be thrown,$because but $($but -join ' and '). $($thrown.InvocationInfo.PositionMessage -replace '^At ', 'from ')".Trim()
    }
}
