# Takes metrics as a collector of OpenTelemetry does: tests/OtlpReceiver is the program.

# Starts one. Http and Grpc are its addresses. -Answer is the status that it answers with, or 'never'.
function Start-OtlpReceiver {
    param([string] $Answer = '200')
    $program = Join-Path $PSScriptRoot '..' 'OtlpReceiver' 'bin' 'Release' 'net10.0' 'OtlpReceiver.dll'
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet', "`"$program`" $Answer")
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $http, $grpc = $process.StandardOutput.ReadLine() -split ' '
    [pscustomobject]@{ Process = $process; Http = $http; Grpc = $grpc }
}

# Ends it, and gives what it was sent: Requests, and of the last value of each metric and its attributes, Points.
function Stop-OtlpReceiver {
    param($Receiver)
    $Receiver.Process.StandardInput.Close()
    $requests = @($Receiver.Process.StandardOutput.ReadToEnd() -split '\n' | Where-Object { $_ } | ConvertFrom-Json)
    $Receiver.Process.WaitForExit()
    $last = [ordered]@{}
    foreach ($point in $requests.Points) {
        $last["$($point.Metric) $($point.Attributes | ConvertTo-Json -Compress)"] = $point
    }
    [pscustomobject]@{ Requests = $requests; Points = @($last.Values) }
}

Export-ModuleMember -Function Start-OtlpReceiver, Stop-OtlpReceiver
