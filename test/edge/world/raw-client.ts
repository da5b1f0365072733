import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** Bytes for a server, in whatever shape, and from where. */
export interface RawRequest {
    readonly address: string;
    readonly port: number;
    /** Name asked for in the handshake; null for a connection without TLS, "" for a handshake without a name. */
    readonly serverName: string | null;
    /** What is sent, each piece after a pause. Latin-1: one character is one byte. */
    readonly pieces: readonly { readonly bytes: string; readonly afterMs?: number }[];
    /** Address that it comes from. @default the namespace's own */
    readonly from?: string;
    /** How long to wait for the end of the connection. @default 1000 after the last answer */
    readonly patienceMs?: number;
}

export interface RawAnswer {
    /** Status of each response, in order. */
    readonly statuses: readonly number[];
    readonly text: string;
    readonly ended: "closed by the server" | "reset" | "handshake refused" | "still open";
    readonly seconds: number;
}

/** Sends bytes that no well-behaved client sends, and says what comes back. */
export function sendRaw(request: RawRequest): Promise<RawAnswer> {
    const started = Date.now();
    return new Promise((resolve) => {
        let text = "";
        let isUp = false;
        const socket = open(request, () => {
            isUp = true;
            void sendPieces(socket, request);
        });
        const finish = (ended: RawAnswer["ended"]) => {
            clearTimeout(timer);
            socket.destroy();
            const statuses = [...text.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map(([, status]) => Number(status));
            resolve({ statuses, text, ended, seconds: (Date.now() - started) / 1000 });
        };
        const pauses = request.pieces.reduce((sum, { afterMs = 0 }) => sum + afterMs, 0);
        let timer = setTimeout(() => finish("still open"), pauses + (request.patienceMs ?? 4000));
        socket.on("data", (chunk) => {
            text += chunk.toString("latin1");
            if (request.patienceMs !== undefined) return;
            clearTimeout(timer);
            timer = setTimeout(() => finish("still open"), pauses + 1000);
        });
        socket.on("end", () => finish("closed by the server"));
        socket.on("error", () => finish(isUp ? "reset" : "handshake refused"));
    });
}

function open({ address, port, serverName, from }: RawRequest, onOpen: () => void): Socket {
    const where = { host: address, port, ...(from === undefined ? {} : { localAddress: from }) };
    if (serverName === null) return connectPlain(where, onOpen);
    // Whose certificate it is is tested elsewhere, with clients that know.
    const name = serverName === "" ? {} : { servername: serverName };
    return connectTls({ ...where, ...name, rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] }, onOpen);
}

async function sendPieces(socket: Socket, { pieces }: RawRequest): Promise<void> {
    for (const { bytes, afterMs = 0 } of pieces) {
        if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
        if (socket.destroyed || socket.readableEnded) return;
        socket.write(Buffer.from(bytes, "latin1"));
    }
}

/** As a program: requests as JSON on its standard input, answers in the same order on its output. */
async function main(): Promise<void> {
    let input = "";
    for await (const chunk of process.stdin) input += String(chunk);
    const requests = JSON.parse(input) as RawRequest[];
    process.stdout.write(JSON.stringify(await Promise.all(requests.map(sendRaw))));
}

if (require.main === module) void main();
