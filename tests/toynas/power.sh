#!/bin/sh
# The power supply of a toy NAS: on while this runs. $1 is the folder of the NAS, $2 the
# device with its durable file system, $3 the name of its control group.
# What it mounts is its own, and goes with it.
set -eu
top=$1 durable=$2 group=$1/group/$3

mount --make-rprivate /
# Without its commits at intervals only what was synced is there after a power cut.
mount -t ext4 -o commit=3600 "$durable" "$top/durable"
mount -t cgroup2 cgroup2 "$top/group"
mkdir "$group"

# A machine that was just switched on has a clock that has just begun.
uptime=$(cut -d. -f1 /proc/uptime)
# shellcheck disable=SC2016 # the inner shell expands them
setpriv --pdeathsig KILL sh -c '
  echo 0 >"$1/cgroup.procs"
  exec unshare --pid --fork --kill-child --mount --net --uts --ipc --cgroup \
    --time --boottime "$2" sh "$3/boot.sh" "$4"
' sh "$group" "$((20 - uptime))" "$(dirname "$0")" "$top" &
machine=$!
status=0
wait "$machine" || status=$?
# The kernel tells a reboot so; before one, systemd writes everything out, but not
# in what it takes for a container.
[ "$status" != 129 ] || sync -f "$top/durable"

# This mount keeps the file system from being written out: what had not reached
# its medium by now is lost.
cp --sparse=always "$top/durable.img" "$top/durable.cut"
find "$group" -depth -type d -exec rmdir {} +
