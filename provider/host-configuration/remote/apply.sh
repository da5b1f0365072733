#!/bin/sh
# Makes one change on a host as a transaction: prepare, arm the rollback, swap, activate. The change holds only once
# `confirm` has run over a new connection; else the host rolls itself back. Reads the lists in its own folder.
set -eu
export LC_ALL=C DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
work=$PWD
state=/var/lib/hardened-host
pending=$state/pending
programs=/usr/local/lib/hardened-host
policy=/usr/sbin/policy-rc.d
starts_denied=/run/hardened-host/starts-denied
tab=$(printf '\t')

say() { printf '%s\n' "$*" || :; }
fail() {
    say "error$tab$*"
    exit 1
}

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

# Our own programs come first: from here on, whatever is interrupted can be rolled back.
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
        systemctl daemon-reload
    fi
    systemctl is-enabled --quiet hardened-host-recover.service || systemctl enable --quiet hardened-host-recover.service
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
    # shellcheck disable=SC2046 # package names hold no white space: checked before they are sent
    apt install --no-install-recommends $(cat install-list)
    allow_service_starts
    # apt's own status is lost in the pipe; what counts is what is installed.
    while IFS= read -r package; do
        dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
            fail "package $package could not be installed: $(grep -E '^(E|W|dpkg|Err)' apt.log | tail -n 5 | tr '\n' ' ')"
    done <install-list
}

validate_files() {
    say "phase${tab}validate"
    while IFS="$tab" read -r number _ _ _ path; do
        [ -e "validate/$number" ] || continue
        if ! output=$(sh -c "$(cat "validate/$number")" validate "$work/new/$number/${path##*/}" 2>&1); then
            fail "$path was refused by its own parser: $(printf '%s' "$output" | tail -n 5 | tr '\n' ' ')"
        fi
    done <write-list
}

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
}

# A home that outlived its account would one day belong to whoever gets the same number.
list_new_homes() {
    while IFS="$tab" read -r _ _ home system _; do
        if [ "$system" = false ] && [ ! -e "$home" ]; then echo "$home"; fi
    done <user-list
}

# Everything that will change, as it is now. Symbolic links of enabled units live in /etc/systemd/system.
snapshot() {
    mkdir -m 0700 "$pending" "$pending/undo"
    {
        cut -f 5 write-list
        cut -f 4 folder-list
        cat delete-list
        if [ -s unit-list ]; then echo /etc/systemd/system; fi
        if [ -s accounts-change ]; then printf '/etc/%s\n' passwd shadow group gshadow subuid subgid; fi
        if [ -e rotate-host-key ]; then printf '/etc/ssh/ssh_host_%s_key\n' rsa ecdsa ed25519 dsa | sed 'p; s/$/.pub/'; fi
    } | sort -u >paths-touched
    # Ended by NUL: what a folder holds may be named anything.
    while IFS= read -r path; do
        if [ ! -e "$path" ] && [ ! -L "$path" ]; then
            echo "$path" >>"$pending/undo/absent"
        elif [ -d "$path" ] && [ ! -L "$path" ] && ! grep -qxF -- "$path" delete-list && [ "$path" != /etc/systemd/system ]; then
            printf '%s\0' "$path"
        else
            find "$path" -print0
        fi
    done <paths-touched | sort -z >"$pending/undo/present"
    : >>"$pending/undo/absent"
    list_new_homes >"$pending/undo/new-homes"
    tar -c --acls --xattrs --no-recursion -P -f "$pending/undo/files.tar" --null -T "$pending/undo/present"
    while IFS= read -r name; do printf '%b\0' "$name"; done <clear-list >"$pending/undo/cleared"
    [ ! -s clear-list ] || tar -r --acls --xattrs -P -f "$pending/undo/files.tar" --null -T "$pending/undo/cleared"
    while read -r verb unit; do
        printf '%s %s %s\n' "$verb" "$unit" "$(systemctl is-active "$unit" 2>/dev/null || :)"
    done <unit-list >"$pending/undo/units"
    record_activations
    cut -f 5 write-list >"$pending/undo/written"
    cp remove-packages token holder number "$pending/"
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
}

