#!/bin/sh
# Makes the guest's disk: reads the tar of a root file system from standard input and writes an ext4 file system to
# the file that is open as descriptor 3. Runs as root, or as root of a user namespace (mmdebstrap --unshare-helper):
# descriptors, unlike paths, need no permission on the folders around them.
set -eu

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

# Capabilities of programs live in extended attributes. Device nodes are the kernel's to make (devtmpfs), and root of a
# user namespace cannot.
tar --extract --numeric-owner --preserve-permissions --xattrs --xattrs-include='*' --exclude='./dev/*' --directory="$root"

# Without an entry for its root, Debian leaves it mounted read-only.
echo '/dev/vda / ext4 rw,discard,errors=remount-ro 0 1' >"$root/etc/fstab"
# Look for no other cloud: saves the time of their probes, and nobody on the network can pose as one.
echo 'datasource_list: [NoCloud, None]' >"$root/etc/cloud/cloud.cfg.d/90-datasource.cfg"
# Each machine has an identity of its own, made at its first boot.
rm -f "$root"/etc/ssh/ssh_host_*
: >"$root/etc/machine-id"
# mmdebstrap copies these two from the computer that builds.
rm -f "$root/etc/hostname"
ln -sf ../run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"

# Its caches are new (systemd-update-done.service(8)): spares the first boot remaking them, 10 s when emulated.
touch "$root/etc/.updated" "$root/var/.updated"

mkfs.ext4 -q -F -L root -d "$root" /proc/self/fd/3
