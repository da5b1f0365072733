# Our own programs come first: from here on, whatever is interrupted can be rolled back. A part of apply.sh.
# shellcheck disable=SC2154 # apply.sh, which reads this file, sets them

install_programs() {
    install -d -m 0700 "$state" "$state/generations"
    install -d -m 0755 "$programs"
    changed=
    while IFS="$tab" read -r source mode target; do
        if ! cmp -s "programs/$source" "$target" || [ "$(stat -c %a "$target")" != "$mode" ]; then
            install -m "$mode" "programs/$source" "$target.hardened-host-new"
            mv -f "$target.hardened-host-new" "$target"
            changed=yes
        fi
    done <program-list
    if [ -n "$changed" ]; then
        "$programs/reload-units" 9>&- || fail "systemd could not read its units again"
    fi
    systemctl is-enabled --quiet hardened-host-recover.service || systemctl enable --quiet hardened-host-recover.service
}
