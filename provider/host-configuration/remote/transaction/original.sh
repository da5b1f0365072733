# Records how a server was found that is to be given back one day: whatever the plan manages, as it was before it was first
# managed. A record waits with its change, and counts when that is confirmed. A part of apply.sh, and of give-back.sh.
# shellcheck disable=SC2154 # apply.sh, which reads this file, sets them
recording=$state/recording

# A power loss may have kept `confirm` from it.
promote_records() {
    for folder in "$state"/generations/*/original; do
        [ -d "$folder" ] || continue
        number=${folder%/original}
        mv -T "$folder" "$original/${number##*/}"
    done
}

record_original() {
    [ -e record-original ] || return 0
    # Without a record of the first change, what is here now is not how the server was found.
    if [ ! -d "$original" ] && [ "$(cat number)" -gt 1 ]; then return 0; fi
    # Taken over again before a give-back had removed everything: how it was found holds still.
    rm -rf "$state/given-back"
    install -d -m 0700 "$original"
    promote_records
    note_new_accounts
    rm -rf "$recording"
    mkdir -m 0700 "$recording"
    if [ -e rotate-host-key ]; then printf '/etc/ssh/ssh_host_%s_key\n' rsa ecdsa ed25519 dsa | sed 'p; s/$/.pub/' >>managed/paths; fi
    for list in paths units packages users groups; do
        recorded "$list" >recorded-already
        sort -u "managed/$list" | comm -13 recorded-already - >"$recording/$list"
    done
    cp managed/places "$recording/places"
    list_what_came
    record_packages
    record_units
    record_paths
    record_accounts
    record_kernel_parameters
}

# What a change that was rolled back has brought was not found here.
list_what_came() {
    sort -u "$original/brought-packages" >brought 2>/dev/null || :
    xargs -r dpkg-query -L <brought 2>/dev/null | sort -u >files-that-came
    sed -n 's|.*/systemd/system/\([^/]*\)$|\1|p' files-that-came | sort -u >units-that-came
    sort -u "$original/absent-before" 2>/dev/null | comm -12 - files-that-came >paths-that-came
}

record_packages() {
    recorded packages | sort -u - brought >not-found
    {
        # shellcheck disable=SC2016 # dpkg-query's own format, not the shell's
        xargs -r dpkg-query -W -f '${db:Status-Status} ${Package}\n' <"$recording/packages" 2>/dev/null |
            sed -n 's/^installed //p' | sort -u | comm -23 - brought
        going_packages | sort -u | comm -23 - not-found
    } | sort -u >"$recording/found-packages"
    # shellcheck disable=SC2046 # package names hold no white space
    [ ! -s "$recording/found-packages" ] || apt-mark showauto $(cat "$recording/found-packages") >"$recording/automatic-packages"
    apt-mark showhold | comm -12 - "$recording/packages" >"$recording/held-packages"
}

# With everything that depends on them.
going_packages() {
    [ -s remove-packages ] || return 0
    # shellcheck disable=SC2046 # package names hold no white space: checked before they are sent
    apt-get -s purge $(cat remove-packages) | sed -n 's/^\(Purg\|Remv\) \([^ ]*\).*/\2/p'
}

# Links that enable, mask or rename units of a list. Those by which System V's init would start a service of the same
# name are made and renamed along with them (systemd-sysv-install(8)).
unit_links() {
    find /etc/systemd/system /etc/rc[0-6S].d -mindepth 1 -maxdepth 2 -type l -printf '%p\t%f\t%l\n' 2>/dev/null | awk -F '\t' '
        NR == FNR { units[$0]; next }
        { sub(".*/", "", $3) }
        $1 ~ "^/etc/rc" { $3 = $3 ".service" }
        ($2 in units) || ($3 in units) { print $1 }' "$1" -
}

record_units() {
    comm -23 "$recording/units" units-that-came >units-found
    {
        comm -12 "$recording/units" units-that-came | sed "s/\$/${tab}not-found${tab}inactive/"
        while IFS= read -r unit; do
            printf '%s\t%s\t%s\n' "$unit" "$(systemctl is-enabled "$unit" 2>/dev/null)" "$(systemctl is-active "$unit" 2>/dev/null)"
        done <units-found
    } | sort >"$recording/unit-states"
    unit_links units-found >new-links
}

