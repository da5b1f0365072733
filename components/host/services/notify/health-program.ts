import type { ServedCertificate } from "../../claims";
import { hashComment, managedNotice } from "../../formats/comments";
import type { NotifySettings } from "./settings";

/**
 * What is looked at daily, each by a unit of its own: one that fails does not hide another. Updates and backups have such
 * units too, of their own parts.
 */
export const healthTopics = ["certificates", "disks", "reboot"] as const;
export type HealthTopic = (typeof healthTopics)[number];

interface Health extends Pick<NotifySettings["health"], "diskUsedPercent" | "rebootOverdueDays"> {
    readonly servedCertificates: readonly ServedCertificate[];
}

/** Program that looks at the host from outside of what it looks at: at what is served, not at what was installed. */
export function healthProgramText(health: Health): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment(`check-health ${healthTopics.join("|")}: run daily by units of these names.`),
        "set -u",
        "failed=0",
        "problem() {",
        '    echo "<3>$*"',
        "    failed=1",
        "}",
        "",
        ...disks(health.diskUsedPercent),
        "",
        ...reboot(health.rebootOverdueDays),
        "",
        ...(health.servedCertificates.length === 0 ? [] : [...certificates, ""]),
        "case $1 in",
        `disks) disks ;;`,
        `reboot) reboot ;;`,
        "certificates)",
        ...health.servedCertificates.map(({ port, serverName, startTls }) =>
            `    certificate ${port} ${serverName} ${startTls ?? ""}`.trimEnd(),
        ),
        "    ;;",
        "esac",
        "exit $failed",
        "",
    ].join("\n");
}

/** File systems on disks, and the root of a container. A file system without inodes of its own shows `-`. */
function disks(percent: number): string[] {
    return [
        "disks() {",
        "    for figure in pcent ipcent; do",
        `        df -l -x tmpfs -x devtmpfs -x squashfs -x efivarfs --output=source,$figure,target |`,
        `            awk -v limit=${percent} 'NR > 1 && ($1 != "overlay" || $3 == "/") && $2 + 0 > limit { print $3 }'`,
        "    done | sort -u >/tmp/full",
        `    while read -r target; do problem "$target is more than ${percent} % full"; done </tmp/full`,
        "}",
    ];
}

function reboot(days: number): string[] {
    return [
        "reboot() {",
        `    if [ -n "$(find /run/reboot-required -mtime +${days - 1} 2>/dev/null)" ]; then problem "updates have been asking for a reboot for ${days} days"; fi`,
        "}",
    ];
}

/** What a client gets: a service that was not reloaded, or serves another certificate, shows here and nowhere else. */
const certificates = [
    "certificate() {",
    '    set -- "$1" "$2" ${3:+-starttls "$3"}',
    "    port=$1",
    "    name=$2",
    "    shift 2",
    '    shown=$(timeout 20 openssl s_client -connect "127.0.0.1:$port" -servername "$name" "$@" </dev/null 2>/dev/null | openssl x509 2>/dev/null)',
    '    if [ -z "$shown" ]; then',
    '        problem "port $port shows no certificate for $name"',
    "        return",
    "    fi",
    '    day() { date -u -d "$(printf "%s\\n" "$shown" | openssl x509 -noout "-$1" -dateopt iso_8601 | cut -d = -f 2)" +%s; }',
    "    ends=$(day enddate)",
    "    if [ $((3 * (ends - $(date +%s)))) -le $((ends - $(day startdate))) ]; then",
    '        problem "the certificate on port $port has less than a third of its life left: until $(date -u -d "@$ends" +%Y-%m-%d)"',
    "    fi",
    '    if ! printf "%s\\n" "$shown" | openssl x509 -noout -checkhost "$name" | grep -q "does match"; then',
    '        problem "the certificate on port $port is not for $name"',
    "    fi",
    "}",
];
