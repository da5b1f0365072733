import { randomBytes } from "node:crypto";
import { OperationError, type OperationContext } from "../resource";
import { planChanges } from "./changes";
import { openPatiently } from "./confirmation";
import { desiredOf, inputsOf, targetOf } from "./desired";
import { finishPayload, giveBackPayload } from "./give-back-payload";
import type { HostConfigurationState } from "./inputs";
import { reach, reachTimeoutMs } from "./reach";
import { LoginFailure, type HostSession, type Traffic } from "./session";
import { describeTarget, type SshTarget } from "./ssh";

/** How often a server that others keep changing is tried. */
const attempts = 3;

/**
 * Puts a server that was taken over back as it was found. Holds only once a login by the way that led to the server
 * then has confirmed it; what deliveries have brought is removed after that.
 */
export async function giveBack(state: HostConfigurationState, context: OperationContext): Promise<void> {
    const { connection, firstConnection } = state;
    if (firstConnection === undefined) throw bornHardened(state);
    const foundKey = connection.rotateHostKey ? connection.hostKey : state.currentHostKey;
    const ways: Ways = {
        present: targetOf(connection, [state.currentHostKey]),
        found: targetOf({ ...connection, ...firstConnection }, [foundKey]),
    };
    try {
        await putBackAndFinish(state, ways, context);
    } catch (error) {
        throw error instanceof OperationError ? notGivenBack(state, error, context) : error;
    }
    context.log.info(`${connection.address} is as it was found; log in as ${describeTarget(ways.found)}`);
}

interface Ways {
    readonly present: SshTarget;
    /** Should an earlier run have been cut off after its change held, this is the way in already. */
    readonly found: SshTarget;
}

async function putBackAndFinish(
    state: HostConfigurationState,
    { present, found }: Ways,
    context: OperationContext,
): Promise<void> {
    const traffic: Traffic = { handshakes: 0, roundTrips: 0 };
    const { session, way } = await reach([present, found], reachTimeoutMs, traffic, context);
    try {
        const token = randomBytes(16).toString("hex");
        const outcome = await putBack(state, session, token, context);
        // By the hardened way it is certain that something was delivered, whatever became of its record.
        if (outcome === "absent" && way === present) throw new OperationError(noRecord);
        if (outcome !== "absent") await finish(state, found, token, traffic, context);
    } finally {
        await session.close();
    }
}

const noRecord = "the host has no record of how it was found: /var/lib/hardened-host is gone";

type Outcome = "swapped" | "unfinished" | "absent";

async function putBack(
    state: HostConfigurationState,
    session: HostSession,
    token: string,
    context: OperationContext,
): Promise<Outcome> {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const edited = await editedFiles(state, session, context);
        const report = new Report(context);
        const payload = giveBackPayload(state, edited, { token, urn: context.urn });
        const { status, stderr } = await session.runPayload(payload, report.read);
        const outcome = report.outcome;
        if (outcome === "stale") continue;
        if (outcome !== undefined && outcome !== "finished") return outcome;
        throw new OperationError(report.problem ?? `the host's script ended with status ${status}: ${stderr}`);
    }
    throw new OperationError("others keep changing it: see `sudo hardened-host status` on the host");
}

/** Whatever differs from the plan is what somebody has edited since. */
async function editedFiles(
    state: HostConfigurationState,
    session: HostSession,
    context: OperationContext,
): Promise<string[]> {
    context.log.progress("comparing the host with its plan");
    const desired = desiredOf(inputsOf(state));
    const observed = await session.observe(desired, []);
    if (observed.generation === 0) return [];
    const { write } = planChanges(desired, { paths: [], users: [] }, observed);
    return Object.keys(write).filter((path) => observed.paths.get(path)?.asExpected === false);
}

async function finish(
    state: HostConfigurationState,
    found: SshTarget,
    token: string,
    traffic: Traffic,
    context: OperationContext,
): Promise<void> {
    context.log.progress(`confirming by a new login as ${describeTarget(found)}`);
    const report = new Report(context);
    const fresh = await openPatiently(found, state.confirmTimeoutSeconds * 500, traffic, context).catch(
        (error: unknown) => {
            if (!(error instanceof OperationError)) throw error;
            const detail = error instanceof LoginFailure ? error.detail : error.message;
            throw new OperationError(
                `no login as ${describeTarget(found)}, the way that led to it before: ${detail}. The host puts everything ` +
                    `into force again within ${state.confirmTimeoutSeconds} s`,
            );
        },
    );
    try {
        const { status, stderr } = await fresh.runPayload(finishPayload(token), report.read);
        if (report.outcome === "finished") return;
        throw new OperationError(report.problem ?? `the host's script ended with status ${status}: ${stderr}`);
    } finally {
        await fresh.close();
    }
}

/** Reads what the scripts print, and shows it as it comes. */
class Report {
    public outcome: Outcome | "stale" | "finished" | undefined;
    public problem: string | undefined;
    private readonly untilRestart: string[] = [];

    public constructor(private readonly context: OperationContext) {}

    public readonly read = (line: string): void => {
        const [kind = "", text = ""] = line.split("\t");
        const { log } = this.context;
        if (kind === "phase") log.progress(phaseTitles[text] ?? text);
        else if (kind === "progress") log.progress(text);
        else if (kind === "note") log.warn(text);
        else if (kind === "restart") this.untilRestart.push(text);
        else if (kind === "error") this.problem = this.problem === undefined ? text : `${this.problem}; ${text}`;
        else if (isOutcome(kind)) this.end(kind);
    };

    private end(outcome: NonNullable<Report["outcome"]>): void {
        this.outcome = outcome;
        if (this.untilRestart.length === 0) return;
        this.context.log.warn(`in force until the server restarts: ${this.untilRestart.join(", ")}`);
    }
}

function isOutcome(kind: string): kind is NonNullable<Report["outcome"]> {
    return ["swapped", "unfinished", "absent", "stale", "finished"].includes(kind);
}

const phaseTitles: Readonly<Record<string, string>> = {
    snapshot: "recording the present state for a rollback",
    swap: "rollback armed; putting files and accounts back as they were found",
    activate: "putting the units back as they were found",
    packages: "removing the packages that deliveries have brought",
};

function notGivenBack({ connection }: HostConfigurationState, cause: OperationError, { urn }: OperationContext) {
    return new OperationError(
        `${connection.address} was not given back: ${cause.message}. Mend the cause and run \`pulumi destroy\` again; it goes on ` +
            `from where it is. Where the server is gone, or shall stay as it is, forget it: \`pulumi state delete '${urn}'\``,
    );
}

function bornHardened({ connection }: HostConfigurationState): OperationError {
    return new OperationError(
        `${connection.address}: a machine that was made for its stack has no state of its own to be given back in; delete ` +
            "the machine with the stack, or forget the host with `pulumi state delete`",
    );
}
