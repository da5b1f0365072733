# Sourced with $packages (Debian packages to borrow), $program (what to run, in the borrowed folder) and the function
# `given`, which prints what the program gets as its standard input.
#
# Runs somebody else's program on a host that it cannot change. The host is read-only for it, but for /tmp; the
# packages are downloaded, checked and unpacked by the host's own apt and dpkg into memory at /media, which nothing else sees
# and which is gone with the last process, whatever ends it. Nothing is installed. Where memory is short, this ends first.
set -eu
# shellcheck disable=SC2016 # Expanded inside the box.
borrow='
set -eu
cd /media
mkdir -p archives/partial cache tree
chown _apt archives/partial
apt-get -qq -o Debug::NoLocking=1 -o Dir::Cache=/media/cache -o Dir::Cache::archives=/media/archives \
    --yes --download-only --reinstall --no-install-recommends install "$@" </dev/null >&2
for package in archives/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x -C tree --exclude="./usr/share/doc/*" --exclude="./usr/share/man/*"
done
rm -r archives cache
cd tree
'
# shellcheck disable=SC2154,SC2086 # Set by whoever sends this; words are packages.
given | systemd-run --quiet --pipe --wait --collect --unit="hardened-host-audit-$$" --nice=10 \
    --description="Audit of this host" \
    --property=ProtectSystem=strict --property=ProtectHome=read-only --property=ReadOnlyPaths="/run /dev/shm" \
    --property=ReadWritePaths=-/tmp --property=ProtectKernelTunables=yes --property=ProtectControlGroups=yes \
    --property=TemporaryFileSystem=/media:mode=0755,size=1G \
    --property=OOMScoreAdjust=1000 --property=OOMPolicy=kill --property=RuntimeMaxSec=3600 --setenv=PATH="$PATH" --setenv=HOME=/media --setenv=LC_ALL=C.UTF-8 \
    sh -c "$borrow$program" borrowed $packages
