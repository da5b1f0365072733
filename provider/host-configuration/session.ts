import { createConnection } from "node:net";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { shellQuote } from "../../components/host/shell-quote";
import { OperationError, type OperationContext } from "../resource";
import type { DeliveredPart, Exposure, Observation } from "./observation";
import { parseExposure, parseObservation } from "./observation-parser";
import { lines, observationRequest } from "./observation-request";
import { archivePayload, payloadCommand, payloadStatus, type PayloadFiles } from "./payload";
import { remoteText } from "./host-programs";
import {
    describeTarget,
    isConnectionFailure,
    isHostKeyMismatch,
    SshConnection,
    type RemoteResult,
    type SshTarget,
} from "./ssh";

/** New connections closer together than this could trip a host's rate limit on SSH (5 in 10 s, from one source). */
const pollIntervalMs = 4000;

/** How much an operation cost: shown to the user, and asserted by tests. */
export interface Traffic {
    handshakes: number;
    roundTrips: number;
}

/** A connected host: payloads go in, lines come out. */
export class HostSession {
    private constructor(
        private readonly ssh: SshConnection,
        private readonly target: SshTarget,
        private readonly traffic: Traffic,
        private readonly cancelled: AbortSignal,
    ) {}

    /** Connects and logs in, or throws: one handshake. */
    public static async open(target: SshTarget, traffic: Traffic, context: OperationContext): Promise<HostSession> {
        const ssh = await SshConnection.prepare(target);
        const session = new HostSession(ssh, target, traffic, context.cancelled);
        traffic.handshakes += 1;
        try {
            const result = await ssh.run("true", Buffer.alloc(0), () => {}, context.cancelled);
            if (isHostKeyMismatch(result)) throw hostKeyMismatch(target);
            if (isConnectionFailure(result)) throw new LoginFailure(target, result.stderr.replace(/\s*\n\s*/g, "; "));
            return session;
        } catch (error) {
            await ssh.close();
            throw error;
        }
    }

    /** Sends an archive and runs its `run` script as root: one round trip. */
    public async runPayload(files: PayloadFiles, onLine: (line: string) => void): Promise<RemoteResult> {
        this.traffic.roundTrips += 1;
        const archive = await archivePayload(files);
        let status: number | undefined;
        const receive = (line: string) => {
            status = payloadStatus(line) ?? status;
            if (status === undefined) onLine(line);
        };
        const result = await this.ssh.run(payloadCommand(this.target.user), archive, receive, this.cancelled);
        if (isConnectionFailure(result)) throw new ConnectionLost(this.target, result.stderr);
        if (result.status !== 0 && /^sudo:/m.test(result.stderr)) throw noPrivilege(this.target, result.stderr);
        if (status === undefined) throw new Error(`the host's shell failed (${result.status}): ${result.stderr}`);
        return { status, stderr: result.stderr };
    }

    /** Runs a script as root that reads a stream: one round trip. What it says on its standard error is the reason. */
    public async send(script: string, input: Readable): Promise<RemoteResult> {
        this.traffic.roundTrips += 1;
        const asRoot = this.target.user === "root" ? "" : "sudo -n ";
        const result = await this.ssh.run(`${asRoot}sh -c ${shellQuote(script)}`, input, () => {}, this.cancelled);
        if (isConnectionFailure(result)) throw new ConnectionLost(this.target, result.stderr);
        return result;
    }

    public async observe(
        part: DeliveredPart,
        previousPaths: readonly string[],
        retiredUnits: readonly string[] = [],
        measuredServices: readonly string[] = [],
    ): Promise<Observation> {
        const output: string[] = [];
        const scripts: [string, string][] = [
            ["run", remoteText("observe.sh")],
            ["exposure.sh", remoteText("exposure.sh")],
            ["services", lines(measuredServices)],
        ];
        const request = new Map([...scripts, ...observationRequest(part, previousPaths, retiredUnits)]);
        const { status, stderr } = await this.runPayload(request, (line) => output.push(line));
        const observation = parseObservation(output, [...Object.keys(part.units), ...retiredUnits]);
        if (observation === undefined) {
            throw new Error(
                `observation of ${describeTarget(this.target)} is incomplete (exit status ${status}): ${stderr}`,
            );
        }
        return observation;
    }

