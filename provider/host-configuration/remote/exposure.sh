#!/bin/sh
# Prints what of this host waits for the outside: its sockets, and who filters what arrives; and, where a list `services`
# lies beside this script, how far each of them could go once it is taken over, as systemd sees it. Changes nothing.
# Each line is marked by us: a process chooses its own name.
ss -H -lntup 2>/dev/null | sed 's/^/listener\t/'
nft list chains 2>/dev/null | sed 's/^/chain\t/'
if [ -s services ]; then
    # Says more for each than is wanted here: systemd-analyze(1), "security".
    xargs -d '\n' systemd-analyze security --no-pager -- <services 2>/dev/null |
        sed -n 's/^.*Overall exposure level for \([^ ]*\): \([0-9.]*\) .*$/exposure-level\t\1\t\2/p'
fi
