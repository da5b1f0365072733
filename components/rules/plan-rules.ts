import { emptyPlan } from "../host/plan";
import type { HostPlan, ManagedFile, Opening } from "../host/plan";
import type { PlanRule } from "./rule";

const sshd = "/etc/ssh/sshd_config";
const nftables = "/etc/nftables.conf";
const egressRules = "/etc/nftables.d/hardened-host-egress.nft";
/** Lists what leaves its work to an app, a name on a line of its own. */
const steppedBackPath = "/etc/hardened-host/stepped-back";

function withFile(path: string, content: string, rest: Partial<ManagedFile> = {}): HostPlan {
    return { ...emptyPlan, files: { [path]: { content, ...rest } } };
}

function withOpening(opening: Partial<Opening>): HostPlan {
    const whole: Opening = { protocol: "tcp", port: 443, sources: [], purpose: "example", ...opening };
    return { ...emptyPlan, openings: [whole] };
}

/** What a line of sshd_config sets, for all connections or in a Match section, where it must not say otherwise. */
function sshdValues({ files }: HostPlan, keyword: string): readonly string[] {
    const pattern = new RegExp(String.raw`^\s*${keyword}[\s=]+(\S+)`, "gim");
    return [...(files[sshd]?.content ?? "").matchAll(pattern)].map(([, value = ""]) => value.toLowerCase());
}

function isOutputClosed(rules = ""): boolean {
    return /hook output [^;]*; policy drop;/.test(rules) && rules.includes("reject with icmpx");
}

function alwaysNo(keyword: string): PlanRule["violations"] {
    return (plan) => {
        if (plan.files[sshd] === undefined) return [];
        const values = sshdValues(plan, keyword);
        if (values.length === 0) return [`${sshd} does not say ${keyword}`];
        return values.some((value) => value !== "no") ? [`${sshd} says ${keyword} ${values.join(" and ")}`] : [];
    };
}

/** Databases, caches and control ports that were never meant for strangers. */
const innerPorts: Readonly<Record<number, string>> = {
    2375: "Docker",
    2379: "etcd",
    3306: "MySQL",
    5432: "PostgreSQL",
    6379: "Redis",
    9200: "Elasticsearch",
    11211: "memcached",
    27017: "MongoDB",
};

function innerPortsOpen({ openings }: HostPlan): string[] {
    const toAnybody = openings.filter(
        ({ sources }) => sources.length === 0 || sources.some((one) => one.endsWith("/0")),
    );
    return toAnybody.flatMap(({ port, portEnd = port }) =>
        Object.entries(innerPorts)
            .filter(([inner]) => Number(inner) >= port && Number(inner) <= portEnd)
            .map(([inner, name]) => `port ${inner} (${name}) is open to anywhere`),
    );
}

