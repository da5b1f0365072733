import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mustRun } from "../../vm/world/command";

/** An authority of the nodes of a cluster, as docs/apps/ejabberd.md has its reader make one. */
export interface NodeAuthority {
    readonly certificate: string;
    /** Private key and certificate of a node. */
    node(name: string): Promise<string>;
    remove(): Promise<void>;
}

export async function makeAuthority(): Promise<NodeAuthority> {
    const folder = await mkdtemp(join(tmpdir(), "hardened-host-nodes-"));
    const openssl = (...args: readonly string[]) => mustRun("openssl", args, { cwd: folder });
    const read = (name: string) => readFile(join(folder, name), "utf8");
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    const own = ["-days", "3650", "-subj", "/CN=XMPP nodes", "-keyout", "ca.key", "-out", "ca.pem"];
    await openssl("req", "-x509", ...key, ...own);
    return {
        certificate: await read("ca.pem"),
        async node(name) {
            await openssl("req", ...key, "-subj", `/CN=${name}`, "-keyout", "node.key", "-out", "node.csr");
            const extensions = `subjectAltName=DNS:${name}\nextendedKeyUsage=serverAuth,clientAuth\n`;
            await writeFile(join(folder, "node.ext"), extensions);
            const sign = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "1825"];
            await openssl("x509", "-req", "-in", "node.csr", ...sign, "-extfile", "node.ext", "-out", "node.pem");
            return `${await read("node.key")}${await read("node.pem")}`;
        },
        remove: () => rm(folder, { recursive: true, force: true }),
    };
}
