# Records what the change will touch, and starts the clock that takes it back.
# shellcheck disable=SC2154 # apply.sh, which reads this file, sets them

# A rollback puts the old files into force by the old plan's commands: a new one may speak of new accounts. Where the old
# plan has none of that name, the new one reads the old files.
record_activations() {
    mkdir "$pending/undo/activations"
    while IFS= read -r name; do
        if [ -e "$state/activations/$name" ]; then source=$state/activations/$name; else source=activations/$name; fi
        cp "$source" "$pending/undo/activations/$name"
    done <activation-order
    cp -r activations "$pending/activations"
    if [ -d "$state/activations" ]; then cp -r "$state/activations" "$pending/undo/plan-activations"; fi
    if [ -e "$state/managed-files" ]; then cp "$state/managed-files" "$pending/undo/managed-files"; fi
}

# A home that outlived its account would one day belong to whoever gets the same number.
list_new_homes() {
    while IFS="$tab" read -r _ _ home system _; do
        if [ "$system" = false ] && [ ! -e "$home" ]; then echo "$home"; fi
    done <user-list
}

# Deepest first, to be taken away again when nothing else is in them.
list_new_parents() {
    cut -f 5 write-list | while IFS= read -r path; do
        folder=${path%/*}
        while [ -n "$folder" ] && [ ! -e "$folder" ]; do
            echo "$folder"
            folder=${folder%/*}
        done
    done | sort -ru
}

# Where the symbolic links of enabled units live: systemd's, and System V's, which are made along with them.
list_link_folders() {
    for folder in /etc/systemd/system /etc/rc[0-6S].d; do [ ! -d "$folder" ] || echo "$folder"; done
}

list_touched_paths() {
    {
        cut -f 5 write-list
        cut -f 4 folder-list
        cat delete-list
        if [ -s unit-list ]; then list_link_folders; fi
        if [ -s accounts-change ]; then printf '/etc/%s\n' passwd shadow group gshadow subuid subgid; fi
        if [ -e rotate-host-key ]; then printf '/etc/ssh/ssh_host_%s_key\n' rsa ecdsa ed25519 dsa | sed 'p; s/$/.pub/'; fi
    } | sort -u
}

# Everything in `paths-touched`, as it is now.
snapshot() {
    list_link_folders >link-folders
    mkdir -m 0700 "$pending" "$pending/undo"
    [ ! -d "$state/recording" ] || mv "$state/recording" "$pending/original"
    # Ended by NUL: what a folder holds may be named anything.
    while IFS= read -r path; do
        if [ ! -e "$path" ] && [ ! -L "$path" ]; then
            echo "$path" >>"$pending/undo/absent"
        elif [ -d "$path" ] && [ ! -L "$path" ] && ! grep -qxF -- "$path" delete-list link-folders; then
            printf '%s\0' "$path"
        else
            find "$path" -print0
        fi
    done <paths-touched | sort -z >"$pending/undo/present"
    : >>"$pending/undo/absent"
    list_new_homes >"$pending/undo/new-homes"
    list_new_parents >"$pending/undo/new-parents"
    tar -c --acls --xattrs --no-recursion -P -f "$pending/undo/files.tar" --null -T "$pending/undo/present"
    while IFS= read -r name; do printf '%b\0' "$name"; done <clear-list >"$pending/undo/cleared"
    [ ! -s clear-list ] || tar -r --acls --xattrs -P -f "$pending/undo/files.tar" --null -T "$pending/undo/cleared"
    while read -r verb unit; do
        printf '%s %s %s\n' "$verb" "$unit" "$(systemctl is-active "$unit" 2>/dev/null || :)"
    done <unit-list >"$pending/undo/units"
    record_activations
    cut -f 5 write-list >"$pending/undo/written"
    cp remove-packages token holder stack client number managed-files "$pending/"
    cp old-ports "$pending/undo/ssh-ports"
    # Room for the rollback on a disk that something else fills meanwhile.
    fallocate -l "$(($(stat -c %s "$pending/undo/files.tar") + 1048576))" "$pending/ballast"
}

# The swap has ten minutes of its own on a slow machine; the time to confirm counts from its end.
arm() {
    sync
    : >"$pending/armed"
    sync
    start_timer 600
    "$programs/record-event" begun "$pending"
}

start_timer() {
    systemctl stop hardened-host-rollback.timer 2>/dev/null || :
    systemctl reset-failed hardened-host-rollback.service hardened-host-rollback.timer 2>/dev/null || :
    systemd-run --quiet --on-active="$1" --timer-property=AccuracySec=1s --unit=hardened-host-rollback.service
}
