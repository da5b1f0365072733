# Puts the new files into force.
# shellcheck disable=SC2154 # apply.sh, which reads this file, sets them

# Each call would have systemd read all its files again: one reload serves every unit.
set_enablement() {
    for verb in unmask mask enable disable; do
        names=$(sed -n "s/^$verb //p" unit-list)
        [ -n "$names" ] || continue
        # shellcheck disable=SC2086 # unit names hold no white space: checked before they are sent
        output=$(systemctl --quiet --no-reload "$verb" $names 2>&1 9>&-) ||
            fail "systemctl $verb failed: $(printf '%s' "$output" | tail -n 3 | tr '\n' ' ')"
    done
    output=$("$programs/reload-units" 2>&1 9>&-) || fail "systemd could not read its units again: $(printf '%s' "$output" | tail -n 3 | tr '\n' ' ')"
}

ssh_ports() {
    sshd -T 2>/dev/null | sed -n 's/^port //p' | sort -u
}

# Rules that shut the client out are undone by the rollback; this only keeps the way open that it came by.
keep_old_ports_open() {
    ssh_ports | comm -23 old-ports - >gone-ports
    [ -s gone-ports ] || return 0
    # shellcheck disable=SC2046 # numbers
    output=$("$programs/old-port" open "$(cat client)" $(cat gone-ports) 2>&1 9>&-) ||
        say "note${tab}the old SSH port could not be kept open until the new one is proved: $(printf '%s' "$output" | tr '\n' ' ')"
}

activate() {
    say "phase${tab}activate"
    set_enablement
    while IFS= read -r name; do
        output=$(sh "activations/$name" 2>&1 9>&-) || fail "activation $name failed: $(printf '%s' "$output" | tail -n 3 | tr '\n' ' ')"
    done <activation-order
    while read -r verb unit; do
        case $verb in unmask | mask | enable | disable) continue ;; esac
        # It may have stopped since it was looked at.
        if [ "$verb" = reload ]; then verb=reload-or-restart; fi
        systemctl --quiet "$verb" "$unit" 9>&- || fail "systemctl $verb $unit failed: $(journalctl -q -u "$unit" -n 3 -o cat | tr '\n' ' ')"
    done <unit-list
    if [ -e rotate-host-key ] && ! grep -q ' ssh\.service$' unit-list; then systemctl reload-or-restart ssh.service; fi
    keep_old_ports_open
    start_timer "$(cat timeout)"
}
