import { randomBytes } from "node:crypto";
import { OperationError, type OperationContext } from "../resource";
import { applyChanges } from "./application";
import { isEmpty, planChanges, retiredUnits, type Changes, type Desired, type Previous } from "./changes";
import { sendBuilds, type Builds } from "./builds";
import { confirm } from "./confirmation";
import { refuseOtherDistribution } from "./distribution";
import { HostSession, type Traffic } from "./session";
import type { SshTarget } from "./ssh";

export interface DeliveryRequest {
    readonly desired: Desired;
    readonly previous: Previous;
    /** Digests of builds that are sent apart, by the folder that is made of them. */
    readonly builds: Builds;
    /** Distribution that the plan was made for. */
    readonly distribution: string;
    /** How the host must be reachable after the change, given the host key that it then has. */
    readonly after: (hostKey: string) => SshTarget;
    readonly rotateHostKey: boolean;
    /** The host was there before, and records how it was found: `give-back.ts` puts it back. */
    readonly keepOriginal: boolean;
    readonly confirmTimeoutSeconds: number;
    /** Called with the key in force after the change, before the change is confirmed. */
    readonly beforeConfirm: (hostKey: string) => Promise<void>;
}

export interface DeliveryResult {
    readonly hostKey: string;
    readonly generation: number;
}

/** How often a host that others keep changing is compared anew. */
const comparisons = 3;

/** Makes the host as desired, as one change that holds only once a login the new way has confirmed it. */
export async function deliver(
    request: DeliveryRequest,
    session: HostSession,
    traffic: Traffic,
    context: OperationContext,
): Promise<DeliveryResult> {
    const started = Date.now();
    for (let comparison = 1; comparison <= comparisons; comparison += 1) {
        context.log.progress("comparing the host with its plan");
        const retired = retiredUnits(request.desired, request.previous);
        const observed = await session.observe(request.desired, request.previous.paths, retired);
        refuseOtherDistribution(request.distribution, observed);
        const changes = planChanges(request.desired, request.previous, observed);
        if (isEmpty(changes) && !request.rotateHostKey && observed.pending === undefined) {
            await proveLogin(request.after(observed.hostKey), traffic, context);
            context.log.info("the host already is as planned; a login the new way was proved");
            return { hostKey: observed.hostKey, generation: observed.generation };
        }
        await sendBuilds(request.builds, session, context);
        const token = randomBytes(16).toString("hex");
        const generation = observed.generation + 1;
        const hostKey = await applyChanges({ request, changes, token, generation, session }, context);
        if (hostKey === undefined) continue;
        await request.beforeConfirm(hostKey);
        await confirm({ request, token, hostKey, session, traffic }, context);
        context.log.info(summary(changes, generation, traffic, Date.now() - started));
        return { hostKey, generation };
    }
    throw new OperationError(
        `the host was changed by somebody else ${comparisons} times while this change was being made; nothing of it was ` +
            "put in place. See who deploys to it (`sudo hardened-host status` on the host), then run `pulumi up` again",
    );
}

async function proveLogin(target: SshTarget, traffic: Traffic, context: OperationContext): Promise<void> {
    const session = await HostSession.open(target, traffic, context);
    await session.close();
}

function summary(changes: Changes, generation: number, traffic: Traffic, elapsedMs: number): string {
    const counts = [
        `${Object.keys(changes.write).length} files`,
        `${changes.install.length} packages installed`,
        `${changes.units.length} unit changes`,
    ];
    return (
        `generation ${generation} confirmed over a new connection after ${(elapsedMs / 1000).toFixed(1)} s: ` +
        `${counts.join(", ")}; ${traffic.handshakes} SSH handshakes, ${traffic.roundTrips} round trips`
    );
}
