import { contentOf, without, type HostInputs } from "../host-inputs";
import { listed, joined, say } from "../sentence";
import type { Area, Direction, Finding } from "./finding";

/** Units without which something stops that keeps the host safe. The first line that fits decides. */
const guardians: readonly { readonly area: Area; readonly units: RegExp }[] = [
    { area: "updates", units: /^(apt-daily|unattended-upgrades|hardened-host-(update|reboot))/ },
    { area: "backups", units: /backup|restic|borg|snapshot/ },
    { area: "logging", units: /^(auditd|rsyslog|systemd-journal|acct|hardened-host-(accounting|activity)|logrotate)/ },
    { area: "firewall", units: /^(nftables|fail2ban|crowdsec|hardened-host-(egress|blocklists)|squid)/ },
    { area: "encryption", units: /^hardened-host-tls-renew/ },
    { area: "notices", units: /^hardened-host-(notify|health)/ },
    { area: "units", units: /^(apparmor|aide|dailyaidecheck|hardened-host-(integrity|failed|recover))/ },
    { area: "kernel", units: /\.mount$/ },
];

/** Packages without which a hardening has nothing to work with. */
const guardianPackages =
    /^(aide|apparmor|auditd|fail2ban|libpam-pwquality|needrestart|nftables|restic|borgbackup|rsyslog|unattended-upgrades)$/;

/** What runs, and what may not. */
export function compareUnits(before: HostInputs, after: HostInputs): Finding[] {
    const names = [...new Set([...Object.keys(before.units), ...Object.keys(after.units)])];
    return names.flatMap((name) => {
        const [old = {}, next = {}] = [before.units[name], after.units[name]];
        const guardian = guardians.find(({ units }) => units.test(name));
        const [ran, runs] = [
            old.enabled === true || old.active === true,
            next.enabled === true || next.active === true,
        ];
        if (old.masked === true && next.masked !== true)
            return [finding("weaker", "units", say`${name} may be started`)];
        if (next.masked === true && old.masked !== true) {
            const direction = guardian === undefined ? "stronger" : "weaker";
            return [finding(direction, guardian?.area ?? "units", say`${name} can no longer be started`)];
        }
        if (ran === runs || (guardian === undefined && runs)) return [];
        const direction = guardian === undefined ? "neutral" : runs ? "stronger" : "weaker";
        const how = runs ? say`${name} runs from now on` : say`${name} no longer runs`;
        return [finding(direction, guardian?.area ?? "units", how)];
    });
}

/** Packages that protect, and others that are no longer wanted. */
export function comparePackages(before: HostInputs, after: HostInputs): Finding[] {
    const added = without(after.packages, before.packages);
    const gone = without(before.packages, after.packages);
    const [guards, others] = [
        (one: string) => guardianPackages.test(one),
        (one: string) => !guardianPackages.test(one),
    ];
    return [
        ...gone.filter(guards).map((name) => finding("weaker", "packages", say`${name} is no longer installed`)),
        ...added.filter(guards).map((name) => finding("stronger", "packages", say`${name} is installed`)),
        ...namesOf(added.filter(others), "installed"),
        ...namesOf(gone.filter(others), "no longer asked for"),
    ];
}

function namesOf(names: readonly string[], verb: string): Finding[] {
    return names.length === 0 ? [] : [finding("neutral", "packages", joined(listed(names), [`: ${verb}`]))];
}

const automaticUpdates = ["APT::Periodic::Enable", "APT::Periodic::Update-Package-Lists"].concat(
    "APT::Periodic::Unattended-Upgrade",
);
const signatureChecks = ["AllowUnauthenticated", "AllowInsecureRepositories", "AllowWeakRepositories"].concat(
    "AllowDowngradeToInsecureRepositories",
);

/** Whether updates come by themselves, from whom, and whether their signatures count. */
export function compareUpdates(before: HostInputs, after: HostInputs): Finding[] {
    const [old, next] = [aptOptions(before), aptOptions(after)];
    const names = [...new Set([...old.keys(), ...next.keys()])].filter((name) => old.get(name) !== next.get(name));
    return names.flatMap((name): Finding[] => {
        const [was, is] = [old.get(name), next.get(name)];
        const sentence = say`${name} becomes ${is ?? "unset"} instead of ${was ?? "unset"}`;
        const on = (value: string | undefined) => value !== undefined && !/^(0|false|no|off)$/.test(value);
        const leaf = name.split("::").at(-1) ?? "";
        if (automaticUpdates.includes(name)) return [finding(on(is) ? "stronger" : "weaker", "updates", sentence)];
        if (signatureChecks.includes(leaf)) return [finding(on(is) ? "weaker" : "stronger", "updates", sentence)];
        if (leaf === "Check-Valid-Until") return [finding(on(is) ? "stronger" : "weaker", "updates", sentence)];
        return name.startsWith("Unattended-Upgrade::") ? [finding("neutral", "updates", sentence)] : [];
    });
}

/** Options with a single value in all of apt's files; the entries of a list are joined. */
function aptOptions(host: HostInputs): Map<string, string> {
    const files = Object.keys(host.files).filter((path) => path.startsWith("/etc/apt/apt.conf.d/"));
    const found = new Map<string, string>();
    for (const path of files.sort()) {
        const text = contentOf(host, path);
        for (const [, name = "", value = ""] of text.matchAll(/^\s*([A-Za-z][\w:-]*)\s+"([^"]*)";/gm))
            found.set(name, value);
        for (const [, name = "", block = ""] of text.matchAll(/^\s*([A-Za-z][\w:-]*)\s*\{([^}]*)\}\s*;/gm)) {
            const entries = [...block.matchAll(/"([^"]*)"/g)].map(([, entry = ""]) => entry);
            if (entries.length > 0) found.set(name, entries.join(" + "));
        }
    }
    return found;
}

function finding(direction: Direction, area: Area, sentence: Finding["sentence"]): Finding {
    return { direction, area, sentence };
}
