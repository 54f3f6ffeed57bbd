#!/bin/sh
# Runs build.ps1 under PowerShell 7.6 or later: from the PATH, or as pinned by .config/dotnet-tools.json, which requires only the .NET SDK.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

case "${1:-}" in
    -h | --help | help) set -- '-?' ;;
esac

# No colours in files and CI logs.
if [ ! -t 1 ]; then
    export NO_COLOR=1
fi

if command -v pwsh >/dev/null 2>&1 &&
    pwsh -NoProfile -NonInteractive -Command 'exit [int]($PSVersionTable.PSVersion -lt "7.6")'; then
    exec pwsh -NoProfile -File "$root/build.ps1" "$@"
fi

if ! command -v dotnet >/dev/null 2>&1; then
    echo "build.sh: 'dotnet' is not on the PATH. Install the .NET SDK 10: https://dotnet.microsoft.com/download" >&2
    exit 1
fi

# A local tool is found only from the folder of its manifest.
folder=$PWD
cd "$root"
if ! dotnet pwsh -Version >/dev/null 2>&1; then
    echo "build.sh: restoring PowerShell from NuGet" >&2
    if ! dotnet tool restore >/dev/null; then
        echo "build.sh: PowerShell could not be restored; the cause is above. This requires the .NET SDK 10 and access to nuget.org." >&2
        exit 1
    fi
fi
exec dotnet pwsh -NoProfile -WorkingDirectory "$folder" -File "$root/build.ps1" "$@"
