#!/bin/sh
# Prints the state of everything named in the lists beside this script, one tab-separated fact a line.
# Changes nothing. Each list is read by one process, not one per entry: on a slow host forks are what costs.
set -u
# stat prints names, and where links lead, as C string literals: they may hold any character.
export LC_ALL=C QUOTING_STYLE=c
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

xargs -r -d '\n' stat --printf='path\t%F\t%a\t%U\t%G\t%N\n' -- <paths 2>/dev/null

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

# A unit's whole file in a place that comes before that of the package, unless it masks the unit for good, which shows in
# the unit's own state, or is another name of it.
overriding_units() {
    while IFS= read -r unit; do
        if [ ! -e "/usr/lib/systemd/system/$unit" ] && [ ! -e "/usr/local/lib/systemd/system/$unit" ]; then continue; fi
        for root in /etc/systemd/system.control /run/systemd/system.control /etc/systemd/system /run/systemd/system; do
            path=$root/$unit
            if [ -L "$path" ] && [ -c "$path" ]; then
                case $root in /etc/*) continue ;; esac
            elif [ -L "$path" ]; then
                case $(readlink -f -- "$path") in /usr/lib/systemd/system/* | /usr/local/lib/systemd/system/*) continue ;; esac
            fi
            [ ! -e "$path" ] || printf '%s\0' "$path"
        done
    done <units
}

# What the plan does not name: entries of its exclusive folders, and overrides of its units.
# shellcheck disable=SC2185 # the lists name where to begin
{
    find -files0-from exclusive -mindepth 1 -maxdepth 1 -print0
    find -files0-from drop-in-folders -maxdepth 1 \( -name '*.conf' -o -type l -name '*.d' \) -print0
    overriding_units
} 2>/dev/null | grep -zavxF -f known-entries >strangers
xargs -r -0 stat --printf='stranger\t%F\t%a\t%U\t%G\t%N\n' -- <strangers 2>/dev/null
# shellcheck disable=SC2016 # the inner shell's own variables
xargs -r -0 sh -c '
    for path; do
        if [ -f "$path" ] && [ ! -L "$path" ] && [ "$(stat -c %s -- "$path")" -le 65536 ]; then
            stat --printf="content\t%N\t" -- "$path" && base64 -w 0 -- "$path" && echo
        fi
    done' content <strangers

# shellcheck disable=SC2016 # dpkg-query's own format, not the shell's
xargs -r -d '\n' dpkg-query -W -f 'package\t${Package}\t${db:Status-Want}\t${db:Status-Status}\n' <packages 2>/dev/null
unit_properties=Id,LoadState,ActiveState,UnitFileState,NeedDaemonReload,RefuseManualStop,MainPID
xargs -r -d '\n' systemctl show -p "$unit_properties" -- <units |
    sed 's/^$/unit-end/; s/^\([A-Za-z]*\)=/unit\t\1\t/'
while IFS= read -r user; do
    entry=$(getent passwd "$user") || continue
    printf 'user\t%s\t%s\t%s\t%s\n' "$user" "$entry" "$(id -nG "$user")" "$(passwd -S "$user" | cut -d ' ' -f 2)"
done <users
xargs -r -d '\n' getent group <groups | sed 's/^/group\t/'

# Patterns are left to expand. One that fits nothing, or a parameter that only takes values, is passed over.
# shellcheck disable=SC2046
grep -HsZ '' -- $(cat kernel-parameters) /dev/null | tr '\0' '\t' | sed 's/^/parameter\t/'

# The rules file as this very kernel and nft understand it: loaded into a network namespace that ends with the command.
# Elements that rules themselves add to sets come and go.
without_dynamic_elements() { sed '/flags .*dynamic/,/^\t}/ { /elements = .*}/d; /elements = /,/}/d; }'; }
# Nor what programs of the host put into sets and chains that say so. There may be a hundred thousand of them.
without_filled() { sed '/^\t\tcomment "filled by the host"$/,/^\t}/ { /^\t\tcomment "filled/b; /^\t}/b; d; }'; }
# shellcheck disable=SC2016 # the inner shell's own argument
if [ -s rules-file ] && unshare --net sh -c 'nft -f "$1" && nft -s list ruleset' nft "$(cat rules-file)" >rules 2>/dev/null; then
    without_filled <rules | sed 's/^/rule-in-file\t/'
    sed -n 's/^table \(.*\) {$/\1/p' rules | while read -r family table; do
        nft -s list table "$family" "$table" 2>/dev/null
    done | without_dynamic_elements | without_filled | sed 's/^/rule-in-force\t/'
fi
# shellcheck source=provider/host-configuration/remote/exposure.sh
. ./exposure.sh
echo end
