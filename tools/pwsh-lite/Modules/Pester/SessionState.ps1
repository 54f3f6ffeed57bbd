# Test code must run in the session state of whoever called Invoke-Pester, in scopes nested like the blocks. Script blocks of test files
# are bound to it already; the few of this module that stand between them are bound to it here.

$script:SessionStateOfScriptBlock = [scriptblock].GetProperty('SessionStateInternal', [Reflection.BindingFlags]'Instance, NonPublic')
$script:InternalSessionState = [Management.Automation.SessionState].GetProperty('Internal', [Reflection.BindingFlags]'Instance, NonPublic')

function ConvertTo-UserScriptBlock ([scriptblock] $ScriptBlock) {
    $script:SessionStateOfScriptBlock.SetValue($ScriptBlock, $script:InternalSessionState.GetValue($script:State.SessionState))
    $ScriptBlock
}

# The variables that an item of -ForEach makes: its keys when it is a dictionary, and always $_.
function Get-DataVariable ($Data) {
    $variables = @{}
    if ($Data -is [Collections.IDictionary]) {
        foreach ($key in $Data.Keys) {
            $variables[$key] = $Data[$key]
        }
    }

    $variables['_'] = $Data
    $variables
}
