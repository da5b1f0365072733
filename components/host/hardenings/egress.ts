import type { Claims } from "../claims";
import { PlanConflictError } from "../conflicts";
import { failureReportPlan } from "../failure-report";
import type { Check, HostFacts } from "../part";
import type { PartialHostPlan } from "../plan";
import { destinationsOf } from "./egress/destinations";
import { listFile, program, rulesFile, stateFolder, table, unit } from "./egress/names";
import { listText, namesProgramText } from "./egress/names-program";
import { egressSettings } from "./egress/settings";
import type { EgressSettings } from "./egress/settings";
import { egressTable, reachesOfClients } from "./egress/table";
import { firewallDropIn, pathText, serviceText, timerText } from "./egress/units";
import { defineHardening } from "./hardening";

/**
 * Nothing leaves the host but what a part of it asks for, each from its own account: docs/egress.md. What breaks in
 * cannot fetch its tools, call home, or look around in the network of the inside.
 */
export const egress = defineHardening({
    id: "egress",
    settings: egressSettings,
    claims: ({ allowed }) => ({ reaches: allowed }),
    plan: (settings, host, claims) => {
        const policy = policyFor(settings, host);
        if (policy !== "closed") refuseUnguarded(claims);
        return policy === "open" ? {} : tablePlan(settings, host, claims);
    },
    checks: (settings, host) => checks[policyFor(settings, host)],
});

function policyFor({ policy }: EgressSettings, { stepsBack }: HostFacts): EgressSettings["policy"] {
    return stepsBack?.egress === undefined ? policy : "open";
}

/** @throws PlanConflictError for each part that must not be where ways out are not closed. */
function refuseUnguarded({ needClosedWaysOut }: Claims): void {
    const conflicts = needClosedWaysOut.map((part) => ({
        what: `must be closed beside ${part}, whose guard the closed ways out are`,
        sides: ["egress", part] as const,
        setting: "egress.policy",
        remedy: `Leave host.egress.policy out, or host.${part}`,
    }));
    if (conflicts.length > 0) throw new PlanConflictError(conflicts);
}

function tablePlan(
    settings: EgressSettings,
    { sshPort }: HostFacts,
    { reaches, proxyClients }: Claims,
): PartialHostPlan {
    const failures = failureReportPlan();
    const destinations = destinationsOf([...reaches, ...reachesOfClients(proxyClients)]);
    const systemd = (name: string) => `/etc/systemd/system/${name}`;
    return {
        packages: ["nftables"],
        folders: { ...failures.folders, "/etc/hardened-host": {}, [stateFolder]: { mode: "0700" } },
        files: {
            ...failures.files,
            [rulesFile]: {
                content: egressTable(settings, { sshPort, reaches, proxyClients }),
                mode: "0600",
                validate: 'nft -c -f "$1"',
            },
            [listFile]: { content: listText(destinations) },
            [program]: { content: namesProgramText(), mode: "0755", validate: 'sh -n "$1"' },
            [systemd(`${unit}.service`)]: { content: serviceText() },
            [systemd(`${unit}.timer`)]: { content: timerText() },
            [systemd(`${unit}.path`)]: { content: pathText() },
            [systemd("nftables.service.d/egress.conf")]: { content: firewallDropIn() },
        },
        units: {
            "nftables.service": { enabled: true, active: true },
            [`${unit}.timer`]: { enabled: true, active: true, watches: [listFile, program] },
            [`${unit}.path`]: { enabled: true, active: true },
        },
        // Before what other activations download, and waited for, but not for long.
        activations: { "00-egress": { watches: [rulesFile, listFile, program], command: inForce } },
    };
}

/** After the rollback of the delivery that brought them the files are gone, and so are the rules. */
const inForce =
    `if [ -e ${rulesFile} ]; then nft -f ${rulesFile} && { timeout 40 ${program} refresh >/dev/null 2>&1 || :; }; ` +
    `else nft delete table inet ${table} 2>/dev/null || :; fi`;

const chain = `nft -n list chain inet ${table} output 2>/dev/null`;
const refused = `nft -n list chain inet ${table} refused 2>/dev/null`;
const asNobody = "setpriv --reuid=nobody --regid=nogroup --clear-groups";

const isLookedAfter: Check = {
    title: "who may leave and where to is looked after",
    command: `systemctl is-active --quiet ${unit}.timer ${unit}.path && [ -e ${stateFolder}/addresses ]`,
};

const reportedChecks: readonly Check[] = [
    {
        title: "what leaves the host without a part that asks for it is reported, and let through",
        command: `${refused} | grep -q 'log prefix' && ${refused} | grep -q 'counter packets .* accept'`,
    },
    isLookedAfter,
];

const openChecks: readonly Check[] = [
    {
        title: "no table of ours holds back what leaves the host, as its settings or an app ask for",
        command: `! nft list table inet ${table} >/dev/null 2>&1`,
        holdsOnStock: "Nothing closes the ways out of a stock host.",
    },
];

const closedChecks: readonly Check[] = [
    {
        title: "nothing leaves the host that no part of it asks for",
        covers: ["CIS13 4.1.4"],
        command: `${chain} | grep -q 'type filter hook output .* policy drop;' && ${refused} | grep -q ' reject '`,
    },
    {
        title: "no program reaches private networks by a name",
        command: `[ "$(${chain} | grep -c 'daddr @closed_ipv[46] .*goto refused')" -ge 2 ]`,
    },
    isLookedAfter,
    {
        title: "a program without any business outside cannot begin a connection",
        // 192.0.2.1 (RFC 5737) is nowhere: without the rules it is asked for, and the wait is cut short.
        command: `${chain} | grep -q . && { ${asNobody} timeout 3 bash -c ': </dev/tcp/192.0.2.1/443' 2>/dev/null; [ $? = 1 ]; }`,
    },
];

const checks: Readonly<Record<EgressSettings["policy"], readonly Check[]>> = {
    closed: closedChecks,
    reported: reportedChecks,
    open: openChecks,
};