    /** What waits for the outside now, and the exposure of these services: one round trip. */
    public async exposure(services: readonly string[]): Promise<Exposure> {
        const output: string[] = [];
        const files = new Map([
            ["run", remoteText("exposure.sh")],
            ["services", lines(services)],
        ]);
        await this.runPayload(files, (line) => output.push(line));
        return parseExposure(output);
    }

    /** Runs one of our programs on the host: one round trip. */
    public runProgram(
        name: "confirm" | "rollback",
        argument: string,
        onLine: (line: string) => void,
    ): Promise<RemoteResult> {
        const script = `exec /usr/local/lib/hardened-host/${name} '${argument}'\n`;
        return this.runPayload(new Map([["run", script]]), onLine);
    }

    public close(): Promise<void> {
        return this.ssh.close();
    }
}

/** The host could not be reached, or did not let us in. */
export class LoginFailure extends OperationError {
    public constructor(
        target: SshTarget,
        /** What ssh said, or how long nobody answered. */
        public readonly detail: string,
    ) {
        super(
            `cannot log in as ${describeTarget(target)}: ${detail || "no answer"}; a key of this user, offered by an ` +
                "agent or by login.identityFile, is accepted. Try the sshCommand output by hand, look at the machine's " +
                "console and at firewalls between here and there, then run the deployment again",
        );
        this.name = "LoginFailure";
    }
}

/** The connection ended in the middle of an operation. */
export class ConnectionLost extends OperationError {
    public constructor(target: SshTarget, detail: string) {
        super(`the connection to ${describeTarget(target)} was lost: ${detail || "no reason given"}`);
        this.name = "ConnectionLost";
    }
}

function hostKeyMismatch(target: SshTarget): OperationError {
    return new OperationError(
        `${target.address} port ${target.port} shows a host key other than the pinned one, so nothing was sent; ` +
            `accepted is ${target.hostKeys.join(" or ")}. Either another machine answers at this address, or its key ` +
            "was replaced outside this stack: find out which before you trust it",
    );
}

function noPrivilege(target: SshTarget, detail: string): OperationError {
    return new OperationError(
        `${target.user} cannot become root on ${target.address}: ${detail.split("\n")[0] ?? ""}; sudo without a ` +
            "password, or a login as root, is needed. Allow it in /etc/sudoers.d on the host, then run again",
    );
}

/** Waits until something that speaks SSH answers; costs no handshake and, at its pace, no rate limit. */
export async function waitForSshBanner(target: SshTarget, timeoutMs: number, context: OperationContext): Promise<void> {
    if (target.proxyJump !== undefined) return;
    const started = Date.now();
    while (!(await answersWithBanner(target))) {
        const seconds = Math.round((Date.now() - started) / 1000);
        if (Date.now() - started > timeoutMs) {
            throw new LoginFailure(target, `no SSH server answered within ${seconds} s`);
        }
        context.log.progress(`waiting for SSH at ${target.address} port ${target.port}, ${seconds} s`);
        await sleep(pollIntervalMs, undefined, { signal: context.cancelled });
    }
}

/** True when something that speaks SSH answers now. */
export function answersWithBanner({ address, port }: SshTarget): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = createConnection({ host: address, port, timeout: pollIntervalMs });
        const finish = (answered: boolean) => {
            socket.destroy();
            resolve(answered);
        };
        socket.once("data", (data) => {
            finish(data.toString("latin1").startsWith("SSH-"));
        });
        socket.once("error", () => {
            finish(false);
        });
        socket.once("timeout", () => {
            finish(false);
        });
        socket.once("close", () => {
            finish(false);
        });
    });
}
