import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Network } from "../containers/network";

/** Every frame on every interface of the network (ETH_P_ALL), one after the other. */
const program = `
import socket, sys
tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
tap.setsockopt(socket.SOL_SOCKET, 33, 1 << 26)
with open(sys.argv[1], "wb", buffering=0) as out:
    print("listening", flush=True)
    while True:
        out.write(tap.recv(65536))
`;

/** Somebody on the wire between the machines of a test. */
export class Wiretap {
    private constructor(
        private readonly process_: ChildProcess,
        private readonly folder: string,
    ) {}

    public static async start(network: Network): Promise<Wiretap> {
        const folder = await mkdtemp(join(tmpdir(), "hardened-host-wiretap-"));
        const args = ["-c", program, join(folder, "frames")];
        const child = network.spawn("python3", args, { stdio: ["ignore", "pipe", "inherit"] });
        if (child.stdout === null) throw new Error("python3 has no output");
        await once(child.stdout, "data");
        return new Wiretap(child, folder);
    }

    /** What was said since the start. */
    public async stop(): Promise<Buffer> {
        await sleep(500);
        const ended = once(this.process_, "close");
        this.process_.kill();
        await ended;
        const frames = await readFile(join(this.folder, "frames"));
        await rm(this.folder, { recursive: true });
        return frames;
    }
}
