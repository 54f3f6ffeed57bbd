#!/bin/sh
# Runs build.ps1 under PowerShell 7.6 or later: the one on the PATH, or the one that .config/dotnet-tools.json pins, which needs only the .NET SDK.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

case "${1:-}" in
    -h | --help | help) set -- '-?' ;;
esac

# A file or a CI log has no use for colours.
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

# A local tool is found from the folder of its manifest only.
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
