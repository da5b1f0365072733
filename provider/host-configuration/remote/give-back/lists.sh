# What a give-back is to touch, as lists for the snapshot and for the steps. A part of give-back.sh.
# shellcheck disable=SC2154 # give-back.sh, which reads this file, sets them
account_files="passwd shadow group gshadow subuid subgid"

make_lists() {
    for name in $account_files; do printf '0\t\t\t\t/etc/%s\n' "$name"; done >write-list
    for list in folder-list delete-list clear-list group-list user-list remove-packages; do : >"$list"; done
    echo 0 >number
    cat "$original"/[0-9]*/unit-states | sort -u >unit-states
    cut -f 1 unit-states >units
    unit_links units >links-now
    rm -rf activations
    cp -r "$state/activations" activations
    ls activations >activation-order
    : >old-ports
    list_accounts
    list_unit_verbs >unit-list
    {
        recorded paths
        recorded absent
        list_link_folders
        for name in $account_files; do echo "/etc/$name"; done
    } | sort -u >paths-touched
}

list_accounts() {
    found=$(ls -d "$original"/[0-9]*/accounts)
    { recorded users && echo root; } | sort -u >managed-users
    cut -d : -f 1 "$found/passwd" | sort >found-users
    comm -23 managed-users found-users >dropped-users
    recorded groups >managed-groups
}

# How a rollback brings back what runs now. Sockets, which go first then, keep their service from its port.
list_unit_verbs() {
    while IFS="$tab" read -r unit _; do
        case $(systemctl is-active "$unit" 2>/dev/null) in
        active | activating | reloading) if is_by_socket "$unit"; then echo "restart $unit"; else echo "reload $unit"; fi ;;
        *) echo "stop $unit" ;;
        esac
    done <unit-states | sort -r
}
