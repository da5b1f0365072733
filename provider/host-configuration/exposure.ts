import type { ProgressLog } from "../resource";
import { unexpectedListeners } from "./in-force/listeners";
import { foreignFilterTables } from "./in-force/rules";
import type { HostConfigurationInputs } from "./inputs";
import type { Exposure } from "./observation";
import type { HostSession } from "./session";

export interface ExposureRecord {
    readonly unexpectedListeners: readonly string[];
    readonly foreignFilterTables: readonly string[];
    readonly exposureLevels: Readonly<Record<string, number>>;
}

/** Services that the plan defines or confines. Of a template only an instance has an exposure. */
export function plannedServices(files: HostConfigurationInputs["files"]): string[] {
    const names = Object.keys(files).map(
        (path) => /^\/etc\/systemd\/system\/([^/]+\.service)(?:\.d\/[^/]+\.conf)?$/.exec(path)?.[1] ?? "",
    );
    return [...new Set(names)].filter((name) => name !== "" && !name.includes("@.")).sort();
}

/** What the host shows to the outside beside the plan. No delivery could mend it: a plan does not name it. */
export function describeExposure(
    { listeners, chains, exposureLevels }: Exposure,
    { openings, files }: Pick<HostConfigurationInputs, "openings" | "files">,
): ExposureRecord {
    return {
        unexpectedListeners: unexpectedListeners(listeners, openings),
        foreignFilterTables: foreignFilterTables(chains, files),
        exposureLevels: Object.fromEntries(exposureLevels),
    };
}

/**
 * Says what the owner should look at. A table that the state knows already is not told again: fail2ban's is there for
 * good reason, and for long.
 */
export function warnOfExposure(exposure: ExposureRecord, known: Partial<ExposureRecord>, log: ProgressLog): void {
    for (const listener of exposure.unexpectedListeners) {
        log.warn(
            `openings: ${listener} waits for the outside, and no opening covers it, so the plan's firewall drops what ` +
                "comes in there. Stop it, bind it to 127.0.0.1, or declare an opening for it",
        );
    }
    for (const table of exposure.foreignFilterTables) {
        if (known.foreignFilterTables?.includes(table) === true) continue;
        log.warn(
            `firewall: table ${table} is not the plan's, and may shut out what an opening lets in. Find out which ` +
                "program made it with `sudo nft list ruleset`, and remove the program if nobody wants it",
        );
    }
}

/** Looks once more after a change that holds already: whatever goes wrong here must not make it a failure. */
export async function exposureAfter(
    session: HostSession,
    openFresh: () => Promise<HostSession>,
    services: readonly string[],
    log: ProgressLog,
): Promise<Exposure> {
    try {
        return await session.exposure(services);
    } catch {
        // The change may have closed the old way.
    }
    try {
        const fresh = await openFresh();
        try {
            return await fresh.exposure(services);
        } finally {
            await fresh.close();
        }
    } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        log.warn(`the change holds, but the host's open sockets could not be looked at: ${reason}`);
        return { listeners: [], chains: [], exposureLevels: new Map() };
    }
}
