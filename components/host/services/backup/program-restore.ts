/** For the owner, on the host, and for a new host's first delivery: puts the sets of a snapshot back. */
export const restoreProgram = `
. /usr/local/lib/hardened-host/backup/environment

usage() {
    echo "usage: hardened-host-restore [--snapshot latest|ID] [--set NAME]..." >&2
    exit 2
}

snapshot=latest
chosen=
while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || usage
    case $1 in
    --snapshot) snapshot=$2 ;;
    --set) chosen="$chosen $2" ;;
    *) usage ;;
    esac
    shift 2
done
chosen=\${chosen:-$(tr '\\n' ' ' </etc/hardened-host/backup/sets)}
for name in $chosen; do
    if ! grep -Fqx -- "$name" /etc/hardened-host/backup/sets; then give_up "there is no set $name; there are: $(tr '\\n' ' ' </etc/hardened-host/backup/sets)"; fi
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
started=$(date +%s)
if [ "$snapshot" = latest ]; then snapshot=$(newest_snapshot); fi
[ -n "$snapshot" ] || give_up "the repository has no snapshot of $snapshot_host"
made=$(snapshot_time "$snapshot") || give_up "snapshot $snapshot cannot be read"

for_each_set() { for name in $chosen; do "$@" "$name" || return; done; }
stop_units() { while read -r unit; do systemctl stop "$unit"; done <"$sets/$1/stopped-units"; }
start_units() { while read -r unit; do systemctl start "$unit" || failed="$failed $unit"; done <"$sets/$1/stopped-units"; }
collect_paths() { cat "$sets/$1/paths" >>"$work/paths"; }

# What a set's folders hold beside is taken away: a stranger's journal beside a restored database would spoil it.
put_files_back() {
    for_each_set collect_paths
    set -- --no-lock --quiet --target / --verify
    while IFS= read -r path; do set -- "$@" --include "$path"; done <"$work/paths"
    if restic_has 15; then set -- "$@" --sparse; fi
    if restic_has 17; then set -- "$@" --delete; else empty_folders; fi
    repository restore "$snapshot" "$@"
    "$programs/own-by-name" "$snapshot" "$work/paths"
    "$programs/compare-with-snapshot" "$snapshot" "$work/paths"
}

# For a restic that deletes nothing. The snapshot has been read by now: it is there, and opens.
empty_folders() {
    while IFS= read -r path; do
        if [ -d "$path" ] && [ ! -h "$path" ]; then find "$path" -mindepth 1 -delete; fi
    done <"$work/paths"
}

load() {
    [ -x "$sets/$1/load" ] || return 0
    # What it replaces is not given up for a dump that is not there.
    if [ -z "$(find "$dumps/$1" -type f ! -name .failed)" ]; then
        failed="$failed dump-of-$1"
        return 0
    fi
    "$sets/$1/load" "$dumps/$1" </dev/null || failed="$failed load-of-$1"
}

verify() {
    [ -x "$sets/$1/verify" ] || return 0
    "$sets/$1/verify" </dev/null || failed="$failed verification-of-$1"
}

failed=
for_each_set stop_units
put_files_back
for_each_set load
for_each_set start_units
for_each_set verify
bytes=$(repository stats "$snapshot" --no-lock --json --mode restore-size | sed -n 's/.*"total_size":\\([0-9]*\\).*/\\1/p' | tail -n 1)
entries=$(tr '\\n' '\\0' <"$work/paths" | xargs -0 sh -c 'find "$@" -printf .' count | wc -c)
now=$(date +%s)
printf '{"snapshot":"%s","madeAt":"%s","ageSeconds":%d,"seconds":%d,"bytes":%d,"entries":%d,"sets":"%s","failed":"%s"}\\n' \\
    "$snapshot" "$(date -u -d "@$made" +%FT%TZ)" "$((started - made))" "$((now - started))" "$bytes" "$entries" "\${chosen% }" "\${failed# }" |
    tee /var/lib/hardened-host-backup/last-restore.json
[ -z "$failed" ] || give_up "restored, but for:$failed"
`;

/** A new host gets its data, and never again. */
export const restoreOnceProgram = `
. /usr/local/lib/hardened-host/backup/environment
# Once the delivery that brought this holds: it might still be rolled back.
while [ -e /var/lib/hardened-host/pending/armed ]; do sleep 1; done
if [ -z "$restore_from" ] || [ -e "$progress/last-good" ]; then
    notice "nothing is restored: this host has made backups of its own, or backup.restoreFrom is not set"
    exit 0
fi
/usr/local/sbin/hardened-host-restore --snapshot "$restore_from"
date -u +%FT%TZ >/var/lib/hardened-host-backup/restored
`;
