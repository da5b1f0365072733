import { hashComment, managedNotice } from "../../formats/comments";
import * as paths from "./paths";
import type { MailSettings } from "./settings";

/** Tables of Postfix as plain text, by their paths: texthash of DATABASE_README; nothing is compiled, or out of date. */
export function postfixMaps(settings: MailSettings): Record<string, string> {
    const { mode, mailboxes, domains } = settings;
    const outbound = mode === "outbound";
    const senders = outbound
        ? // Bounces have no sender: smtpd_null_access_lookup_key.
          [["<>", "OK"] as const, ...Object.keys(domains).map((domain) => [domain, "OK"] as const)]
        : sendersOf(settings);
    return {
        [paths.map("aliases")]: table(aliasesOf(settings)),
        [paths.map("senders")]: table(senders),
        ...(outbound
            ? {}
            : {
                  [paths.map("mailboxes")]: table(Object.keys(mailboxes).map((address) => [address, "present"])),
                  [paths.map("own-senders")]: table(senders.map(([address]) => [address, "553 5.7.1 not logged in"])),
              }),
    };
}

function aliasesOf({ hostName, domains, mailboxes, aliases, postmaster, mode }: MailSettings) {
    const required =
        mode === "outbound"
            ? []
            : Object.keys(domains).flatMap((domain) => [`postmaster@${domain}`, `abuse@${domain}`]);
    const missing = required.filter((address) => mailboxes[address] === undefined && aliases[address] === undefined);
    const entries = Object.entries(aliases).map(([address, targets]) => [address, targets.join(", ")] as const);
    // By the name of the server, whatever account of the host is meant: nobody reads mail there.
    return [...entries, ...[...missing, `@${hostName}`].map((address) => [address, postmaster] as const)];
}

/** Who may send by an address: its mailbox, or the mailboxes behind an alias. */
function sendersOf({ mailboxes, aliases }: MailSettings): (readonly [string, string])[] {
    const own = Object.keys(mailboxes).map((address) => [address, address] as const);
    const shared = Object.entries(aliases).flatMap(([address, targets]) => {
        const users = targets.filter((target) => mailboxes[target] !== undefined);
        return users.length === 0 ? [] : [[address, users.join(", ")] as const];
    });
    return [...own, ...shared];
}

function table(entries: readonly (readonly [string, string])[]): string {
    const lines = entries.map(([key, value]) => `${key} ${value}`).sort();
    return [...hashComment(managedNotice), ...lines, ""].join("\n");
}
