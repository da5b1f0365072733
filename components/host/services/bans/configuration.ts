import { hashComment, managedNotice } from "../../formats/comments";
import type { Jail } from "../../jail";
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
    const filter =
        typeof failures === "string"
            ? [`filter = ${failures}`]
            : ["filter =", `failregex = ${failures.map(afterPrefix).join("\n            ")}`];
    return [
        "",
        `[${name}]`,
        "enabled = true",
        `port = ${ports.join(",")}`,
        ...filter,
        `journalmatch = ${journal.join(" ")}`,
    ];
}

/** fail2ban puts host and program before the message of a journal entry. */
function afterPrefix(expression: string): string {
    return `^\\S+ [^\\s:\\[]+(?:\\[\\d+\\])?: ${expression.replace(/^\^/, "")}`;
}

/** fail2ban.conf(5): the journal has its words, and its memory reaches as far back as bans can. */
export function serverText({ longestBanMinutes }: BanSettings): string {
    return [
        ...hashComment(managedNotice),
        "[Definition]",
        "loglevel = NOTICE",
        "logtarget = SYSOUT",
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
    return [
        ...hashComment(managedNotice),
        "[Definition]",
        "actionstart =",
        "actionstop =",
        "actioncheck =",
        "actionflush = true",
        `actionban = printf '%%s\\n' 'add element ${set} ${element}' 'delete element ${set} ${element}' 'add element ${set} { <ip><mask> timeout <bantime>s }' | nft -f -`,
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
