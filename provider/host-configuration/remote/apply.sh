#!/bin/sh
# Makes one change on a host as a transaction: prepare, arm the rollback, swap, activate. The change holds only once
# `confirm` has run over a new connection; else the host rolls itself back. Reads the lists in its own folder.
set -eu
work=$PWD

. ./transaction/beginning.sh
. ./transaction/order.sh
. ./transaction/programs.sh
. ./transaction/original.sh
. ./transaction/packages.sh
. ./transaction/undo.sh
. ./transaction/activation.sh

validate_files() {
    say "phase${tab}validate"
    while IFS="$tab" read -r number _ _ _ path; do
        [ -e "validate/$number" ] || continue
        if ! output=$(sh -c "$(cat "validate/$number")" validate "$work/new/$number/${path##*/}" 2>&1); then
            fail "$path was refused by its own parser: $(printf '%s' "$output" | tail -n 5 | tr '\n' ' ')"
        fi
    done <write-list
}

change_accounts() {
    while IFS= read -r group; do groupadd --system "$group"; done <group-list
    while IFS="$tab" read -r name shell home system groups; do
        if ! getent passwd "$name" >/dev/null; then
            if [ "$system" = true ]; then set -- --system --no-create-home; else set -- --create-home; fi
            if getent group "$name" >/dev/null; then set -- "$@" --gid "$name"; else set -- "$@" --user-group; fi
            useradd "$@" --home-dir "$home" --shell "$shell" --groups "$groups" "$name"
        else
            usermod --home "$home" --shell "$shell" --groups "$groups" "$name"
        fi
        passwd --quiet --lock "$name"
    done <user-list
    while IFS= read -r name; do
        getent passwd "$name" >/dev/null || continue
        usermod --lock --expiredate 1 --shell /usr/sbin/nologin --groups '' "$name"
    done <retire-list
}

# All new files first stand beside their places, so that a full disk is met before the first one is replaced.
swap_files() {
    umask 022
    xargs -r -0 rm -rf -- <"$pending/undo/cleared"
    while IFS="$tab" read -r mode owner group path; do
        install -d -m "$mode" -o "$owner" -g "$group" "$path"
    done <folder-list
    while IFS="$tab" read -r number mode owner group path; do
        mkdir -p "${path%/*}/"
        install -m "$mode" -o "$owner" -g "$group" "new/$number/${path##*/}" "$path.hardened-host-new"
    done <write-list
    while IFS="$tab" read -r _ _ _ _ path; do mv -fT "$path.hardened-host-new" "$path"; done <write-list
    while IFS= read -r path; do rm -rf -- "$path"; done <delete-list
    if [ -e rotate-host-key ]; then
        rm -f /etc/ssh/ssh_host_*
        ssh-keygen -q -t ed25519 -N '' -C '' -f /etc/ssh/ssh_host_ed25519_key
    fi
    sync
}

take_lock
install_programs
finish_interrupted_change
refuse_when_changed_meanwhile
allow_service_starts
record_original
remember_client
lift_holds
install_packages
validate_files
say "phase${tab}snapshot"
ssh_ports >old-ports
list_touched_paths >paths-touched
snapshot
say "phase${tab}swap"
arm
# Not `if ! (...)`: the shell would ignore set -e inside.
set +e
(
    set -e
    change_accounts
    swap_files
    activate
)
status=$?
set -e
if [ "$status" -ne 0 ]; then
    "$programs/rollback" "the change could not be carried out"
    fail "the host was rolled back"
fi
printf 'hostkey\t%s\n' "$(cut -d ' ' -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub)"
say "swapped$tab$(cat number)"
