import { hashComment, managedNotice } from "../formats/comments";
import { renderNftables, withoutTable } from "../formats/nftables";
import type { Opening } from "../plan";
import { firewallChecks } from "./firewall/checks";
import { connectionLimitSets } from "./firewall/connection-limit";
import { inputChain } from "./firewall/input";
import { rateLimitSets, trustedSets } from "./firewall/rate-limit";
import { firewallSettings } from "./firewall/settings";
import type { FirewallSettings } from "./firewall/settings";
import { defineHardening } from "./hardening";
import type { HostFacts } from "../part";

const rulesFile = "/etc/nftables.conf";

/** Files that other parts of the plan put here are loaded with ours, each a table of its own. */
const rulesFolder = "/etc/nftables.d";

/** Of the part `egress`: where ways out are open, nothing else would take its rules away. */
const egressTable = "hardened_host_egress";

/** Of parts whose tables outlive a reload, with what their programs have put into them. */
const keptTables = ["hardened_host_bans", "hardened_host_blocklists"];

/**
 * A table of its own, `inet hardened_host`, that drops what comes in and is not in the plan's openings. Every other
 * table is left alone, and nothing hooks into forwarding: containers bring rules for that.
 */
export const firewall = defineHardening({
    id: "firewall",
    settings: firewallSettings,
    claims: ({ openings }) => ({ openings: openings.map(definedFields) }),
    plan: (chosen, host, { openings, keptTables: claimed }) => ({
        packages: ["nftables"],
        // Each would load rules of its own at boot, and flush ours.
        removedPackages: ["firewalld", "netfilter-persistent", "ufw"],
        folders: { [rulesFolder]: { exclusive: true } },
        files: {
            [rulesFile]: {
                content:
                    host.stepsBack?.firewall === undefined
                        ? renderRules(chosen, host, openings, claimed)
                        : leftRules(host.stepsBack.firewall, claimed),
                mode: "0600",
                validate: 'nft -c -f "$1"',
            },
            "/etc/systemd/system/nftables.service.d/hardened-host.conf": { content: serviceDropIn },
        },
        units: {
            "nftables.service": {
                enabled: true,
                active: true,
                onChange: "reload",
                watches: [rulesFile, `${rulesFolder}/`],
            },
        },
    }),
    checks: (_chosen, { sshPort, stepsBack }) => firewallChecks(sshPort, stepsBack?.firewall !== undefined),
});

function renderRules(
    chosen: FirewallSettings,
    host: HostFacts,
    openings: readonly Opening[],
    claimed: readonly string[],
): string {
    return renderNftables(
        {
            name: "hardened_host",
            sets: [...trustedSets(host.trustedSources), ...rateLimitSets(openings), ...connectionLimitSets(openings)],
            chains: [inputChain(chosen, host, openings)],
        },
        { includes: [`${rulesFolder}/*.nft`], gone: goneTables(claimed) },
    );
}

function goneTables(claimed: readonly string[]): string[] {
    return [egressTable, ...keptTables.filter((table) => !claimed.includes(table))];
}

/** Takes the table away, that of the first boot too, and loads what others bring: none of that lets anything in. */
function leftRules(why: string, claimed: readonly string[]): string {
    return [
        "#!/usr/sbin/nft -f",
        ...hashComment(managedNotice),
        ...hashComment(`What arrives is not filtered here. ${why}.`),
        "",
        "table inet hardened_host",
        "delete table inet hardened_host",
        "",
        ...goneTables(claimed).flatMap((other) => [...withoutTable(other), ""]),
        `include "${rulesFolder}/*.nft"`,
        "",
    ].join("\n");
}

/** Without the fields that a stack left out: a plan has a field or does not. */
function definedFields(given: FirewallSettings["openings"][number]): Opening {
    const { portEnd, rateLimit, connectionsPerSource, ...opening } = given;
    return {
        ...opening,
        ...(portEnd === undefined ? {} : { portEnd }),
        ...(rateLimit === undefined ? {} : { rateLimit }),
        ...(connectionsPerSource === undefined ? {} : { connectionsPerSource }),
    };
}

/** Debian's unit is ordered before network-pre.target and reloads by loading the file: one transaction. */
const serviceDropIn = [
    ...hashComment(managedNotice),
    "[Service]",
    ...hashComment(
        "Debian's ExecStop flushes the rules of everybody. With none, `stop`, `restart` and the way down to a shutdown " +
            "leave the host as closed as it was.",
    ),
    "ExecStop=",
    "",
].join("\n");
