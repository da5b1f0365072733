import { hashComment, managedNotice } from "../../formats/comments";
import { renderIni } from "../../formats/ini";
import type { PartialHostPlan } from "../../plan";

const systemConf = "/etc/systemd/system.conf.d/60-hardened-host.conf";

/**
 * A core dump is a copy of a program's memory, keys and passwords with it, in a file that outlives it. Closed at
 * every door: limits of sessions, limits of services, systemd's collector, and the kernel's pattern (sysctl).
 */
export function coreDumpsPlan(): PartialHostPlan {
    const collector = renderIni("Coredump", [
        {
            key: "Storage",
            value: "none",
            why: "Nothing is kept, should systemd-coredump ever be installed: CIS 1.5.4.",
        },
        { key: "ProcessSizeMax", value: 0, why: "Nothing is processed either: CIS 1.5.5." },
    ]);
    const services = renderIni("Manager", [
        { key: "DefaultLimitCORE", value: 0, why: "Services dump no memory. A unit of its own may say otherwise." },
    ]);
    return {
        files: {
            "/etc/security/limits.d/60-hardened-host-core.conf": { content: limits() },
            "/etc/profile.d/hardened-host-core.sh": { content: shellLimit() },
            "/etc/systemd/coredump.conf.d/60-hardened-host.conf": { content: collector },
            [systemConf]: { content: services },
        },
        activations: { "systemd-manager": { watches: [systemConf], command: "systemctl daemon-reexec" } },
    };
}

/** pam_limits leaves root out of `*`: limits.conf(5). */
function limits(): string {
    return [
        ...hashComment(managedNotice),
        "",
        ...hashComment("Sessions dump no memory: ANSSI R14, CIS 1.5.3."),
        ...["*", "root"].flatMap((who) => [`${who} soft core 0`, `${who} hard core 0`]),
        "",
    ].join("\n");
}

/** lynis KRNL-5820. */
function shellLimit(): string {
    return [
        ...hashComment(managedNotice),
        ...hashComment("Login shells that PAM had no part in, a container's for example, dump no memory either."),
        ...hashComment("POSIX has no -c, but every /bin/sh of Debian and Ubuntu (dash, bash) does."),
        "# shellcheck disable=SC3045",
        "ulimit -c 0",
        "",
    ].join("\n");
}
