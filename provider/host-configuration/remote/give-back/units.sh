# Units as they were found: which run, and which start by themselves. A part of give-back.sh.
# shellcheck disable=SC2154 # give-back.sh, which reads this file, sets them

ran() { case $1 in active | activating | reloading) return 0 ;; *) return 1 ;; esac; }

runs() { ran "$(systemctl is-active "$1" 2>/dev/null)"; }

state_when_found() { awk -F '\t' -v unit="$1" '$1 == unit { print $3; exit }' unit-states; }

# A service whose socket waited for it.
is_by_socket() { [ "${1%.service}" != "$1" ] && ran "$(state_when_found "${1%.service}.socket")"; }

# While their own files still say how: the firewall's, for one, keeps the tables of others.
# A mount is left alone: what depends on its folder would be stopped with it.
stop_units() {
    while IFS="$tab" read -r unit _ active; do
        if ran "$active" || ! runs "$unit"; then continue; fi
        case $unit in
        *.mount) say "restart${tab}mount of $(systemctl show -P Where "$unit")" ;;
        ssh.service) ;;
        *) systemctl stop "$unit" 9>&- || say "note${tab}$unit could not be stopped" ;;
        esac
    done <unit-states
}

forget_our_tables() {
    nft list tables 2>/dev/null | sed -n 's/^table \([a-z0-9]* hardened_host[a-z_]*\)$/\1/p' |
        while read -r family table; do nft delete table "$family" "$table" || :; done
}

# sshd last: everything that a login needs is in place then.
put_units_back() {
    "$programs/reload-units" 9>&- || say "note${tab}systemd could not read its units again"
    forget_our_tables
    while IFS= read -r name; do sh "activations/$name" >/dev/null 2>&1 9>&- || :; done <activation-order
    while IFS="$tab" read -r unit _ active; do
        case $unit in *.socket) ;; *) continue ;; esac
        if ! ran "$active" || runs "$unit"; then continue; fi
        if runs "${unit%.socket}.service"; then systemctl stop "${unit%.socket}.service" 9>&-; fi
        systemctl start "$unit" 9>&- || fail "$unit could not be started"
    done <unit-states
    while IFS="$tab" read -r unit _ active; do
        if ! ran "$active" || [ "$unit" = ssh.service ]; then continue; fi
        systemctl reload-or-restart "$unit" 9>&- 2>/dev/null || runs "$unit" || say "note${tab}$unit could not be started"
    done <unit-states
    if ran "$(state_when_found ssh.service)"; then
        systemctl reload-or-restart ssh.service 9>&- || fail "ssh.service could not be started: $(journalctl -q -u ssh.service -n 3 -o cat | tr '\n' ' ')"
    elif ! ran "$(state_when_found ssh.socket)"; then
        fail "neither ssh.service nor ssh.socket ran when the server was found"
    fi
}
