# Brings packages, before anything else changes.
# shellcheck disable=SC2154 # apply.sh, which reads this file, sets them
policy=/usr/sbin/policy-rc.d
starts_denied=/run/hardened-host/starts-denied

# Daemons must not start with a package's defaults: they start once their configuration is in place.
# What says so lies in memory: after a power loss the policy denies nothing any more, and the next delivery removes it.
deny_service_starts() {
    : >"$starts_denied"
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\n# hardened-host: no service starts while packages are installed\n[ ! -e %s ] || exit 101\n' \
            "$starts_denied" >"$policy"
        chmod 0755 "$policy"
    fi
}

allow_service_starts() {
    rm -f "$starts_denied"
    if grep -qs '^# hardened-host:' "$policy"; then rm -f "$policy"; fi
}

apt() {
    apt-get -q -y -o DPkg::Lock::Timeout=180 -o Acquire::Retries=3 -o APT::Status-Fd=3 \
        -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
        "$@" 3>&1 >>apt.log 2>&1 9>&- | while IFS=: read -r kind package percent _; do
        case $kind in
        dlstatus) say "progress${tab}downloading packages, ${percent%%.*} %" ;;
        pmstatus) say "progress${tab}installing $package, ${percent%%.*} %" ;;
        esac
    done
}

lift_holds() {
    [ -s unhold-list ] || return 0
    # shellcheck disable=SC2046 # package names hold no white space: checked before they are sent
    output=$(apt-mark -q unhold $(cat unhold-list) 2>&1 9>&-) ||
        fail "holds of packages could not be lifted: $(printf '%s' "$output" | tail -n 3 | tr '\n' ' ')"
}

# A disk that was full while a package was being unpacked leaves it in a state that blocks every other installation.
reinstall_broken_packages() {
    # shellcheck disable=SC2016 # dpkg-query's own format, not the shell's
    broken=$(dpkg-query -W -f '${db:Status-Eflag} ${Package}\n' | sed -n 's/^reinstreq //p')
    [ -n "$broken" ] || return 0
    # shellcheck disable=SC2086 # package names
    apt install --reinstall $broken
}

install_packages() {
    [ -s install-list ] || return 0
    say "phase${tab}packages"
    deny_service_starts
    # A package installation that was cut off before leaves dpkg asking for this.
    if [ -n "$(dpkg --audit)" ]; then dpkg --configure -a >>apt.log 2>&1 || :; fi
    apt update
    reinstall_broken_packages
    note_what_comes
    # shellcheck disable=SC2046 # package names hold no white space: checked before they are sent
    apt install --no-install-recommends $(cat install-list)
    note_new_accounts
    allow_service_starts
    # apt's own status is lost in the pipe; what counts is what is installed.
    while IFS= read -r package; do
        dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
            fail "package $package could not be installed: $(grep -E '^(E|W|dpkg|Err)' apt.log | tail -n 5 | tr '\n' ' ')"
    done <install-list
}
