# What every script of a transaction works with. Read first.
# shellcheck disable=SC2034 # the scripts that read this file use them
export LC_ALL=C DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
state=/var/lib/hardened-host
pending=$state/pending
original=$state/original
programs=/usr/local/lib/hardened-host
tab=$(printf '\t')

say() { printf '%s\n' "$*" || :; }
fail() {
    say "error$tab$*"
    exit 1
}

# A list of every record of how the server was found that counts, joined.
recorded() { cat "$original"/[0-9]*/"$1" 2>/dev/null | sort -u; }