start_timer() {
    systemctl stop hardened-host-rollback.timer 2>/dev/null || :
    systemctl reset-failed hardened-host-rollback.service hardened-host-rollback.timer 2>/dev/null || :
    systemd-run --quiet --on-active="$1" --timer-property=AccuracySec=1s --unit=hardened-host-rollback.service
}

change_accounts() {
    while IFS= read -r group; do groupadd --system "$group"; done <group-list
    while IFS="$tab" read -r name shell home system groups; do
        if ! getent passwd "$name" >/dev/null; then
            if [ "$system" = true ]; then set -- --system --no-create-home; else set -- --create-home; fi
            if getent group "$name" >/dev/null; then set -- "$@" --gid "$name"; else set -- "$@" --user-group; fi
            useradd "$@" --home-dir "$home" --shell "$shell" --groups "$groups" "$name"
        else
            usermod --home "$home" --shell "$shell" --groups "$groups" "$name"
        fi
        passwd --quiet --lock "$name"
    done <user-list
    while IFS= read -r name; do
        getent passwd "$name" >/dev/null || continue
        usermod --lock --expiredate 1 --shell /usr/sbin/nologin --groups '' "$name"
    done <retire-list
}

# All new files first stand beside their places, so that a full disk is met before the first one is replaced.
swap_files() {
    umask 022
    xargs -r -0 rm -rf -- <"$pending/undo/cleared"
    while IFS="$tab" read -r mode owner group path; do
        install -d -m "$mode" -o "$owner" -g "$group" "$path"
    done <folder-list
    while IFS="$tab" read -r number mode owner group path; do
        mkdir -p "${path%/*}/"
        install -m "$mode" -o "$owner" -g "$group" "new/$number/${path##*/}" "$path.hardened-host-new"
    done <write-list
    while IFS="$tab" read -r _ _ _ _ path; do mv -fT "$path.hardened-host-new" "$path"; done <write-list
    while IFS= read -r path; do rm -rf -- "$path"; done <delete-list
    if [ -e rotate-host-key ]; then
        rm -f /etc/ssh/ssh_host_*
        ssh-keygen -q -t ed25519 -N '' -C '' -f /etc/ssh/ssh_host_ed25519_key
    fi
    sync
}

# Each call would have systemd read all its files again: one reload serves every unit.
set_enablement() {
    for verb in unmask mask enable disable; do
        names=$(sed -n "s/^$verb //p" unit-list)
        [ -n "$names" ] || continue
        # shellcheck disable=SC2086 # unit names hold no white space: checked before they are sent
        output=$(systemctl --quiet --no-reload "$verb" $names 2>&1 9>&-) ||
            fail "systemctl $verb failed: $(printf '%s' "$output" | tail -n 3 | tr '\n' ' ')"
    done
    systemctl daemon-reload
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
        systemctl --quiet "$verb" "$unit" 9>&- || fail "systemctl $verb $unit failed: $(journalctl -q -u "$unit" -n 3 -o cat | tr '\n' ' ')"
    done <unit-list
    if [ -e rotate-host-key ] && ! grep -q ' ssh\.service$' unit-list; then systemctl reload ssh.service; fi
    keep_old_ports_open
    start_timer "$(cat timeout)"
}

take_lock
install_programs
finish_interrupted_change
refuse_when_changed_meanwhile
allow_service_starts
lift_holds
install_packages
validate_files
say "phase${tab}snapshot"
ssh_ports >old-ports
snapshot
say "phase${tab}swap"
arm
# Not `if ! (...)`: the shell would ignore set -e inside.
set +e
(
    set -e
    change_accounts
    swap_files
    activate
)
status=$?
set -e
if [ "$status" -ne 0 ]; then
    "$programs/rollback" "the change could not be carried out"
    fail "the host was rolled back"
fi
printf 'hostkey\t%s\n' "$(cut -d ' ' -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub)"
say "swapped$tab$(cat number)"
