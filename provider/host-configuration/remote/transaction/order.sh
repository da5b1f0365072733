# One change at a time, and none on top of one that was interrupted. A part of apply.sh, as the files beside it.
# shellcheck disable=SC2154 # apply.sh, which reads this file, sets them

seconds_since_boot() {
    cut -d . -f 1 /proc/uptime
}

# A run whose connection was lost works on, and a change may wait for its confirmation: the next one waits for the end
# of both, at most ten minutes. The lock is given back meanwhile, because the confirmation needs it.
take_lock() {
    # By the time since boot: a clock may be set meanwhile.
    deadline=$(($(seconds_since_boot) + 600))
    waited=
    while :; do
        exec 9>>/run/hardened-host/lock
        if flock -w 10 9; then
            if [ ! -e "$pending/armed" ] || ! systemctl is-active --quiet hardened-host-rollback.timer hardened-host-rollback.service; then
                break
            fi
            holder="$(cat "$pending/holder"), which waits for its confirmation"
            exec 9>&-
            sleep 2
        else
            holder=$(cat /run/hardened-host/lock-holder 2>/dev/null || echo somebody)
        fi
        waited=yes
        [ "$(seconds_since_boot)" -lt "$deadline" ] || fail "another change, made by $holder, has not ended for ten minutes"
        say "progress${tab}waiting for the end of another change, made by $holder"
    done
    cat holder >/run/hardened-host/lock-holder
}

# What was compared with the plan is no longer what is here: the caller compares again.
refuse_when_changed_meanwhile() {
    newest=$(find "$state/generations" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort -n | tail -n 1)
    newest=${newest:-$(cat "$state/oldest-undone" 2>/dev/null || echo 0)}
    if [ -n "$waited" ] || [ "$(cat number)" -ne "$((newest + 1))" ]; then
        say "stale${tab}another change was made"
        exit 0
    fi
}

# The parts of the plan spare the deploying computer, whatever they keep out; for a month after its last delivery.
remember_client() {
    HARDENED_HOST_CLIENT=$(cat client)
    export HARDENED_HOST_CLIENT
    now=$(date +%s)
    {
        awk -v client="$HARDENED_HOST_CLIENT" -v oldest="$((now - 30 * 86400))" \
            '$1 != client && $2 >= oldest' "$state/deployers" 2>/dev/null || :
        [ -z "$HARDENED_HOST_CLIENT" ] || echo "$HARDENED_HOST_CLIENT $now"
    } >"$state/deployers.new"
    mv -f "$state/deployers.new" "$state/deployers"
}

finish_interrupted_change() {
    if [ -e "$pending/armed" ]; then
        say "note${tab}an interrupted change was found and is rolled back first"
        "$programs/rollback" "interrupted before it was confirmed"
        say "stale${tab}an interrupted change was rolled back"
        exit 0
    fi
    rm -rf "$pending"
}
