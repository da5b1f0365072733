import assert from "node:assert/strict";
import { z } from "zod";
import { isIpv6 } from "../../../components/host/values";
import { givenIpv4 } from "../../components/cloud-answers";
import type { Recording, Registration } from "../../components/registrations";
import { hostname } from "./evidence";
import type { Evidence, TrafficRule } from "./evidence";
import { at, text } from "./inputs";

/** Throws when a cloud breaks the rule. */
export type Rule = (evidence: Evidence) => void;

const openings = z.array(
    z.object({
        protocol: z.string(),
        port: z.number(),
        portEnd: z.number().optional(),
        sources: z.array(z.string()),
    }),
);

export function configurationOf({ resources }: Recording): Registration {
    const found = resources.find(({ type }) => type === "hardened-host:index:HostConfiguration");
    return found ?? assert.fail("nothing is delivered");
}

/** Everything that the plan lets in, from each range of addresses. */
function planned(recording: Recording): TrafficRule[] {
    return openings
        .parse(configurationOf(recording).inputs["openings"])
        .flatMap(({ protocol, port, portEnd = port, sources }) =>
            (sources.length === 0 ? ["0.0.0.0/0", "::/0"] : sources).map((range) => ({
                protocol,
                from: port,
                to: portEnd,
                range,
            })),
        );
}

/** "This packet is too big", of either family: an answer, which no opening stands for. */
function isPathMtu({ protocol, from, to }: TrafficRule): boolean {
    return (protocol === "icmp" && from === 3 && to === 4) || (protocol === "icmpv6" && from === 2 && to === 0);
}

function allowed({ row, full }: Evidence): TrafficRule[] {
    return row.read(full).incoming.filter((rule) => !isPathMtu(rule));
}

const ports = ({ protocol, from, to }: TrafficRule) => `${protocol} ${from}-${to}`;
const unique = (lines: readonly string[]) => [...new Set(lines)].sort();

const sourcesOf = (rules: readonly TrafficRule[], ipv6: boolean) =>
    rules.filter(({ range }) => isIpv6(range) === ipv6).map((rule) => `${ports(rule)} from ${rule.range}`);

export const networkRules: Readonly<Record<string, Rule>> = {
    "exact-ports": (evidence) => {
        assert.deepEqual(unique(allowed(evidence).map(ports)), unique(planned(evidence.full).map(ports)));
    },
    "exact-sources": (evidence) => {
        for (const ipv6 of [false, true]) {
            const wanted = sourcesOf(planned(evidence.full), ipv6);
            assert.deepEqual(unique(sourcesOf(allowed(evidence), ipv6)), unique(wanted));
        }
    },
    "ways-out": ({ row, full }) => {
        const { outgoing } = row.read(full);
        for (const range of ["0.0.0.0/0", "::/0"]) {
            const reached = outgoing.filter((rule) => rule.range === range && rule.from <= 1 && rule.to === 65_535);
            const protocols = reached.map(({ protocol }) => protocol);
            const all = protocols.includes("any") || (protocols.includes("tcp") && protocols.includes("udp"));
            assert.ok(all, `packages, time and names are not reached at ${range}`);
        }
    },
    "own-firewall": ({ row, full }) => {
        const { firewalls, machine } = row.read(full);
        assert.ok(firewalls.length > 0, "the machine has no firewall of its own");
        const late = firewalls.map(({ name }) => name).filter((name) => !machine.dependsOn.includes(name));
        assert.deepEqual(late, [], "made after the machine");
    },
    "delivers-last": ({ row, full }) => {
        const { dependsOn } = configurationOf(full);
        const { firewalls, machine } = row.read(full);
        const before = [...dependsOn, ...machine.dependsOn];
        const late = firewalls.map(({ name }) => name).filter((name) => !before.includes(name));
        assert.deepEqual(late, [], "not there when the delivery begins");
    },
    "open-before-shut": ({ row, full, moved }) => {
        const before = new Map(row.read(full).firewalls.map((firewall) => [firewall.name, firewall]));
        for (const { name, inputs, replaceOnChanges, deleteBeforeReplace } of row.read(moved).firewalls) {
            const old = before.get(name)?.inputs ?? inputs;
            const changed = Object.keys(inputs).filter(
                (key) => JSON.stringify(inputs[key]) !== JSON.stringify(old[key]),
            );
            const shutAtOnce = changed.filter((key) => !replaceOnChanges.includes(key) || deleteBeforeReplace);
            assert.deepEqual(shutAtOnce, [], `${name} shuts the old port before the delivery that leaves it`);
        }
    },
    "stable-address": ({ row, full }) => {
        const { addresses, machine } = row.read(full);
        assert.ok(addresses.length > 0, "there is no address that outlives the machine");
        for (const { name, protect, inputs, dependsOn } of addresses) {
            assert.ok(protect, `${name} can be deleted by mistake`);
            assert.ok(!dependsOn.includes(machine.name), `${name} needs the machine`);
            assert.ok(!JSON.stringify(inputs).includes(machine.name), `${name} names the machine`);
        }
        assert.equal(text.parse(at(configurationOf(full).inputs, "connection.address")), givenIpv4);
        assert.equal(full.outputs.get(hostname)?.["address"], givenIpv4);
    },
};
