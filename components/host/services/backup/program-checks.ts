/** Fails when the last good snapshot is too old. */
export const freshnessProgram = `
. /usr/local/lib/hardened-host/backup/environment
stamp=$progress/last-good
# A host that was only just set up has no snapshot yet.
if [ ! -e "$stamp" ]; then stamp=/etc/hardened-host/backup/settings; fi
age=$((($(date +%s) - $(stat -c %Y "$stamp")) / 60))
if [ "$age" -lt -10 ]; then give_up "the last good snapshot is from the future: the clock was or is wrong"; fi
if [ "$age" -gt "$((stale_after_hours * 60))" ]; then
    give_up "no good snapshot for $((age / 60)) hours. See: journalctl -u hardened-host-backup"
fi
`;

/** Reads a part of the repository, another each time, and some files of the last snapshot, which must be as on disk. */
export const checkProgram = `
. /usr/local/lib/hardened-host/backup/environment

next_part() {
    part=$(cat "$progress/part" 2>/dev/null || echo 0)
    part=$((part % check_parts + 1))
    echo "$part" >"$progress/part"
}

# Of a file that has changed since, nothing can be said.
compare_file() {
    [ -f "$2" ] && [ ! -h "$2" ] && [ "$(stat -c %Z "$2")" -lt "$made" ] || return 0
    repository dump --no-lock "$1" "$2" | cmp -s - "$2" && compared=$((compared + 1)) && return 0
    [ "$(stat -c %Z "$2" 2>/dev/null || echo "$made")" -lt "$made" ] || return 0
    problem "$2 is not in snapshot $1 as it is on disk"
    different=yes
}

repository unlock --quiet || true
next_part
repository check --quiet --read-data-subset "$part/$check_parts" || give_up "the repository is damaged: see above, and restic's manual on troubleshooting"
snapshot=$(cat "$progress/last-good" 2>/dev/null || true)
if [ -z "$snapshot" ]; then
    notice "the repository is in order; there is no snapshot of this host yet"
    exit 0
fi
# Asked of the repository itself: snapshots are also in the cache.
repository list snapshots --no-lock | grep -Fqx -- "$snapshot" || give_up "snapshot $snapshot is gone from the repository"
made=$(snapshot_time "$snapshot")
sample=$(mktemp)
repository ls --no-lock --quiet "$snapshot" >"$sample"
compared=0
different=
shuf "$sample" | while IFS= read -r path; do if [ -f "$path" ]; then printf '%s\\n' "$path"; fi; done |
    head -n "$sample_files" >"$sample.chosen" || true
while IFS= read -r path; do compare_file "$snapshot" "$path"; done <"$sample.chosen"
notice "part $part of $check_parts of the repository is in order, and $compared files of snapshot $snapshot are as on disk"
[ -z "$different" ]
`;
