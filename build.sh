#!/bin/sh
# Runs build.ps1: under PowerShell 7.6 or later where there is one, else under tools/pwsh-lite, which needs only the .NET SDK.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

if command -v pwsh >/dev/null 2>&1 &&
    pwsh -NoProfile -NonInteractive -Command 'exit [int]($PSVersionTable.PSVersion -lt "7.6")'; then
    exec pwsh -NoProfile -File "$root/build.ps1" "$@"
fi

if ! command -v dotnet >/dev/null 2>&1; then
    echo "build.sh: the .NET SDK 10 is needed (https://dotnet.microsoft.com/download), and 'dotnet' is not on the PATH." >&2
    exit 1
fi

# 'dotnet msbuild', because 'dotnet build' says that it succeeded even when asked to be quiet.
dotnet msbuild "$root/tools/pwsh-lite" -restore -property:Configuration=Release -verbosity:quiet -nologo -terminalLogger:off >&2
exec dotnet "$root/artifacts/pwsh-lite/pwsh-lite.dll" -NoProfile -File "$root/build.ps1" "$@"
