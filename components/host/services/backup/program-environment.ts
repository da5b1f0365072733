import { programFolder, settingsFile, secretsFolder } from "./names";

export const environmentPath = `${programFolder}/environment`;

/** Read by every program: the way to the repository, and what all of them do alike. */
export const environmentProgram = `# Read by the programs beside it; does nothing by itself.
# shellcheck shell=sh disable=SC2034,SC2154 # what is set here is used there, and the settings come from a file
set -a
# shellcheck source=/dev/null
. ${settingsFile}
set +a
export LC_ALL=C TZ=UTC
progress=/var/lib/hardened-host-backup/progress
dumps=/var/lib/hardened-host-backup/dumps
programs=${programFolder}
sets=$programs/sets

# The copies that systemd gives to a unit; root, at the console, has the files themselves.
secrets=\${CREDENTIALS_DIRECTORY:-${secretsFolder}}
export RESTIC_PASSWORD_FILE="$secrets/password"
export RESTIC_CACHE_DIR="\${CACHE_DIRECTORY:-/root/.cache/hardened-host-backup}"

case $repository_type in
s3)
    AWS_SECRET_ACCESS_KEY=$(cat "$secrets/repository")
    export AWS_ACCESS_KEY_ID="$repository_user" AWS_SECRET_ACCESS_KEY
    if [ -n "$region" ]; then export AWS_DEFAULT_REGION="$region"; fi
    ;;
rest)
    RESTIC_REST_PASSWORD=$(cat "$secrets/repository")
    export RESTIC_REST_USERNAME="$repository_user" RESTIC_REST_PASSWORD
    ;;
esac

# <3> and <5> are the priorities "error" and "notice" on the journal's standard input: sd-daemon(3).
notice() { echo "<5>$*"; }
problem() { echo "<3>$*"; }
give_up() {
    problem "$*"
    exit 1
}

# A password as it may stand in an address: every byte as %XX.
in_address() { printf %s "$1" | od -An -v -tx1 | tr -d ' \\n' | sed 's/../%&/g'; }

# restic with what every call needs, in words that restic 0.14 (Debian 12) knows as well.
repository() {
    address=$RESTIC_REPOSITORY
    if [ -n "$lock_wait" ]; then set -- --retry-lock "$lock_wait" "$@"; fi
    if [ -n "$RESTIC_CACERT" ]; then set -- --cacert "$RESTIC_CACERT" "$@"; fi
    case $repository_type in
    sftp)
        set -- -o "sftp.command=ssh -p $sftp_port -i $secrets/repository -o IdentitiesOnly=yes -o BatchMode=yes \\
-o StrictHostKeyChecking=yes -o UserKnownHostsFile=$known_hosts -o GlobalKnownHostsFile=/dev/null -F none \\
$repository_user@$sftp_host -s sftp" "$@"
        ;;
    rest)
        address="rest:https://$(in_address "$RESTIC_REST_USERNAME"):$(in_address "$RESTIC_REST_PASSWORD")@\${RESTIC_REPOSITORY#rest:https://}"
        ;;
    esac
    if [ -n "$limit_seconds" ]; then set -- timeout --signal=INT "$limit_seconds" restic "$@"; else set -- restic "$@"; fi
    RESTIC_REPOSITORY=$address "$@"
}

# True where restic is at least 0.N.
restic_has() {
    minor=$(restic version | sed -n 's/^restic 0\\.\\([0-9]*\\).*/\\1/p')
    [ "\${minor:-99}" -ge "$1" ]
}

# The same for a first contact, which restic itself would try for a quarter of an hour.
limit_seconds=
contact() {
    limit_seconds=60
    contacted=0
    repository "$@" || contacted=$?
    limit_seconds=
    return "$contacted"
}

# The last value of a text field in restic's JSON.
json_field() { sed -n "s/.*\\"$1\\":[[:space:]]*\\"\\([^\\"]*\\)\\".*/\\1/p" | tail -n 1; }

# By time of their making: restic sorts them by host and paths first.
newest_snapshot() {
    repository snapshots --json --no-lock --host "$snapshot_host" --tag hardened-host |
        sed 's/},{"time":/}\\n{"time":/g' | sed -n 's/.*"time":"\\([^"]*\\)".*"id":"\\([^"]*\\)".*/\\1 \\2/p' |
        sort | tail -n 1 | cut -d ' ' -f 2
}

# Seconds since 1970 at which a snapshot was made.
snapshot_time() {
    date -d "$(repository cat snapshot "$1" --no-lock | json_field time)" +%s
}
`;
