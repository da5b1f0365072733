import { findConflicts, PlanConflictError } from "./conflicts";
import type { Check, Claims, Hardening, HostFacts } from "./hardenings/hardening";
import { hardeningIds, hardenings } from "./hardenings/index";
import type { HardeningId, HardeningSchemas, HardeningValues } from "./hardenings/index";
import { mergePlans, sortedUnion } from "./merge";
import type { Contribution, HostPlan } from "./plan";
import { hostFacts } from "./settings";
import type { HostSettings, Login } from "./settings";

/** A check and the id of the hardening that it proves. */
export interface NamedCheck {
    readonly by: string;
    readonly check: Check;
}

/**
 * The whole plan of a host. Every hardening first says what it asks of the others, then plans, knowing all of that.
 *
 * @throws PlanConflictError with every pair of parts that disagree.
 */
export function planHost(hostname: string, login: Login, settings: HostSettings): HostPlan {
    const host = hostFacts(hostname, login, settings);
    const { claims, contributions } = collectClaims(settings, host);
    return mergePlans([...contributions, ...hardeningIds.map((id) => planHardening(id, settings, host, claims))]);
}

/** Every property that can be proved on the finished host, in order of hardenings. */
export function hostChecks(hostname: string, login: Login, settings: HostSettings): NamedCheck[] {
    const host = hostFacts(hostname, login, settings);
    return hardeningIds.flatMap((id) => checkHardening(id, settings, host));
}

/** What the hardenings ask of one another, joined, and the openings among it as their contribution to the plan. */
function collectClaims(settings: HostSettings, host: HostFacts): { claims: Claims; contributions: Contribution[] } {
    const parts = hardeningIds.map((id) => ({ by: id, claims: claimsOf(id, settings, host) }));
    const contributions = parts.map(({ by, claims: { openings = [] } }) => ({ by, plan: { openings } }));
    const conflicts = findConflicts(contributions);
    if (conflicts.length > 0) throw new PlanConflictError(conflicts);
    return {
        claims: {
            openings: mergePlans(contributions).openings,
            deferredRestarts: sortedUnion(...parts.map(({ claims }) => claims.deferredRestarts ?? [])),
            auditedPaths: sortedUnion(...parts.map(({ claims }) => claims.auditedPaths ?? [])),
        },
        contributions,
    };
}

function claimsOf<Id extends HardeningId>(id: Id, settings: HardeningValues, host: HostFacts): Partial<Claims> {
    const hardening: Hardening<HardeningSchemas[Id]> = hardenings[id];
    return hardening.claims?.(settings[id], host) ?? {};
}

function planHardening<Id extends HardeningId>(
    id: Id,
    settings: HardeningValues,
    host: HostFacts,
    claims: Claims,
): Contribution {
    const hardening: Hardening<HardeningSchemas[Id]> = hardenings[id];
    return { by: id, plan: hardening.plan(settings[id], host, claims) };
}

function checkHardening<Id extends HardeningId>(id: Id, settings: HardeningValues, host: HostFacts): NamedCheck[] {
    const hardening: Hardening<HardeningSchemas[Id]> = hardenings[id];
    return hardening.checks(settings[id], host).map((check) => ({ by: id, check }));
}
