# Packages as they were found, as far as mirrors still have them. A part of finish.sh.
# shellcheck disable=SC2154 # finish.sh, which reads this file, sets them

installed_packages() {
    # shellcheck disable=SC2016 # dpkg-query's own format, not the shell's
    dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | sort -u
}

# Packages that would go with those of a list, and are not in it.
others_that_would_go() {
    apt-get -s purge "$@" 2>/dev/null | sed -n 's/^\(Purg\|Remv\) \([^ ]*\).*/\2/p' | sort -u | comm -23 - purge-list
}

# What somebody has installed since may need a package that deliveries have brought.
keep_what_others_need() {
    # shellcheck disable=SC2046 # package names
    while [ -s purge-list ] && [ -n "$(others_that_would_go $(cat purge-list))" ]; do
        : >still-to-go
        while IFS= read -r package; do
            needed_by=$(others_that_would_go "$package")
            if [ -z "$needed_by" ]; then
                echo "$package" >>still-to-go
            else
                say "note${tab}package $package stays: $(echo "$needed_by" | tr '\n' ' ')needs it"
            fi
        done <purge-list
        if cmp -s still-to-go purge-list; then
            say "note${tab}these packages stay, for together they are needed by others: $(tr '\n' ' ' <purge-list)"
            : >still-to-go
        fi
        mv still-to-go purge-list
    done
}

apt() {
    apt-get -q -y -o DPkg::Lock::Timeout=180 -o Acquire::Retries=3 -o Dpkg::Options::=--force-confdef \
        -o Dpkg::Options::=--force-confold "$@" >>apt.log 2>&1 9>&-
}

# A mirror may be out of reach for now, or have them no more: only the second try does without.
without_returning() {
    what="these packages were found here and could not be installed again: $(tr '\n' ' ' <return-list)"
    if [ ! -e "$state/given-back/tried" ]; then
        : >"$state/given-back/tried"
        say "error${tab}$what($(grep -E '^(E|Err)' apt.log | tail -n 1)); everything else is as it was found. The next run tries once more, then does without"
        exit 4
    fi
    say "note${tab}$what"
}

give_packages_back() {
    installed_packages >installed
    sort -u "$original/brought-packages" 2>/dev/null >brought || :
    { recorded found-packages && sort -u "$original/displaced-packages" 2>/dev/null | comm -23 - brought; } | sort -u >found
    comm -23 brought found | comm -12 - installed >purge-list
    comm -23 found installed >return-list
    keep_what_others_need
    # In one go: one may have taken the place of another.
    # shellcheck disable=SC2046 # package names
    if [ -s return-list ] && { apt update && apt --purge --no-install-recommends install $(cat return-list) $(sed 's/$/-/' purge-list); }; then
        :
    elif [ -s return-list ]; then
        without_returning
    fi
    installed_packages | comm -12 - purge-list >left-list
    # shellcheck disable=SC2046 # package names
    if [ -s left-list ] && ! apt purge $(cat left-list); then
        say "note${tab}these packages could not be removed: $(tr '\n' ' ' <left-list)($(grep -E '^(E|dpkg)' apt.log | tail -n 2 | tr '\n' ' '))"
    fi
    restore_marks
}

restore_marks() {
    installed_packages >installed
    # shellcheck disable=SC2013 # package names
    for package in $(recorded automatic-packages | comm -12 - return-list | comm -12 - installed); do apt-mark -q auto "$package" >/dev/null; done
    for package in $(recorded held-packages | comm -12 - installed); do apt-mark -q hold "$package" >/dev/null; done
}

# A package that stays may need its own.
remove_brought_accounts() {
    if [ -n "$(comm -12 brought installed | comm -23 - found)" ]; then return; fi
    sort -u "$original/brought-passwd" 2>/dev/null | while IFS= read -r name; do
        ! getent passwd "$name" >/dev/null || userdel "$name" 2>/dev/null || say "note${tab}account $name could not be removed"
    done
    sort -u "$original/brought-group" 2>/dev/null | while IFS= read -r name; do
        ! getent group "$name" >/dev/null || groupdel "$name" 2>/dev/null || say "note${tab}group $name could not be removed"
    done
}