# With the folders that will be made for it.
note_absent() {
    echo "$1" >>"$recording/absent"
    folder=${1%/*}
    while [ -n "$folder" ] && { [ ! -e "$folder" ] || grep -qxF -- "$folder" paths-that-came; }; do
        echo "$folder" >>"$recording/absent"
        folder=${folder%/*}
    done
}

# What appears where only the plan's own files may be is drift: it was not found there.
is_drift() { grep -qxF -e "$1" -e "${1%/*}" claimed || grep -qxF -- "$1" paths-that-came; }

list_found_paths() {
    while IFS= read -r path; do
        if { [ ! -e "$path" ] && [ ! -L "$path" ]; } || is_drift "$path"; then
            note_absent "$path"
        elif [ -d "$path" ] && [ ! -L "$path" ] && grep -qxF -- "$path" managed/folders; then
            printf '%s\0' "$path"
        else
            find "$path" -print0
        fi
    done <"$recording/paths"
    while IFS= read -r path; do
        is_drift "$path" || { echo "$path" >>"$recording/paths" && find "$path" -print0; }
    done <strangers
    while IFS= read -r name; do
        is_drift "$name" || printf '%b\0' "$name" | xargs -0 -I '{}' find '{}' -print0
    done <clear-list
    tr '\n' '\0' <new-links
}

# The configuration of a package that goes was its owner's too.
configuration_of_packages() {
    going_packages | comm -12 - "$recording/found-packages" | xargs -r dpkg-query -L 2>/dev/null | grep '^/etc/' |
        while IFS= read -r path; do [ ! -f "$path" ] || echo "$path"; done | sort -u | comm -23 - recorded-paths
}

record_paths() {
    : >"$recording/absent"
    recorded places >claimed
    recorded paths >recorded-paths
    configuration_of_packages >>"$recording/paths"
    sort -u recorded-paths "$recording/paths" >known-paths
    sort -u delete-list | comm -23 - known-paths >strangers
    list_found_paths >found-paths
    sort -z -u found-paths >"$recording/present"
    tar -c --acls --xattrs --no-recursion -P -f "$recording/files.tar" --null -T "$recording/present"
}

record_accounts() {
    while IFS="$tab" read -r name home system; do
        if grep -qxF -- "$name" "$recording/users" && [ ! -e "$home" ]; then printf '%s\t%s\t%s\n' "$name" "$home" "$system"; fi
    done <managed/homes >"$recording/new-homes"
    for folder in "$original"/[0-9]*/accounts; do [ ! -d "$folder" ] || return 0; done
    mkdir "$recording/accounts"
    for name in passwd shadow group gshadow subuid subgid; do
        [ ! -e "/etc/$name" ] || cp -p "/etc/$name" "$recording/accounts/"
    done
}

record_kernel_parameters() {
    recorded kernel-parameters | cut -f 1 >known-parameters
    # Patterns are left to expand.
    # shellcheck disable=SC2046
    grep -HsZ '' -- $(cat managed/kernel-parameters) /dev/null | tr '\0' '\t' |
        awk -F '\t' 'NR == FNR { known[$0]; next } !($1 in known)' known-parameters - >"$recording/kernel-parameters" || :
}

# Packages, and what they bring, stay when a change is rolled back: they are noted at once.
note_what_comes() {
    [ -d "$recording" ] || return 0
    # shellcheck disable=SC2046 # package names hold no white space: checked before they are sent
    apt-get -s --no-install-recommends install $(cat install-list) >apt-plan 2>/dev/null || return 0
    sed -n 's/^Remv \([^ ]*\).*/\1/p' apt-plan | sort -u | comm -23 - brought >>"$original/displaced-packages"
    sed -n 's/^Inst \([^ ]*\) (.*/\1/p' apt-plan >>"$original/brought-packages"
    cat "$recording/absent" >>"$original/absent-before"
    mkdir -p "$original/accounts-before"
    for kind in passwd group; do cut -d : -f 1 "/etc/$kind" | sort >"$original/accounts-before/$kind"; done
}

note_new_accounts() {
    [ -e "$original/accounts-before/group" ] || return 0
    for kind in passwd group; do
        cut -d : -f 1 "/etc/$kind" | sort | comm -13 "$original/accounts-before/$kind" - >>"$original/brought-$kind"
    done
    rm -rf "$original/accounts-before"
}
