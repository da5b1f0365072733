#!/bin/sh
# Looks at a server that is to be taken over, and changes nothing on it: one tab-separated fact a line.
# Run as whoever logs in. Usage: inspect.sh PORT TOOL...
set -u
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH LC_ALL=C

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

on_one_line() { tr -s '\n\t ' ' ' | cut -c 1-300; }

# By the mark of sd_booted(3): where /proc is mounted with hidepid, who is not root yet sees no other process.
init() { if [ -d /run/systemd/system ]; then echo systemd; else cat /proc/1/comm; fi; }

identity() {
    # shellcheck source=/dev/null
    (. /etc/os-release && printf 'os\t%s-%s\n' "$ID" "${VERSION_ID:-}")
    printf 'machine-id\t%s\n' "$(cat /etc/machine-id)"
    printf 'init\t%s\n' "$(init)"
    printf 'host-key\t%s\n' "$(cut -d ' ' -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub 2>/dev/null)"
}

tools() {
    for tool; do
        command -v "$tool" >/dev/null || printf 'missing\t%s\n' "$tool"
    done
}

# Nothing is written for it: no lock is taken, and no cache is kept.
package_manager() {
    broken=$(dpkg --audit 2>&1 | on_one_line)
    [ -n "$broken" ] ||
        broken=$(apt-get -qq -o Debug::NoLocking=1 -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= check 2>&1 | on_one_line)
    [ -z "$broken" ] || printf 'broken-packages\t%s\n' "$broken"
}

disks() {
    for folder in / /etc /usr /usr/local /var /home /root; do
        [ ! -d "$folder" ] || as_root test -w "$folder" || printf 'read-only\t%s\n' "$folder"
    done
    for folder in / /usr /var; do
        printf 'free-mib\t%s\t%s\n' "$folder" "$(($(df -Pk "$folder" | awk 'NR == 2 { print $4 }') / 1024))"
    done
}

# Whoever waits there. systemd does so for sshd, where that is started by its socket.
listeners() {
    as_root ss -H -ltnp "sport = :$1" | sed -n 's/.*users:(("\([^"]*\)".*/\1/p; t; s/.*/an unknown program/p' | sort -u |
        while IFS= read -r program; do
            if [ "$program" = systemd ] && systemctl is-active --quiet ssh.socket; then continue; fi
            printf 'listener\t%s\n' "$program"
        done
}

firewalls() {
    if command -v ufw >/dev/null && grep -qs '^ENABLED=yes' /etc/ufw/ufw.conf; then printf 'firewall\tufw\tufw disable\n'; fi
    if systemctl is-active --quiet firewalld.service; then
        printf 'firewall\tfirewalld\tsystemctl disable --now firewalld\n'
    fi
}

# Standard input is this script itself: no command below may read it.
inspect() {
    port=$1
    shift
    identity
    tools "$@"
    package_manager
    if refused=$(as_root sh -c true 2>&1); then
        disks
        listeners "$port"
    else
        printf 'no-root\t%s\n' "$(printf '%s' "$refused" | on_one_line)"
    fi
    firewalls
    echo end
}

inspect "$@" </dev/null
