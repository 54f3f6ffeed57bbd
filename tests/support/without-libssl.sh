#!/bin/sh
# Runs a command where libssl.so.3 cannot be loaded, in a mount namespace of its own. .NET needs a libssl to start at all, as on a
# host that has only an older one: it is given a copy under another name.
set -eu

if [ "${1:-}" != --inside ]; then
    exec unshare --mount $([ "$(id -u)" -eq 0 ] || echo --map-root-user) "$0" --inside "$@"
fi
shift

library=$(ldconfig -p | sed -n 's/.*libssl\.so\.3 .*=> //p' | head -n 1)
mount -t tmpfs none /mnt
sed 's/libssl\.so\.3\x00/libssl.so.9\x00/' "$library" >/mnt/libssl.so.9
mount --bind /dev/null "$library"
export LD_LIBRARY_PATH=/mnt DOTNET_OPENSSL_VERSION_OVERRIDE=9
exec "$@"
