import { chosenParts } from "./chosen-parts";
import type { ChosenPart } from "./chosen-parts";
import type { Claims } from "./claims";
import { findConflicts, missingParts, PlanConflictError } from "./conflicts";
import { demandsPlan, unmetDemands } from "./demands";
import { mergePlans, sortedUnion } from "./merge";
import type { AdminTask, Check, HostFacts } from "./part";
import type { Contribution, HostPlan } from "./plan";
import { hostFacts } from "./settings";
import type { HostSettings, Login } from "./settings";
import { steppedBackPlan } from "./stepped-back";

/** A check and the id of the part that it proves. */
export interface NamedCheck {
    readonly by: string;
    readonly check: Check;
}

/**
 * The whole plan of a host. Every part first says what it asks of the others, then plans, knowing all of that.
 *
 * @throws PlanConflictError with every pair of parts that disagree, and every part that is missing.
 */
export function planHost(hostname: string, login: Login, settings: HostSettings): HostPlan {
    return planParts(chosenParts(settings), hostFacts(hostname, login, settings));
}

/** The plan of a host that has just these parts. @throws PlanConflictError as {@link planHost} does. */
export function planParts(parts: readonly ChosenPart[], host: HostFacts): HostPlan {
    const { claims, contributions } = collectClaims(parts, host);
    const demands = { by: "apps", plan: demandsPlan(parts) };
    const plan = mergePlans([
        ...contributions,
        demands,
        { by: "apps", plan: steppedBackPlan(host.stepsBack) },
        ...parts.map((part) => ({ by: part.id, plan: part.plan(host, claims) })),
    ]);
    return claims.restoresData ? withoutStarts(plan, claims) : plan;
}

/** Whether the units that a restore starts are running is not the delivery's matter. */
function withoutStarts(plan: HostPlan, { backupSets }: Claims): HostPlan {
    const startedLater = new Set(backupSets.flatMap(({ stoppedUnits = [] }) => stoppedUnits));
    const units = Object.entries(plan.units).map(([name, state]) => {
        const { active: _started, ...rest } = state;
        return [name, startedLater.has(name) ? rest : state] as const;
    });
    return { ...plan, units: Object.fromEntries(units) };
}

/** Every property that can be proved on the finished host, in order of parts. */
export function hostChecks(hostname: string, login: Login, settings: HostSettings): NamedCheck[] {
    const host = hostFacts(hostname, login, settings);
    return chosenParts(settings).flatMap((part) => part.checks(host).map((check) => ({ by: part.id, check })));
}

/** What is done once on the finished host. Nothing while its data are still to come back from a backup. */
export function hostTasks(hostname: string, login: Login, settings: HostSettings): AdminTask[] {
    const host = hostFacts(hostname, login, settings);
    const parts = chosenParts(settings);
    if (parts.some((part) => part.claims(host).restoresData === true)) return [];
    return parts.flatMap((part) => part.tasks?.(host) ?? []);
}

/** What the parts ask of one another, joined, and the openings among it as their contribution to the plan. */
function collectClaims(
    parts: readonly ChosenPart[],
    host: HostFacts,
): { claims: Claims; contributions: Contribution[] } {
    const claimed = parts.map((part) => ({ by: part.id, claims: part.claims(host) }));
    const contributions = claimed.map(({ by, claims: { openings = [] } }) => ({ by, plan: { openings } }));
    const conflicts = [...missingParts(parts), ...unmetDemands(parts, host), ...findConflicts(contributions)];
    if (conflicts.length > 0) throw new PlanConflictError(conflicts);
    const all = claimed.map(({ claims }) => claims);
    return {
        claims: {
            openings: mergePlans(contributions).openings,
            deferredRestarts: sortedUnion(...all.map(({ deferredRestarts = [] }) => deferredRestarts)),
            auditedPaths: sortedUnion(...all.map(({ auditedPaths = [] }) => auditedPaths)),
            sites: all.flatMap(({ sites = [] }) => sites),
            certificateNames: sortedUnion(...all.map(({ certificateNames = [] }) => certificateNames)),
            certificateCopies: all.flatMap(({ certificateCopies = [] }) => certificateCopies),
            certificateReloads: sortedUnion(...all.map(({ certificateReloads = [] }) => certificateReloads)),
            servedCertificates: all.flatMap(({ servedCertificates = [] }) => servedCertificates),
            backupSets: all.flatMap(({ backupSets = [] }) => backupSets),
            hasRsaCertificate: all.some(({ hasRsaCertificate = false }) => hasRsaCertificate),
            restoresData: all.some(({ restoresData = false }) => restoresData),
            reaches: all.flatMap(({ reaches = [] }) => reaches),
            proxyClients: sortedByName(all.flatMap(({ proxyClients = [] }) => proxyClients)),
            needClosedWaysOut: sortedUnion(...all.map(({ needClosedWaysOut = [] }) => needClosedWaysOut)),
            jails: sortedByName(all.flatMap(({ jails = [] }) => jails)),
            keptTables: sortedUnion(...all.map(({ keptTables = [] }) => keptTables)),
        },
        contributions,
    };
}

function sortedByName<Named extends { readonly name: string }>(those: readonly Named[]): readonly Named[] {
    return [...those].sort((a, b) => (a.name < b.name ? -1 : 1));
}
