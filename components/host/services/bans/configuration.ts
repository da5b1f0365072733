import { hashComment, managedNotice } from "../../formats/comments";
import type { Jail } from "../../jail";
import type { ManagedFile } from "../../plan";
import { action, exemptProgram, table } from "./names";
import type { BanSettings } from "./settings";

/** What every jail of the host has in common, and each jail: jail.conf(5). Debian's own jails are switched off. */
export function jailText(settings: BanSettings, jails: readonly Jail[], exempt: readonly string[]): string {
    const { failures, withinMinutes, firstBanMinutes, longestBanMinutes } = settings;
    return [
        ...hashComment(managedNotice),
        "[DEFAULT]",
        "enabled = false",
        "backend = systemd",
        // A name server must not decide over who is banned.
        "usedns = no",
        "ignoreself = false",
        `ignoreip = ${["127.0.0.0/8", "::1", ...exempt].join(" ")}`,
        `ignorecommand = ${exemptProgram} <ip>`,
        `maxretry = ${failures}`,
        `findtime = ${withinMinutes}m`,
        `bantime = ${firstBanMinutes}m`,
        "bantime.increment = true",
        "bantime.factor = 1",
        `bantime.maxtime = ${longestBanMinutes}m`,
        "bantime.overalljails = true",
        `banaction = ${action}`,
        `action = ${action}[jail=<name>]`,
        ...jails.flatMap(jailLines),
        "",
    ].join("\n");
}

function jailLines({ name, ports, journal, failures }: Jail): string[] {
    return [
        "",
        `[${name}]`,
        "enabled = true",
        `port = ${ports.join(",")}`,
        `filter = ${typeof failures === "string" ? failures : filterName(name)}`,
        `journalmatch = ${journal.join(" ")}`,
    ];
}

const filterName = (jail: string) => `hardened-host-${jail}`;

/** Filters of jails that use none of fail2ban's own, by path. */
export function filterFiles(jails: readonly Jail[]): Record<string, ManagedFile> {
    const files = jails.flatMap(({ name, failures }) => {
        if (typeof failures === "string") return [];
        const expressions = failures.map(afterPrefix).join("\n            ");
        const lines = [...hashComment(managedNotice), "[Definition]", `failregex = ${expressions}`, ""];
        return [[`/etc/fail2ban/filter.d/${filterName(name)}.local`, { content: lines.join("\n") }] as const];
    });
    return Object.fromEntries(files);
}

/** fail2ban puts host and program before the message of a journal entry. */
function afterPrefix(expression: string): string {
    return `^\\s*\\S+ [^\\s:\\[]+(?:\\[\\d+\\])?: ${expression.replace(/^\^/, "")}`;
}

/** fail2ban.conf(5): the journal has its words, and its memory reaches as far back as bans can. */
export function serverText({ longestBanMinutes }: BanSettings): string {
    return [
        ...hashComment(managedNotice),
        "[Definition]",
        "loglevel = NOTICE",
        "logtarget = SYSOUT",
        "allowipv6 = auto",
        `dbpurgeage = ${2 * longestBanMinutes}m`,
        "",
    ].join("\n");
}

/**
 * Bans stay in force while fail2ban is stopped: the kernel ends each by itself. Added before it is deleted, as what is not
 * there cannot be deleted; and deleted, as the time of one that is there cannot be changed on older kernels.
 */
export function actionText(): string {
    const set = `inet ${table} <jail>_<family>`;
    const element = "{ <ip><mask> }";
    const ban = `printf '%%s\\n' 'add element ${set} ${element}' 'delete element ${set} ${element}' 'add element ${set} { <ip><mask> timeout <bantime>s }' | nft -f -`;
    return [
        ...hashComment(managedNotice),
        "[Definition]",
        "actionstart =",
        "actionstop =",
        "actioncheck =",
        "actionflush = true",
        `actionban = ${ban}`,
        // A source that was banned before: its time is found out a moment later.
        `actionprolong = ${ban}`,
        `actionunban = nft delete element ${set} '${element}' 2>/dev/null || true`,
        "",
        "[Init]",
        "family = ipv4",
        "mask =",
        "",
        "[Init?family=inet6]",
        "family = ipv6",
        "mask = /64",
        "",
    ].join("\n");
}
