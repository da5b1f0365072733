/** For the owner, on the host: what there is, a run by hand, and a key of the owner's own. */
export const ownerProgram = `
. /usr/local/lib/hardened-host/backup/environment

status() {
    echo "repository: $RESTIC_REPOSITORY"
    if [ -e "$progress/last-good" ]; then
        age=$((($(date +%s) - $(stat -c %Y "$progress/last-good")) / 60))
        echo "last good snapshot: $(cut -c 1-8 "$progress/last-good"), $((age / 60)) hours and $((age % 60)) minutes ago"
    else
        echo "last good snapshot: none"
    fi
    if [ -e /var/lib/hardened-host-backup/last-restore.json ]; then
        echo "last restore here: $(cat /var/lib/hardened-host-backup/last-restore.json)"
    fi
    systemctl list-timers --no-pager 'hardened-host-backup*' | sed -n 's/^/    /p'
    for unit in hardened-host-backup hardened-host-backup-dumps hardened-host-backup-freshness hardened-host-backup-check; do
        if systemctl is-failed --quiet "$unit.service"; then echo "failed: $unit"; fi
    done
}

# The new key comes by standard input, and is nowhere else on this host.
add_key() {
    if repository key list --json --no-lock | grep -q '"userName": *"owner"' && [ "\${1:-}" != --another ]; then
        give_up "the repository has a key of its owner's already; for another: add-key --another"
    fi
    repository key add --user owner --host offline --new-password-file /dev/stdin
}

# For a drill: the report of the restore, once it is over, as the only output.
wait_for_restore() {
    until [ -e /var/lib/hardened-host-backup/restored ] || systemctl is-failed --quiet hardened-host-backup-restore.service; do
        sleep 1
    done
    if [ ! -e /var/lib/hardened-host-backup/restored ]; then
        journalctl -q --no-pager -o cat -u hardened-host-backup-restore.service -n 30 >&2
        exit 1
    fi
    cat /var/lib/hardened-host-backup/last-restore.json
}

case \${1:-status} in
status) status ;;
run) systemctl start hardened-host-backup.service ;;
snapshots) repository snapshots --no-lock ;;
wait-for-restore) wait_for_restore ;;
add-key) add_key "\${2:-}" ;;
*)
    echo "usage: hardened-host-backup status | run | snapshots | wait-for-restore | add-key [--another] <KEY" >&2
    exit 2
    ;;
esac
`;
