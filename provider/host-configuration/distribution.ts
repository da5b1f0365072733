import { OperationError } from "../resource";
import type { Observation } from "./observation";

/**
 * Refuses a plan on a distribution that it was not made for: packages, units and parsers differ.
 *
 * @param planned name as in the settings, for example `debian-13`
 */
export function refuseOtherDistribution(planned: string, { distribution }: Pick<Observation, "distribution">): void {
    const actual = `${distribution.id}-${distribution.version}`;
    if (actual === planned) return;
    throw new OperationError(
        `host.distribution: is ${planned}, and the host runs ${actual}; the plan must be made for what runs there. ` +
            "Nothing was changed. Set it to what the host runs, or install the other one on the machine first",
    );
}
