import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import type { Network } from "../containers/network";

/** Inside the tests' network: whoever comes to the socket is led to the store. */
const inside = `
const [socket, address, port] = process.argv.slice(1);
const { connect, createServer } = require("node:net");
createServer((caller) => {
    const store = connect(Number(port), address);
    for (const side of [caller, store]) side.on("error", () => { caller.destroy(); store.destroy(); });
    caller.pipe(store).pipe(caller);
}).listen(socket, () => console.log("listening"));
`;

/** Address of this computer's own loopback for a guest on QEMU's user network. */
export const addressForGuests = "10.0.2.2";

/** A way from this computer, on which local machines are, to a port of a machine in the tests' network. */
export class WayToStore {
    private constructor(
        private readonly relay: ChildProcess,
        private readonly server: Server,
    ) {}

    public static async open(network: Network, folder: string, address: string, port: number): Promise<WayToStore> {
        const socket = join(folder, "store.sock");
        const args = ["-e", inside, socket, address, String(port)];
        const relay = network.spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
        if (relay.stdout === null) throw new Error("the relay has no output");
        await once(relay.stdout, "data");
        const server = createServer((guest) => {
            const store = connect(socket);
            const close = () => {
                guest.destroy();
                store.destroy();
            };
            guest.on("error", close);
            store.on("error", close);
            guest.pipe(store).pipe(guest);
        });
        server.listen(port, "127.0.0.1");
        await once(server, "listening");
        return new WayToStore(relay, server);
    }

    public async close(): Promise<void> {
        this.server.close();
        const ended = once(this.relay, "close");
        this.relay.kill();
        await ended;
    }
}