/** Rules that every host keeps. CIS numbers are of the CIS Debian Linux 12 Benchmark 1.1.0. */
export const planRules: readonly PlanRule[] = [
    {
        id: "no-root-login",
        level: "mandatory",
        title: "nobody logs in as root by SSH",
        why: "Who did it stays in the log: CIS 5.1.20, ANSSI R33.",
        remedy: "Log in by name and use sudo",
        violations: alwaysNo("PermitRootLogin"),
        examples: {
            passing: withFile(sshd, "PermitRootLogin no\n"),
            failing: withFile(sshd, "PermitRootLogin no\nMatch Address 10.0.0.0/8\n    PermitRootLogin yes\n"),
        },
    },
    {
        id: "no-password-login",
        level: "mandatory",
        title: "logins are by key only",
        why: "Passwords are guessed and fished for: ANSSI OpenSSH guide R19.",
        remedy: "Give whoever has to log in a key",
        violations: alwaysNo("PasswordAuthentication"),
        examples: {
            passing: withFile(sshd, "PasswordAuthentication no\n"),
            failing: withFile(sshd, "PasswordAuthentication yes\n"),
        },
    },
    {
        id: "closed-unless-opened",
        level: "mandatory",
        title: "the firewall drops what no opening lets in, unless the host says that it leaves that to an app",
        why: "CIS 4.2.8: default deny.",
        remedy: "Leave the policy of the input chain at drop",
        violations: ({ files }) => {
            const text = files[nftables]?.content;
            const isLeft = /^firewall$/m.test(files[steppedBackPath]?.content ?? "");
            return text === undefined || isLeft || /hook input [^;]*; policy drop;/.test(text)
                ? []
                : [`${nftables} has no policy drop for what comes in`];
        },
        examples: {
            passing: withFile(nftables, "type filter hook input priority filter; policy drop;\n"),
            failing: withFile(nftables, "type filter hook input priority filter; policy accept;\n"),
        },
    },
    {
        id: "no-inner-port-for-strangers",
        level: "mandatory",
        title: "databases and control ports are open to named networks only",
        why: "They trust whoever reaches them; search engines list those that anybody can.",
        remedy: "Name the sources of the opening, or reach the port through SSH",
        violations: innerPortsOpen,
        examples: {
            passing: withOpening({ port: 5432, sources: ["203.0.113.0/24"] }),
            failing: withOpening({ port: 6000, portEnd: 7000 }),
        },
    },
    {
        id: "no-file-for-everybody",
        level: "mandatory",
        title: "no managed file can be written by everybody or runs as its owner",
        why: "Whoever writes it decides what root reads: CIS 7.1.11 and 7.1.13.",
        remedy: "Take the bits away from its mode",
        violations: ({ files }) =>
            Object.entries(files)
                .filter(([, { mode = "0644" }]) => (parseInt(mode, 8) & 0o6002) !== 0)
                .map(([path, { mode }]) => `${path} has the mode ${mode ?? ""}`),
        examples: {
            passing: withFile("/etc/x", "", { mode: "0640" }),
            failing: withFile("/etc/x", "", { mode: "4755" }),
        },
    },
    {
        id: "no-private-key-in-a-file",
        level: "mandatory",
        title: "private keys are secret files",
        why: "Files of a plan stand in previews, in the state and in reports.",
        remedy: "Put it into the stack's secrets and name it in secretFiles",
        violations: ({ files }) =>
            Object.entries(files)
                .filter(([, { content }]) => /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(content))
                .map(([path]) => `${path} holds a private key`),
        examples: {
            passing: withFile("/etc/x", "-----BEGIN CERTIFICATE-----\n"),
            failing: withFile("/etc/x", "-----BEGIN OPENSSH PRIVATE KEY-----\n"),
        },
    },
    {
        id: "closed-ways-out",
        level: "advisory",
        title: "nothing leaves the host that no part of it asks for",
        why: "What breaks in can fetch no tools, call nobody and look around nowhere: CIS 4.1.4, ANSSI R67.",
        remedy: "Leave host.egress.policy at closed, and name the ways out that are missing in host.egress.allowed",
        violations: ({ files }) => {
            const isLeft = /^egress$/m.test(files[steppedBackPath]?.content ?? "");
            return files[nftables] === undefined || isLeft || isOutputClosed(files[egressRules]?.content)
                ? []
                : ["every program of the host may reach every address"];
        },
        examples: {
            passing: {
                ...emptyPlan,
                files: {
                    [nftables]: { content: "" },
                    [egressRules]: {
                        content: "reject with icmpx\ntype filter hook output priority filter; policy drop;\n",
                    },
                },
            },
            failing: withFile(nftables, "type filter hook input priority filter; policy drop;\n"),
        },
    },
    {
        id: "confined-services",
        level: "advisory",
        title: "every service of the plan gives up new privileges and the rest of the file system, or says why not",
        why: "A hole in it stays in it: systemd.exec(5), ANSSI R63.",
        remedy: "Set NoNewPrivileges=yes and ProtectSystem=strict in it",
        violations: ({ files }) =>
            Object.entries(files)
                .filter(([path]) => path.endsWith(".service"))
                .filter(
                    ([, { content }]) =>
                        !/^# Not confined: \S/m.test(content) &&
                        !/^NoNewPrivileges=yes$/m.test(content) &&
                        !/^ProtectSystem=(strict|full)$/m.test(content),
                )
                .map(([path]) => `${path} has neither`),
        examples: {
            passing: withFile(
                "/etc/systemd/system/x.service",
                "[Service]\nNoNewPrivileges=yes\nProtectSystem=strict\n",
            ),
            failing: withFile("/etc/systemd/system/x.service", "[Service]\nExecStart=/bin/true\n"),
        },
    },
];
