#!/bin/sh
# Runs the task beside this script once. What it wrote is kept, root's only, until the deploying computer says that it has
# it: a run that was cut off is gone on with, and nothing that was made is lost.
# Beside it: `folder` (where it is kept), `timeout` (seconds), `command`, `stdin`.
set -u
export LC_ALL=C
tab=$(printf '\t')
folder=$(cat folder)
timeout=$(cat timeout)
umask 077
mkdir -p "$folder" || exit 1

exec 9>"$folder/lock"
if ! flock -w "$timeout" 9; then
    printf 'failure\t%s\n' "$(printf 'an earlier run of it still goes on' | base64 -w 0)"
    exit 0
fi
if [ ! -e "$folder/output" ]; then
    # What a task must remember, should it be cut off, it keeps in its folder.
    TASK_FOLDER=$folder timeout -k 10 "$timeout" /bin/sh ./command <stdin >"$folder/output.new" 2>errors 9>&-
    status=$?
    if [ "$status" -ne 0 ]; then
        rm -f "$folder/output.new"
        [ "$status" -ne 124 ] || echo "it did not end within $timeout seconds" >>errors
        printf 'failure%s%s\n' "$tab" "$(tail -c 2000 errors | base64 -w 0)"
        exit 0
    fi
    sync -f "$folder/output.new"
    mv "$folder/output.new" "$folder/output"
fi
printf 'output%s%s\n' "$tab" "$(base64 -w 0 <"$folder/output")"
