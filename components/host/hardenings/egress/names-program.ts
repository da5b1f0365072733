import { hashComment, managedNotice } from "../../formats/comments";
import { packageAddressSet, packageNameSet, resolverSet, type Destinations } from "./destinations";
import { listFile, stateFolder, table } from "./names";

/** Lines `set NAME`, `account SET ACCOUNT` and `name SET HOST`. */
export function listText({ accounts, names }: Destinations): string {
    const members = (kind: string, sets: Readonly<Record<string, readonly string[]>>) =>
        Object.entries(sets).flatMap(([set, list]) => list.map((member) => `${kind} ${set} ${member}`));
    const addressSets = [resolverSet, packageAddressSet, packageNameSet, ...Object.keys(names)];
    const sets = [...Object.keys(accounts), ...addressSets.flatMap((set) => [`${set}_ipv4`, `${set}_ipv6`])];
    return [
        ...hashComment(managedNotice),
        ...sets.map((set) => `set ${set}`),
        ...members("account", accounts),
        ...members("name", names),
        "",
    ].join("\n");
}

/** An address stays good for so long after it was last given: servers behind one name come and go in turn. */
const keptSeconds = 24 * 60 * 60;

/** Fills the sets of the table: by `load` with what is known, by `refresh` after asking for the names' addresses. */
export function namesProgramText(): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("egress-names load|refresh: puts accounts and addresses into the sets of the table."),
        "set -u",
        "export LC_ALL=C",
        `table='inet ${table}'`,
        `list=${listFile}`,
        `known=${stateFolder}/addresses`,
        "",
        ...hostConfiguration,
        "",
        ...loading,
        "",
        ...refreshing,
        "",
        "sources=$(package_hosts)",
        'case "${1:-}" in',
        "    load) load ;;",
        "    refresh) refresh ;;",
        "    *) echo 'usage: egress-names load|refresh' >&2; exit 2 ;;",
        "esac",
        "",
    ].join("\n");
}

/** Name servers, and the servers that apt asks: what root has written down is what may be asked. */
const hostConfiguration = [
    "resolvers() {",
    "    sed -n 's/^nameserver[[:space:]]\\{1,\\}\\([0-9A-Fa-f.:]*\\).*/\\1/p' /etc/resolv.conf /run/systemd/resolve/resolv.conf 2>/dev/null",
    "}",
    "package_hosts() {",
    "    {",
    '        apt-get -o Debug::NoLocking=1 indextargets --format "\\$(SITE)" 2>/dev/null',
    "        apt-config dump 2>/dev/null | sed -n 's/^Acquire::.*[Pp]roxy[^ ]* \"\\(.*\\)\";$/\\1/p'",
    "    } | sed -n 's|^[a-z+]*://||p' | sed 's|/.*||; s|.*@||; s|:[0-9]*$||; s|[][]||g' | grep -E '^[A-Za-z0-9._:-]+$' | sort -u",
    "}",
    "is_address() {",
    '    case "$1" in *:*) return 0 ;; *[!0-9.]*) return 1 ;; *) return 0 ;; esac',
    "}",
    "wanted_names() {",
    "    sed -n 's/^name //p' \"$list\"",
    `    for host in $sources; do is_address "$host" || echo "${packageNameSet} $host"; done`,
    "}",
];

const loading = [
    "add() {",
    '    case "$2" in *:*) echo "add element $table $1_ipv6 { $2 }" ;; *) echo "add element $table $1_ipv4 { $2 }" ;; esac',
    "}",
    ...hashComment("One transaction: sets are full before and after it, and with an error as they were."),
    "load() {",
    "    {",
    '        sed -n "s/^set /flush set $table /p" "$list"',
    "        sed -n 's/^account //p' \"$list\" | while read -r set account; do",
    '            if number=$(id -u -- "$account" 2>/dev/null); then echo "add element $table $set { $number }"; fi',
    "        done",
    `        resolvers | while read -r address; do add ${resolverSet} "$address"; done`,
    `        for host in $sources; do if is_address "$host"; then add ${packageAddressSet} "$host"; fi; done`,
    '        if [ -e "$known" ]; then',
    "            wanted_names | while read -r set host; do",
    '                awk -v host="$host" \'$1 == host { print $2 }\' "$known" | while read -r address; do add "$set" "$address"; done',
    "            done",
    "        fi",
    "    } | nft -f -",
    "}",
];

const refreshing = [
    "is_closed() {",
    '    case "$1" in *:*) family=ipv6 ;; *) family=ipv4 ;; esac',
    '    nft get element "${table% *}" "${table#* }" "closed_$family" "{ $1 }" >/dev/null 2>&1 &&',
    '        ! nft get element "${table% *}" "${table#* }" "allowed_private_$family" "{ $1 }" >/dev/null 2>&1',
    "}",
    ...hashComment("Addresses of a name, without those that no name may lead to."),
    "open_addresses() {",
    `    timeout 10 getent ahosts "$1" | awk '$1 ~ /^[0-9A-Fa-f.:]+$/ { print $1 }' | sort -u | while read -r address; do`,
    '        if is_closed "$address"; then',
    '            echo "<4>$1 leads to $address, which is private and stays closed: egress.allowedPrivateRanges" >&2',
    "        else",
    '            echo "$address"',
    "        fi",
    "    done",
    "}",
    ...hashComment(
        "What a name server does not answer, or answers with a private address, changes nothing of what is known.",
    ),
    "refresh() {",
    "    load || return 1",
    "    status=0",
    "    now=$(date +%s)",
    '    touch "$known"',
    `    new=$(mktemp ${stateFolder}/.addresses-XXXXXX)`,
    "    for host in $(wanted_names | cut -d ' ' -f 2 | sort -u); do",
    '        found=$(open_addresses "$host")',
    `        oldest=$((now - ${keptSeconds}))`,
    '        if [ -z "$found" ]; then',
    "            oldest=0",
    '            grep -q "^$host " "$known" || { echo "<3>$host has no address that may be reached"; status=1; }',
    "        fi",
    "        {",
    '            for address in $found; do echo "$host $address $now"; done',
    '            awk -v host="$host" -v oldest="$oldest" \'$1 == host && $3 >= oldest\' "$known"',
    "        } | awk '!seen[$2]++' >>\"$new\"",
    "    done",
    '    mv "$new" "$known"',
    '    load && return "$status"',
    "}",
];
