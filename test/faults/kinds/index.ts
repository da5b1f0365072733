import type { Fault } from "./fault";
import { clientKilled, powerLoss, wireCutForGood, wireCutForSeconds } from "./interruptions";
import { lockouts } from "./lockouts";
import { diskFull, mirrorUnreachable, packageBroken, packageManagerBusy } from "./resources";

/** Every kind of fault, and how often it is drawn. */
export const kinds: readonly { readonly fault: Fault; readonly weight: number }[] = [
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
