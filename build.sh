#!/bin/sh
# Runs build.ps1 under PowerShell 7.6 or later: the one on the PATH, or the one that .config/dotnet-tools.json pins, which needs only the .NET SDK.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

if command -v pwsh >/dev/null 2>&1 &&
    pwsh -NoProfile -NonInteractive -Command 'exit [int]($PSVersionTable.PSVersion -lt "7.6")'; then
    exec pwsh -NoProfile -File "$root/build.ps1" "$@"
fi

if ! command -v dotnet >/dev/null 2>&1; then
    echo "build.sh: the .NET SDK 10 is required (https://dotnet.microsoft.com/download), and 'dotnet' is not on the PATH." >&2
    exit 1
fi

# A local tool is found from the folder of its manifest only.
folder=$PWD
cd "$root"
dotnet tool restore >/dev/null
exec dotnet pwsh -NoProfile -WorkingDirectory "$folder" -File "$root/build.ps1" "$@"
