#!/bin/sh
# Runs a command beside a redis-server, both in a network of their own with the kernel's own settings: for a client that leaves
# thousands of connections in TIME_WAIT, which slow its own connect(), as they do everywhere, and nobody else's.
#
#   beside-redis.sh PORT COMMAND [ARGUMENT...]
set -eu

if [ "${1:-}" != --inside ]; then
    exec unshare --net --map-root-user "$0" --inside "$@"
fi
port=$2
shift 2

ip link set lo up
redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --tcp-backlog 4096 --dir /tmp --logfile /dev/null &
server=$!
trap 'kill "$server"; wait "$server" || :' EXIT
until redis-cli -p "$port" ping >/dev/null 2>&1; do
    sleep 0.05
done
"$@"
