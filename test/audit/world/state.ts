/** Everything that an audit might leave behind: files with their times, packages, units, rules, sockets, accounts, limits. */
export const state = `
    find / -xdev \\( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /var/tmp -o -path /var/log -o -path /var/lib/aide \\
        -o -path /var/lib/systemd \\) -prune -o -printf '%y %m %u:%g %s %T@ %p\\n' | sort -k 6
    dpkg-query -W; systemctl list-unit-files --no-legend; systemctl list-units --all --no-legend --plain 'hardened-host-audit*'
    nft -s list ruleset | sed '/elements = /,/}/d'; ss -H -ltn; sysctl -a 2>/dev/null | grep -E '^(kernel.yama|kernel.core|fs)' \\
        | grep -Ev 'nr|state|file-nr|quota'; ls -A /tmp /var/tmp /media`;

/** Script: the baseline of files that follows a delivery after five minutes does not come amid the audit. */
export const laterBaseline = `
    drop_in=/run/systemd/system/hardened-host-integrity-baseline.timer.d
    mkdir -p $drop_in && printf '[Timer]\\nOnActiveSec=\\nOnActiveSec=2h\\n' >$drop_in/later.conf
    systemctl daemon-reload && systemctl restart hardened-host-integrity-baseline.timer`;
