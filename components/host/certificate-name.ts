import type { Conflict } from "./conflicts";
import { PlanConflictError } from "./conflicts";

/** True when a name of a certificate stands for a host name. A wildcard stands for one label: RFC 9525 section 6.3. */
export function certificateCovers(pattern: string, hostName: string): boolean {
    if (!pattern.startsWith("*.")) return pattern === hostName;
    return hostName.slice(hostName.indexOf(".") + 1) === pattern.slice(2);
}

/** @throws PlanConflictError when whoever asks by this name would be shown a certificate of other names. */
export function refuseUncertifiedName(
    hostName: string,
    certified: readonly string[],
    where: Pick<Conflict, "sides" | "setting">,
): void {
    if (certified.length === 0 || certified.some((name) => certificateCovers(name, hostName))) return;
    const what = `host name ${hostName}: the certificate is for ${certified.join(", ")} only`;
    throw new PlanConflictError([{ what, ...where }]);
}
