import { z } from "zod";
import type { BackupSet, Site } from "../claims";
import { mergePlans } from "../merge";
import type { Check } from "../part";
import type { PartialHostPlan } from "../plan";
import { installPlan, installReaches } from "../program-install";
import { versionFolder } from "../program-source";
import { proxyEnvironment, proxyRelayPlan } from "../proxy-client";
import type { ProxyClient, Reach } from "../reach";
import { sandboxedServicePlan } from "../sandboxed-service";
import { siteSocket } from "../service-companions";
import type { NetworkReach, SandboxNeeds } from "../sandbox";
import { defineApp } from "./app";
import { definition, serviceName } from "./service/settings";
import type { Definition } from "./service/settings";

const settings = z
    .record(serviceName(), definition)
    .meta({ description: "Programs by name. Each gets an account, a unit and folders of that name." });

/** Exposure, in tenths, that `systemd-analyze security` may give a service whose sandbox is not loosened. */
const exposureLimit = 12;

/** Any program as a service, in the strictest sandbox that it works in. */
export const service = defineApp({
    id: "service",
    settings,
    // Nothing else serves host names, or asks the web on a program's behalf.
    needsFor: (services) => {
        const all = Object.values(services);
        return [
            ...(all.some(({ hostNames }) => hostNames.length > 0) ? ["edge"] : []),
            ...(all.some(({ proxy }) => proxy !== undefined) ? ["proxy"] : []),
        ];
    },
    demands: (services) => ({
        memoryMib: sum(Object.values(services).map(({ memoryMaxMib }) => memoryMaxMib)),
        diskMib: 0,
    }),
    claims: (services) => {
        const all = Object.entries(services);
        return {
            sites: all.flatMap(([name, chosen]) => siteOf(name, chosen)),
            backupSets: all.flatMap(([name, chosen]) => backupSetOf(name, chosen)),
            reaches: all.flatMap(([name, chosen]) => reachesOf(name, chosen)),
            proxyClients: all.flatMap(([name, { proxy }]) => (proxy === undefined ? [] : [{ name, ...proxy }])),
        };
    },
    plan: (services, _host, { proxyClients }) =>
        mergePlans(
            Object.entries(services).map(([name, chosen]) => ({
                by: name,
                plan: servicePlan(name, chosen, proxyClients),
            })),
        ),
    checks: (services) => Object.entries(services).flatMap(([name, chosen]) => checksOf(name, chosen)),
});

function siteOf(name: string, { hostNames }: Definition): Site[] {
    return hostNames.length === 0 ? [] : [{ name, hostNames, upstream: { unixSocket: siteSocket(name) } }];
}

function backupSetOf(name: string, { keepsState }: Definition): BackupSet[] {
    return keepsState ? [{ name, paths: [`/var/lib/${name}`], stoppedUnits: [`${name}.service`] }] : [];
}

function reachesOf(name: string, { source, destinations }: Definition): Reach[] {
    const own = (protocol: Reach["protocol"], to: Reach["to"]): Reach => ({
        purpose: `what ${name} may talk to`,
        accounts: [name],
        protocol,
        ports: [],
        to,
    });
    const to = destinations === "any" ? "public" : destinations;
    return [...installReaches(name, source), ...(to === "none" ? [] : [own("tcp", to), own("udp", to)])];
}

function servicePlan(name: string, chosen: Definition, clients: readonly ProxyClient[]): PartialHostPlan {
    const [program, ...args] = chosen.command;
    const folder = versionFolder(name, chosen.source);
    const absolute = program.startsWith("/") || folder === undefined ? program : `${folder}/${program}`;
    const parts = [
        installPlan(name, chosen.source),
        sandboxedServicePlan({
            name,
            description: chosen.description,
            command: [absolute, ...args],
            sandbox: sandboxOf(chosen),
            keepsState: chosen.keepsState,
            environment: { ...(chosen.proxy === undefined ? {} : proxyEnvironment), ...chosen.environment },
            credentials: chosen.credentials,
            port: chosen.port,
            healthCommand: chosen.healthCommand,
        }),
        ...(chosen.proxy === undefined ? [] : [proxyRelayPlan(name, clients)]),
    ];
    return mergePlans(parts.map((plan) => ({ by: name, plan })));
}

function sandboxOf({
    loosen,
    port,
    proxy,
    destinations,
    memoryMaxMib,
    tasksMax,
    openFilesMax,
}: Definition): SandboxNeeds {
    const network: NetworkReach =
        destinations !== "none"
            ? { kind: "host", allowed: destinations }
            : { kind: port === undefined && proxy === undefined ? "none" : "own-loopback" };
    const chosen = Object.fromEntries(Object.entries(loosen).filter(([, reason]) => reason !== undefined));
    return { network, loosen: chosen, memoryMaxMib, tasksMax, openFilesMax };
}

function checksOf(name: string, chosen: Definition): Check[] {
    const isStrict = Object.keys(chosen.loosen).length === 0 && chosen.destinations === "none";
    const exposure: Check = {
        title: `the service ${name} is confined: its exposure is ${exposureLimit / 10} or less`,
        command: `systemd-analyze security --no-pager --threshold=${exposureLimit} ${name}.service >/dev/null`,
    };
    return [
        { title: `the service ${name} is running`, command: `systemctl is-active --quiet ${name}.service` },
        ...(isStrict ? [exposure] : []),
    ];
}

function sum(numbers: readonly number[]): number {
    return numbers.reduce((total, number) => total + number, 0);
}
