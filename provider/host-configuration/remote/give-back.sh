#!/bin/sh
# Puts a server back as it was found before its first delivery: a change like any other, which holds only once `finish.sh`
# has run over a new connection, made the way that led to the server then; else the host rolls itself back.
set -eu

. ./transaction/beginning.sh
. ./transaction/order.sh
. ./transaction/programs.sh
. ./transaction/original.sh
. ./transaction/undo.sh
. ./give-back/lists.sh
. ./give-back/files.sh
. ./give-back/accounts.sh
. ./give-back/units.sh

expected=$(cat machine-id)
[ -z "$expected" ] || [ "$expected" = "$(cat /etc/machine-id)" ] || fail "another server answers there: its machine-id is $(cat /etc/machine-id), not $expected"
take_lock
if [ ! -e "$state" ]; then
    say "absent"
    exit 0
fi
if [ -d "$state/given-back" ]; then
    say "unfinished"
    exit 0
fi
install_programs
finish_interrupted_change
promote_records
[ -n "$(recorded paths)" ] || fail "the host has no record of how it was found: it was not taken over by this version, or $state was changed"
say "phase${tab}snapshot"
make_lists
snapshot
cp dropped-users "$pending/"
say "phase${tab}swap"
arm
# Not `if ! (...)`: the shell would ignore set -e inside.
set +e
(
    set -e
    stop_units
    save_edited_files
    put_files_back
    put_accounts_back
    put_kernel_parameters_back
    say "phase${tab}activate"
    put_units_back
    start_timer "$(cat timeout)"
)
status=$?
set -e
if [ "$status" -ne 0 ]; then
    "$programs/rollback" "the server could not be given back"
    fail "the host was rolled back"
fi
say "swapped"
