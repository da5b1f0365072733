# Files as they were found. Used by give-back.sh and by finish.sh.
# shellcheck disable=SC2154 # they set them
saved=/var/backups/hardened-host

# What somebody has edited since it was delivered is no longer what stands there: its text is kept.
save_edited_files() {
    while IFS= read -r path; do
        [ -f "$path" ] || continue
        install -d -m 0700 "$saved"
        cp -a --parents "$path" "$saved/"
        say "note${tab}$path was edited since it was delivered: the edited text is kept below $saved"
    done <edited-list
}

remove_what_was_not_there() {
    recorded absent | sort -r | while IFS= read -r path; do
        if [ ! -d "$path" ] || [ -L "$path" ]; then
            rm -f -- "$path"
        elif ! rmdir -- "$path" 2>/dev/null && ! recorded new-homes | cut -f 2 | grep -qxF -- "$path"; then
            say "note${tab}$path stays: it was made by deliveries, and holds what others have put there"
        fi
    done
}

# The oldest record comes last: it holds.
extract_what_was_there() {
    find "$original" -mindepth 1 -maxdepth 1 -name '[0-9]*' -printf '%f\n' | sort -rn | while IFS= read -r number; do
        tar -x -p --acls --xattrs -P -f "$original/$number/files.tar"
    done
}

put_files_back() {
    while IFS= read -r link; do rm -f -- "$link"; done <links-now
    # What stays in the way now may go with its package.
    remove_what_was_not_there >/dev/null
    extract_what_was_there
    sync
}

put_kernel_parameters_back() {
    cat "$original"/[0-9]*/kernel-parameters 2>/dev/null | while IFS="$tab" read -r path value; do
        if [ "$(cat "$path" 2>/dev/null)" = "$value" ]; then continue; fi
        printf '%s\n' "$value" 2>/dev/null >"$path" || say "restart${tab}kernel parameter ${path#/proc/sys/}"
    done
}
