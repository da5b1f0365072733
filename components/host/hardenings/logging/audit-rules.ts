import type { AuditRule, AuditRuleGroup } from "../../formats/audit-rules";

/** Acts of people: `auid` is who logged in, whatever they became since; system services have none. */
const byPeople = ["auid>=1000", "auid!=unset"];

/** What is recorded, by the key to find it again: `ausearch -i -k KEY`. ANSSI R73, CIS 6.2.3. */
export function auditRuleGroups(claimedPaths: readonly string[]): AuditRuleGroup[] {
    const claimed: AuditRuleGroup = {
        key: "application",
        why: "Paths that the applications of this host want watched.",
        rules: paths(claimedPaths),
    };
    return [...identity, ...privilege, ...system, product, ...(claimedPaths.length > 0 ? [claimed] : [])];
}

function paths(list: readonly string[]): AuditRule[] {
    return list.map((path) => ({ path }));
}

const identity: readonly AuditRuleGroup[] = [
    {
        key: "identity",
        why: "Who exists, and with which password and group: CIS 6.2.3.8.",
        rules: paths([
            "/etc/passwd",
            "/etc/shadow",
            "/etc/group",
            "/etc/gshadow",
            "/etc/security/opasswd",
            "/etc/nsswitch.conf",
        ]),
    },
    {
        key: "login",
        why: "How one gets in: CIS 6.2.3.11 and 12.",
        rules: paths([
            "/etc/ssh/",
            "/etc/pam.d/",
            "/etc/security/",
            "/etc/login.defs",
            "/var/log/wtmp",
            "/var/log/btmp",
        ]),
    },
];

const privilege: readonly AuditRuleGroup[] = [
    {
        key: "privilege-rules",
        why: "Who may become root: CIS 6.2.3.1.",
        rules: paths(["/etc/sudoers", "/etc/sudoers.d/"]),
    },
    {
        key: "root-commands",
        why: "Every command that a person runs as root, through sudo, su or a setuid program: CIS 6.2.3.2 and 6.",
        rules: [{ syscalls: ["execve"], fields: ["euid=0", ...byPeople] }],
    },
    {
        key: "refused",
        why: "Who reaches for files that are not theirs: CIS 6.2.3.7, ANSSI R73.",
        // Not open and creat, which not every processor has: the C library opens by openat.
        rules: ["EACCES", "EPERM"].map((error) => ({
            syscalls: ["openat", "truncate", "ftruncate"],
            fields: [`exit=-${error}`, ...byPeople],
        })),
    },
];

const system: readonly AuditRuleGroup[] = [
    {
        key: "time",
        why: "A moved clock makes logs lie: CIS 6.2.3.4.",
        rules: [
            // Not adjtimex and clock_adjtime, which time synchronisation calls all day.
            { syscalls: ["settimeofday", "clock_settime"], fields: byPeople },
            { path: "/etc/localtime" },
        ],
    },
    {
        key: "modules",
        why: "Code for the kernel, and what may be loaded: CIS 6.2.3.19, ANSSI R73.",
        rules: [
            { syscalls: ["init_module", "finit_module", "delete_module"] },
            ...paths(["/etc/modprobe.d/", "/etc/modules", "/etc/sysctl.conf", "/etc/sysctl.d/"]),
        ],
    },
    {
        key: "mounts",
        why: "A mount by a person brings files in or hides files: CIS 6.2.3.10.",
        rules: [{ syscalls: ["mount", "umount2"], fields: byPeople }, { path: "/etc/fstab" }],
    },
    {
        key: "network",
        why: "Name, addresses and firewall of the host: CIS 6.2.3.5.",
        rules: [
            { syscalls: ["sethostname", "setdomainname"] },
            ...paths(["/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/etc/network/", "/etc/netplan/"]),
            ...paths([
                "/etc/systemd/network/",
                "/etc/nftables.conf",
                "/etc/nftables.d/",
                "/etc/issue",
                "/etc/issue.net",
            ]),
        ],
    },
    {
        key: "services",
        why: "What runs by itself: ANSSI R73.",
        rules: paths(["/etc/systemd/system/", "/etc/crontab", "/etc/cron.d/", "/etc/cron.allow", "/var/spool/cron/"]),
    },
    {
        key: "confinement",
        why: "Mandatory access control: CIS 6.2.3.14.",
        rules: paths(["/etc/apparmor/", "/etc/apparmor.d/"]),
    },
    {
        key: "audit",
        why: "The audit log's own rules: CIS 6.2.3.20.",
        rules: paths(["/etc/audit/", "/etc/apt/apt.conf.d/"]),
    },
];

const product: AuditRuleGroup = {
    key: "hardened-host",
    why: "What this product keeps on the host: generations, and programs that run as root.",
    rules: paths(["/var/lib/hardened-host/", "/usr/local/lib/hardened-host/"]),
};
