import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deployerAddress, type Network } from "../../containers/network";
import { makeCertificates } from "../../edge/world/certificates";

export const listHost = "lists.example.net";

/**
 * Serves the files of a folder by HTTPS. `/endless` never ends, `/plain` leads to plain HTTP, `/cut-off` ends before its
 * end.
 */
const program = (folder: string) => `
    const { createReadStream, readFileSync } = require("node:fs");
    const read = (name) => readFileSync("${folder}/" + name);
    const server = require("node:https").createServer({ key: read("key.pem"), cert: read("chain.pem") }, (request, answer) => {
        answer.on("error", () => {});
        if (request.url === "/plain") return answer.writeHead(302, { Location: "http://${listHost}/list" }).end();
        if (request.url === "/endless") {
            const more = () => { while (answer.write("203.0.113.9\\n".repeat(20000))); };
            answer.on("drain", more);
            return more();
        }
        if (request.url === "/cut-off") {
            answer.writeHead(200, { "Content-Length": 1000 }).write("203.0.113.9\\n");
            return setTimeout(() => request.socket.destroy(), 100);
        }
        createReadStream("${folder}" + request.url).on("error", () => answer.writeHead(404).end()).pipe(answer);
    });
    server.listen(443, "${deployerAddress}", () => console.log("listening"));`;

/** Publishes lists; hosts know it by {@link listHost}, and its authority. */
export class ListServer {
    private constructor(
        private readonly folder: string,
        private readonly server: ChildProcess,
        public readonly authority: string,
    ) {}

    public static async start(network: Network): Promise<ListServer> {
        const folder = await mkdtemp(join(tmpdir(), "hardened-host-lists-"));
        const { authority, chain, key } = await makeCertificates("example.net");
        await writeFile(join(folder, "key.pem"), key);
        await writeFile(join(folder, "chain.pem"), chain);
        const server = network.spawn(process.execPath, ["-e", program(folder)], {
            stdio: ["ignore", "pipe", "inherit"],
        });
        if (server.stdout !== null) await once(server.stdout, "data");
        return new ListServer(folder, server, authority);
    }

    public publish(name: string, content: string): Promise<void> {
        return writeFile(join(this.folder, name), content);
    }

    public async stop(): Promise<void> {
        this.server.kill();
        await rm(this.folder, { recursive: true, force: true });
    }
}
