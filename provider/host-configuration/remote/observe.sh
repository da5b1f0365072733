#!/bin/sh
# Prints the state of everything named in the lists beside this script, one tab-separated fact a line.
# Changes nothing. Each list is read by one process, not one per entry: on a slow host forks are what costs.
set -u
export LC_ALL=C
state=/var/lib/hardened-host

# shellcheck source=/dev/null
. /etc/os-release
printf 'os\t%s\t%s\n' "$ID" "${VERSION_ID:-}"
newest=$(find "$state/generations" -mindepth 1 -maxdepth 1 -printf '%f\n' 2>/dev/null | sort -n | tail -n 1)
printf 'generation\t%s\n' "${newest:-$(cat "$state/oldest-undone" 2>/dev/null || echo 0)}"
if [ -e "$state/pending/armed" ]; then
    printf 'pending\t%s\t%s\n' "$(cat "$state/pending/token")" "$(cat "$state/pending/holder")"
fi
if [ -e "$state/last-rollback" ]; then
    printf 'rollback\t%s\n' "$(head -n 1 "$state/last-rollback")"
fi
if [ -r /etc/ssh/ssh_host_ed25519_key.pub ]; then
    printf 'hostkey\t%s\n' "$(cut -d ' ' -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub)"
fi

xargs -r -d '\n' stat --printf="path\t%n\t%F\t%a\t%U\t%G\n" -- <paths 2>/dev/null

# Files whose content is not what the list expects; the text of public ones follows, for a readable difference.
sha256sum --check --quiet <sums 2>/dev/null | sed -n 's/: FAILED.*$//p' >differing
while IFS= read -r path; do
    if [ -L "$path" ] || [ ! -f "$path" ]; then continue; fi
    if grep -qxF -- "$path" secret; then
        printf 'secret\t%s\n' "$path"
    elif [ "$(stat -c %s -- "$path")" -le 1048576 ]; then
        printf 'content\t%s\t%s\n' "$path" "$(base64 -w 0 -- "$path")"
    else
        printf 'content\t%s\t%s\n' "$path" "$(printf '(more than 1 MiB)\n' | base64 -w 0)"
    fi
done <differing

# Entries of managed folders that the plan does not name.
while IFS= read -r folder; do
    [ ! -d "$folder" ] || find "$folder" -mindepth 1 -maxdepth 1 ! -name '*[!A-Za-z0-9@_+:,.-]*'
done <exclusive | grep -vxF -f known-entries >strangers
xargs -r -d '\n' stat --printf="stranger\t%n\t%F\t%a\t%U\t%G\n" -- <strangers 2>/dev/null
while IFS= read -r path; do
    if [ -f "$path" ] && [ ! -L "$path" ] && [ "$(stat -c %s -- "$path")" -le 65536 ]; then
        printf 'content\t%s\t%s\n' "$path" "$(base64 -w 0 -- "$path")"
    fi
done <strangers

# shellcheck disable=SC2016 # dpkg-query's own format, not the shell's
xargs -r -d '\n' dpkg-query -W -f 'package\t${Package}\t${db:Status-Abbrev}\n' <packages 2>/dev/null
xargs -r -d '\n' systemctl show -p Id,LoadState,ActiveState,UnitFileState -- <units |
    sed 's/^$/unit-end/; s/^\([A-Za-z]*\)=/unit\t\1\t/'
while IFS= read -r user; do
    entry=$(getent passwd "$user") || continue
    printf 'user\t%s\t%s\t%s\t%s\n' "$user" "$entry" "$(id -nG "$user")" "$(passwd -S "$user" | cut -d ' ' -f 2)"
done <users
xargs -r -d '\n' getent group <groups | sed 's/^/group\t/'
echo end
