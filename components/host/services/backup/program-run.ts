/** One backup: all sets in one snapshot, tried again where that can help. */
export const runProgram = `
. /usr/local/lib/hardened-host/backup/environment

# Another repository, or an emptied one, in place of the known one is no reason to begin anew in silence.
meet_repository() {
    status=0
    configuration=$(contact cat config --no-lock 2>&1) || status=$?
    known=$(sed -n "s|^$RESTIC_REPOSITORY ||p" "$progress/repositories" 2>/dev/null || true)
    if [ "$status" -eq 0 ]; then
        id=$(printf '%s\\n' "$configuration" | json_field id)
        if [ -z "$known" ]; then echo "$RESTIC_REPOSITORY $id" >>"$progress/repositories" || return; fi
        [ "\${known:-$id}" = "$id" ] ||
            give_up "the repository is not the one that this host has used before ($id in place of $known): nothing is written to it"
        repository unlock --quiet || true
        return 0
    fi
    printf '%s\\n' "$configuration"
    # Exit codes of restic 0.17 and later; before, words.
    case $status:$configuration in
    12:* | *'wrong password'*) give_up "the repository refuses the password: the secret backup-password is not the one it was made with" ;;
    10:* | 1:*'no such file'* | 1:*'does not exist'*) ;;
    *) return 1 ;;
    esac
    [ -z "$known" ] ||
        give_up "the repository is gone: what this host stored there was taken away, or the wrong folder is mounted"
    notice "making the repository"
    repository init --quiet && meet_repository
}

# A snapshot from the future was made with a wrong clock, then or now: ages, and what is kept, would be wrong.
look_at_clock() {
    newest=$(newest_snapshot) || return 0
    [ -n "$newest" ] || return 0
    if [ "$(snapshot_time "$newest")" -gt "$(($(date +%s) + 3600))" ]; then
        problem "snapshot $newest is from the future: the clock of this host was or is wrong, or somebody else made it"
        clock_is_wrong=yes
    fi
}

# restic would leave out in silence what is not there: of a volume that is not mounted nothing would be kept.
find_missing_paths() {
    while IFS= read -r path; do
        if [ ! -e "$path" ] && [ ! -h "$path" ]; then
            problem "$path is not there"
            missing=yes
        fi
    done </etc/hardened-host/backup/paths
}

back_up() {
    set -- --tag hardened-host --host "$snapshot_host"
    if [ "$upload_limit" -gt 0 ]; then set -- "$@" --limit-upload "$upload_limit"; fi
    repository backup --json --quiet "$@" --files-from-verbatim /etc/hardened-host/backup/paths \\
        --exclude-file /etc/hardened-host/backup/exclude >"$progress/summary.json"
}

once() {
    meet_repository || return
    status=0
    back_up || status=$?
    # 3: a snapshot without some of the files, which is better than none, and not good.
    if [ "$status" -eq 3 ]; then give_up "some files could not be read: the snapshot lacks them"; fi
    return "$status"
}

clock_is_wrong=
missing=
if [ "$mode" != backup ]; then give_up "this host only restores: backup.mode is $mode"; fi
if [ -n "$restore_from" ] && [ ! -e /var/lib/hardened-host-backup/restored ] && [ ! -e "$progress/last-good" ]; then
    give_up "the host waits for its restore from snapshot $restore_from: see hardened-host-backup-restore.service"
fi
number=1
until once; do
    if [ "$number" -ge "$attempts" ]; then give_up "no backup was made, in $number attempts"; fi
    number=$((number + 1))
    problem "the backup failed; next attempt in $retry_minutes minutes"
    sleep "$((retry_minutes * 60))"
done
look_at_clock
find_missing_paths
snapshot=$(tail -n 1 "$progress/summary.json" | json_field snapshot_id)
[ -n "$snapshot" ] || give_up "restic told of no snapshot"
# restic before 0.15 tells only the start of its id.
if [ "\${#snapshot}" -lt 64 ]; then snapshot=$(repository list snapshots --no-lock | grep -- "^$snapshot"); fi
failed=$(find "$dumps" -mindepth 2 -maxdepth 2 -name .failed -printf '%h\\n' 2>/dev/null | sed 's|.*/||' | tr '\\n' ' ')
if [ -n "$failed" ]; then give_up "snapshot $snapshot holds old dumps of: $failed"; fi
if [ -n "$missing" ]; then give_up "snapshot $snapshot lacks what is not there"; fi
echo "$snapshot" >"$progress/last-good.new"
mv "$progress/last-good.new" "$progress/last-good"
notice "snapshot $snapshot"
[ -z "$clock_is_wrong" ]
`;
