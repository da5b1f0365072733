#!/bin/sh
# Run over the connection that proves the way back in: the give-back holds from here on. Takes away what deliveries have
# brought, and last of all what they needed themselves. Safe to run again after a power loss.
set -u

. ./transaction/beginning.sh
. ./give-back/files.sh
. ./give-back/packages.sh
. ./give-back/homes.sh

# This rename is the moment at which it holds.
commit() {
    if [ -e "$pending/armed" ] && [ "$(cat "$pending/token")" = "$(cat token)" ]; then
        rm -f "$pending/ballast"
        mv -T "$pending" "$state/given-back"
        sync
        systemctl stop hardened-host-rollback.timer
        "$programs/record-event" confirmed "$state/given-back"
    elif [ ! -d "$state/given-back" ]; then
        say "error${tab}no such change waits for a confirmation"
        exit 3
    fi
}

remove_ourselves() {
    systemctl --quiet disable hardened-host-recover.service
    rm -f /etc/systemd/system/hardened-host-recover.service /etc/systemd/system/hardened-host-rollback.service
    systemctl daemon-reload
    rm -rf "$programs" /usr/local/sbin/hardened-host
    # A record is there in whole, or not at all: a power loss may leave the rest.
    [ ! -d "$original" ] || mv "$original" "$state/given-back/"
    find "$state" -mindepth 1 -maxdepth 1 ! -name given-back -exec rm -rf {} +
    rm -rf "$state"
}

exec 9>>/run/hardened-host/lock
flock 9
commit
say "phase${tab}packages"
give_packages_back
remove_what_was_not_there
extract_what_was_there
remove_brought_accounts
remove_homes
remove_ourselves
sync
say "finished"
