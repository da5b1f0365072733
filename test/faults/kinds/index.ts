import type { Fault } from "./fault";
import { clientKilled, powerLoss, wireCutForGood, wireCutForSeconds } from "./interruptions";
import { clockJumps } from "./clock";
import { lockouts } from "./lockouts";
import { diskFull, mirrorUnreachable, packageBroken, packageManagerBusy } from "./resources";

/** A kind of fault, and how often it is drawn. */
export interface WeightedFault {
    readonly fault: Fault;
    readonly weight: number;
}

/** Every kind of fault. */
export const kinds: readonly WeightedFault[] = [
    { fault: clientKilled, weight: 8 },
    { fault: powerLoss, weight: 8 },
    { fault: wireCutForGood, weight: 4 },
    { fault: wireCutForSeconds, weight: 4 },
    { fault: diskFull, weight: 6 },
    { fault: packageManagerBusy, weight: 1 },
    { fault: mirrorUnreachable, weight: 1 },
    { fault: packageBroken, weight: 1 },
    ...lockouts.map((fault) => ({ fault, weight: 1 })),
];

/** And those that need a kernel of their own. */
export const kindsOnGuest: readonly WeightedFault[] = [...kinds, { fault: clockJumps, weight: 3 }];
