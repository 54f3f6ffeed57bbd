#!/bin/sh
# Runs a command in a network namespace of its own with the settings that a bench needs: ports for 15,000 connections, a listen backlog
# for as many, and no TIME_WAIT, which would slow the connect() of whoever comes next.
set -eu

exec "$(dirname "$0")/../tests/support/in-namespace.sh" sh -euc '
    echo "1024 65535" >/proc/sys/net/ipv4/ip_local_port_range
    echo 16384 >/proc/sys/net/core/somaxconn
    echo 16384 >/proc/sys/net/ipv4/tcp_max_syn_backlog
    echo 0 >/proc/sys/net/ipv4/tcp_max_tw_buckets
    exec "$@"' sh "$@"
