import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mustRun } from "../../vm/world/command";

export interface Pair {
    readonly certificate: string;
    readonly key: string;
}

/** An authority of the tests' own, made at run time, that signs for servers and for clients. */
export class Authority {
    private constructor(
        private readonly folder: string,
        public readonly certificate: string,
    ) {}

    public static async create(name: string): Promise<Authority> {
        const folder = await mkdtemp(join(tmpdir(), "hardened-host-authority-"));
        const files = ["-keyout", join(folder, "ca.key"), "-out", join(folder, "ca.pem")];
        const usage = ["-addext", "keyUsage=critical,keyCertSign"];
        await mustRun("openssl", [
            "req",
            "-x509",
            ...newKey,
            "-days",
            "30",
            "-subj",
            `/CN=${name}`,
            ...usage,
            ...files,
        ]);
        return new Authority(folder, await readFile(join(folder, "ca.pem"), "utf8"));
    }

    /** @param name host name that the certificate is for. */
    public async sign(name: string, purpose: "serverAuth" | "clientAuth"): Promise<Pair> {
        const path = (file: string) => join(this.folder, file);
        const extensions = `extendedKeyUsage=${purpose}\nsubjectAltName=DNS:${name}\n`;
        await writeFile(path("leaf.ext"), extensions);
        const request = ["req", "-new", ...newKey, "-subj", `/CN=${name}`];
        await mustRun("openssl", [...request, "-keyout", path("leaf.key"), "-out", path("leaf.csr")]);
        const by = ["-CA", path("ca.pem"), "-CAkey", path("ca.key"), "-CAcreateserial", "-days", "30"];
        const files = ["-in", path("leaf.csr"), "-extfile", path("leaf.ext"), "-out", path("leaf.pem")];
        await mustRun("openssl", ["x509", "-req", ...by, ...files]);
        const [certificate, key] = await Promise.all(
            ["leaf.pem", "leaf.key"].map((file) => readFile(path(file), "utf8")),
        );
        return { certificate: certificate ?? "", key: key ?? "" };
    }

    public remove(): Promise<void> {
        return rm(this.folder, { recursive: true, force: true });
    }
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"];
