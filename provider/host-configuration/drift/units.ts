import type { HostConfigurationState, UnitState } from "../inputs";
import type { Observation, ObservedUnit } from "../observation";
import { hasEnablement, isRunning, isStale } from "../unit-changes";

/** A unit of the plan, with what no plan says. */
export interface DriftedUnit extends UnitState {
    /** It ended by itself, with an error. */
    readonly failed?: true;
    /** Its files have changed since systemd read them. */
    readonly needsDaemonReload?: true;
}

export function actualUnits(state: HostConfigurationState, observed: Observation): Record<string, DriftedUnit> {
    return Object.fromEntries(
        Object.entries(state.units).map(([name, planned]) => [name, actualUnit(planned, observed.units.get(name))]),
    );
}

function actualUnit(planned: UnitState, actual: ObservedUnit | undefined): DriftedUnit {
    const { loadState = "not-found", activeState = "inactive", unitFileState = "" } = actual ?? {};
    const fixedEnablement = ["static", "generated", "indirect", "transient"].includes(unitFileState);
    return {
        ...planned,
        ...(planned.masked === undefined ? {} : { masked: loadState === "masked" }),
        ...(planned.enabled === undefined || fixedEnablement ? {} : { enabled: hasEnablement(actual) }),
        ...(planned.active === undefined ? {} : { active: isRunning(actual) }),
        ...(planned.active === true && activeState === "failed" ? { failed: true } : {}),
        ...(planned.masked !== true && isStale(actual) ? { needsDaemonReload: true } : {}),
    };
}
