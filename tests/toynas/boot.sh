#!/bin/sh
# From power on to systemd, in namespaces that are the machine. $1 is its folder.
# It sees this machine's own programs, and can change nothing of it.
set -eu
top=$1 root=$1/root

mount --make-rprivate /
mount --bind / "$root"
mount -o remount,bind,ro "$root"
for folder in tmp run var/tmp dev etc/systemd usr/lib/systemd/system-generators; do
  mount -t tmpfs tmpfs "$root/$folder"
done
mkdir "$root/run/lock" "$root/dev/shm" "$root/dev/pts"
mount --bind "$top/durable" "$root/var/log"
mount --bind "$top/lab" "$root/mnt"
mount --bind "$top/lab/bin" "$root/usr/local/sbin"
mount --bind "$top/lab/units" "$root/usr/lib/systemd/system"
mount --bind "$top/lab/machine-id" "$root/etc/machine-id"

mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount --bind "$top/lab/sys/block" "$root/sys/block"
mount --bind "$top/lab/sys/dev/block" "$root/sys/dev/block"

mount -t proc proc "$root/proc"
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys"
cat /proc/sys/kernel/random/uuid >"$top/lab/boot_id"
mount --bind "$top/lab/boot_id" "$root/proc/sys/kernel/random/boot_id"

for name in null zero full random urandom tty; do cp -a "/dev/$name" "$root/dev/"; done
while read -r path major minor; do
  mkdir -p "$root$(dirname "$path")"
  mknod "$root$path" b "$major" "$minor"
done <"$top/lab/nodes"

cd "$root"
pivot_root . .
umount -l .
cd /
# What systemd would set for the whole machine it leaves alone in a container.
exec env -i container=toynas PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  /lib/systemd/systemd --system --unit=toynas.target --log-target=console --show-status=no
