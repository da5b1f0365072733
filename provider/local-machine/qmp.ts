import { open } from "node:fs/promises";
import { createConnection, type Socket } from "node:net";
import { createInterface, type Interface } from "node:readline";
import { OperationError } from "../resource";
import { machineFiles } from "./qemu-arguments";

interface Reply {
    readonly QMP?: unknown;
    readonly return?: unknown;
    readonly error?: { readonly desc: string };
    readonly event?: string;
}

/** QEMU's monitor, one conversation at a time: others wait until this one is closed. */
export class QmpConnection {
    private readonly replies: AsyncIterator<string>;

    private constructor(
        private readonly socket: Socket,
        lines: Interface,
    ) {
        this.replies = lines[Symbol.asyncIterator]();
    }

    /** @throws {Error} with code ENOENT or ECONNREFUSED when no QEMU listens. */
    public static async open(machineFolder: string, timeoutSeconds = 30): Promise<QmpConnection> {
        // Through the open folder, since the path of a socket may be no longer than 107 bytes (unix(7)).
        const folder = await open(machineFolder, "r");
        try {
            const socket = await connect(`/proc/self/fd/${folder.fd}/${machineFiles.monitor}`);
            socket.setTimeout(timeoutSeconds * 1000, () => {
                socket.destroy(
                    new OperationError(`QEMU's monitor in ${machineFolder} gave no answer for ${timeoutSeconds} s`),
                );
            });
            const connection = new QmpConnection(socket, createInterface({ input: socket }));
            await connection.next();
            await connection.execute("qmp_capabilities");
            return connection;
        } finally {
            await folder.close();
        }
    }

    public async execute(command: string, args: object = {}): Promise<unknown> {
        this.socket.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
        for (;;) {
            const reply = await this.next();
            if (reply.error !== undefined) throw new Error(`QEMU refused ${command}: ${reply.error.desc}`);
            if ("return" in reply) return reply.return;
        }
    }

    /** A command of the human monitor; gives what it printed, which is nothing when all went well. */
    public async executeHuman(commandLine: string): Promise<string> {
        const text = await this.execute("human-monitor-command", { "command-line": commandLine });
        return typeof text === "string" ? text.trim() : "";
    }

    public close(): void {
        this.socket.destroy();
    }

    private async next(): Promise<Reply> {
        const next = await this.replies.next();
        if (next.done === true) throw this.socket.errored ?? new Error("QEMU closed its monitor");
        // QEMU sends one JSON object a line, of this shape (qmp-spec).
        return JSON.parse(next.value) as Reply;
    }
}

function connect(path: string): Promise<Socket> {
    return new Promise((resolve, reject) => {
        const socket = createConnection(path);
        socket.once("connect", () => {
            socket.off("error", reject);
            // Seen by whoever reads the next reply.
            socket.on("error", () => {});
            resolve(socket);
        });
        socket.once("error", reject);
    });
}

/** Opens the monitor, does one thing with it, and closes it. */
export async function withQmp<Result>(folder: string, work: (qmp: QmpConnection) => Promise<Result>): Promise<Result> {
    const qmp = await QmpConnection.open(folder);
    try {
        return await work(qmp);
    } finally {
        qmp.close();
    }
}
