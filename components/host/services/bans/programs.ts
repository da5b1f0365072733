import { deployersFile } from "../../deployers";
import { hashComment, managedNotice } from "../../formats/comments";
import { database, table } from "./names";

/** Called by fail2ban for each failure. */
export function exemptProgramText(): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("ban-exempt ADDRESS: succeeds where a delivery came from there in the last 30 days."),
        "set -u",
        `[ -e ${deployersFile} ] || exit 1`,
        "oldest=$(($(date +%s) - 30 * 86400))",
        `awk -v address="$1" -v oldest="$oldest" '$1 == address && $2 >= oldest { found = 1 } END { exit !found }' ${deployersFile}`,
        "",
    ].join("\n");
}

/** At boot, before the network: until fail2ban is up itself, nobody who is banned comes in. */
export function loadProgramText(): string {
    return ["#!/usr/bin/python3 -I", ...hashComment(managedNotice), loading.trim(), ""].join("\n");
}

const loading = String.raw`
import ipaddress, sqlite3, subprocess, sys, time

try:
    # Not changed here: neither a journal nor a lock of it is made.
    database = sqlite3.connect("file:${database}?mode=ro&immutable=1", uri=True)
    bans = database.execute("SELECT ip, jail, timeofban, bantime FROM bips").fetchall()
except sqlite3.Error:
    sys.exit(0)
for address, jail, began, length in bans:
    left = int(began + length - time.time())
    if left <= 0:
        continue
    version = ipaddress.ip_address(address).version
    mask = "/64" if version == 6 else ""
    line = f"add element inet ${table} {jail}_ipv{version} {{ {address}{mask} timeout {left}s }}\n"
    # One by one: a jail may be gone.
    subprocess.run(["nft", "-f", "-"], input=line, text=True, stderr=subprocess.DEVNULL)
`;

/** For the owner, on the host. */
export function ownerProgramText(): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("For the owner, on the host: who is banned, and the end of a ban."),
        "set -u",
        owning.trim(),
        "",
    ].join("\n");
}

const owning = String.raw`
jails() {
    fail2ban-client status | sed -n 's/.*Jail list:[[:space:]]*//p' | tr -d ','
}

# Lines: address, jail, end of the ban.
list() {
    for jail in $(jails); do
        fail2ban-client get "$jail" banip --with-time | awk -v jail="$jail" 'NF > 3 { print $1 "	" jail "	until " $(NF - 1) " " $NF }'
    done
}

# fail2ban forgets them one by one or as a whole, and the kernel with it.
lift_all() {
    fail2ban-client unban --all >/dev/null
    for jail in $(jails); do
        for family in ipv4 ipv6; do nft flush set inet ${table} "$jail"_$family; done
    done
}

case "$*" in
'' | list) list ;;
'lift all') lift_all ;;
'lift '?*) fail2ban-client unban "$2" >/dev/null ;;
*)
    echo "usage: hardened-host-bans list | lift ADDRESS | lift all" >&2
    exit 2
    ;;
esac
`;
