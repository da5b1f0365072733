import { directiveWeights } from "./directive-weights";
import { directivesOf, services, type UnitFiles } from "./unit-text";

/** Exposure by our own estimate: the share of the weights of `systemd-analyze security` that is not confined. */
export function estimatedExposure(text: string): number {
    const given = directivesOf(text, "Service");
    let [total, open] = [0, 0];
    for (const [name, { weight, confinement }] of Object.entries(directiveWeights)) {
        const values = given.get(name);
        total += weight;
        open += weight * (1 - (values === undefined ? 0 : confinement(values)));
    }
    return (10 * open) / total;
}

/**
 * Exposure to one decimal of each service whose whole unit is the plan's. Of a package's own unit only our drop-in is known
 * before the host has it.
 */
export function plannedExposures(plan: UnitFiles): Record<string, number> {
    return Object.fromEntries(
        [...services(plan)].map(([unit, text]) => [unit, Math.round(10 * estimatedExposure(text)) / 10]),
    );
}
