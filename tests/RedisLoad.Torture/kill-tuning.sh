#!/bin/sh
# Kills Set-KernelTuning so many seconds after it has begun to write, on a host of its own, and has -Restore bring everything back.
# Arguments: the module, the seconds, the program and the arguments that start PowerShell.
set -u
if [ -z "${REDISLOAD_OWN_HOST:-}" ]; then
    REDISLOAD_OWN_HOST=1 exec unshare --net --mount sh "$0" "$@"
fi
module=$1 seconds=$2
shift 2

for folder in /etc/sysctl.d /etc/security /var/lib; do
    mount -t tmpfs none "$folder"
done
: >/etc/security/limits.conf
state() {
    cat /proc/sys/net/core/somaxconn /proc/sys/net/ipv4/tcp_max_syn_backlog
    find /etc/sysctl.d /etc/security -type f | sort
}
before=$(state)

"$@" -NoProfile -Command "Import-Module '$module'"'
    foreach ($value in 9000..9005) {
        foreach ($name in "net.core.somaxconn", "net.ipv4.tcp_max_syn_backlog") {
            Set-KernelTuning -Name $name -Value $value -Confirm:$false
        }
    }' >/dev/null 2>&1 &
job=$!
while [ ! -e /var/lib/redisload ] && kill -0 "$job" 2>/dev/null; do
    sleep 0.01
done
sleep "$seconds"
outcome=ended
kill -9 "$job" 2>/dev/null && outcome=killed
wait "$job" 2>/dev/null

"$@" -NoProfile -Command "Import-Module '$module'; Set-KernelTuning -Restore -Confirm:\$false" || exit 1
[ "$(state)" = "$before" ] || { echo "not restored: $(state)"; exit 2; }
[ "$(ls -A /var/lib/redisload)" = lock ] || { echo "left: $(ls -A /var/lib/redisload)"; exit 3; }
echo "$outcome"
