import {
    describeTarget,
    isConnectionFailure,
    isHostKeyMismatch,
    SshConnection,
    type SshTarget,
} from "../host-configuration/ssh";
import { OperationError } from "../resource";
import type { ExistingServerInputs } from "./inputs";

/** What a server answered to a script. */
export interface Answer {
    readonly lines: readonly string[];
    readonly stderr: string;
    readonly way: SshTarget;
}

/** Somebody answered whose host key is not the pinned one: nothing was sent. */
export class HostKeyMismatch extends OperationError {}

/** The server does not answer, or lets nobody of ours in. */
export class NoLogin extends OperationError {
    public constructor(
        way: SshTarget,
        /** What ssh said; it says nothing where the server has no host key of the pinned type. */
        public readonly detail: string,
    ) {
        super(
            `cloud.existing.user: no login as ${describeTarget(way)}: ${detail || "no answer"}; a key is needed that lets ` +
                "root in, or an account that may become root by sudo. Try it by hand with ssh, set address, port, user " +
                "and identityFile of cloud.existing to what works, then run the deployment again",
        );
    }
}

/** Before the first delivery, and after it. */
export function waysOf(inputs: ExistingServerInputs, hostKey: string): { first: SshTarget; planned: SshTarget } {
    const { address, proxyJump, port, user, identityFile, planned } = inputs;
    const shared = { address, proxyJump, hostKeys: [hostKey] };
    return { first: { ...shared, port, user, identityFile }, planned: { ...shared, ...planned } };
}

/**
 * Runs a shell script, as whoever logs in, by the first way that lets us in.
 *
 * @param words arguments of the script, which need no quoting
 * @throws HostKeyMismatch, NoLogin with what the first of the ways said.
 */
export async function ask(
    ways: readonly SshTarget[],
    script: string,
    words: readonly string[],
    cancelled: AbortSignal,
): Promise<Answer> {
    let failure: NoLogin | undefined;
    for (const way of ways) {
        const ssh = await SshConnection.prepare(way);
        try {
            const lines: string[] = [];
            const command = ["sh -s --", ...words].join(" ");
            const result = await ssh.run(command, Buffer.from(script), (line) => lines.push(line), cancelled);
            if (!isConnectionFailure(result)) return { lines, stderr: result.stderr, way };
            if (isHostKeyMismatch(result)) throw mismatch(way);
            failure ??= new NoLogin(way, result.stderr);
        } finally {
            await ssh.close();
        }
    }
    throw failure ?? new Error("there is no way to the server");
}

function mismatch(way: SshTarget): HostKeyMismatch {
    return new HostKeyMismatch(
        `${way.address} port ${way.port} shows a host key other than the pinned one, so nothing was sent; ` +
            `accepted is ${way.hostKeys.join(" or ")}`,
    );
}
