import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { debian13With, ensureBaseSystem } from "../containers/base-system";
import { Container } from "../containers/container";
import type { Network } from "../containers/network";
import { mustRun } from "../vm/world/command";
import { packages } from "./backed-up-host";

const certificateOptions = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];

/** A machine with Debian's real rest-server: append-only on port 8000, and for pruning, from elsewhere, on 8001. */
export class Store {
    public readonly hostPassword = randomBytes(18).toString("base64url");
    /** Of whoever prunes, from elsewhere; the host's does not open the port where deleting is allowed. */
    public readonly prunePassword = randomBytes(18).toString("base64url");
    /** Where the repository of the host is, on the machine. */
    public static readonly folder = "/srv/repositories/host";

    private constructor(
        public readonly machine: Container,
        public readonly certificate: string,
    ) {}

    /** @param calledAlso another address under which it is reached, and which its certificate names. */
    public static async create(
        network: Network,
        number = 200,
        diskMib = 1500,
        calledAlso: readonly string[] = [],
    ): Promise<Store> {
        const base = await ensureBaseSystem(debian13With(packages));
        const machine = await Container.create(base, network, number, { diskMib });
        const { certificate, key } = await makeCertificate([machine.address, ...calledAlso]);
        const store = new Store(machine, certificate);
        await machine.write("/etc/store/key.pem", key);
        await machine.write("/etc/store/cert.pem", certificate);
        await machine.write("/etc/store/hosts", account(store.hostPassword));
        await machine.write("/etc/store/pruners", account(store.prunePassword));
        await machine.write("/etc/systemd/system/append.service", unit("hosts", "--listen :8000 --append-only"));
        await machine.write("/etc/systemd/system/prune.service", unit("pruners", "--listen :8001"));
        await machine.boot();
        await machine.text("mkdir -p /srv/repositories; systemctl start append.service prune.service");
        return store;
    }

    public get settings() {
        const { address } = this.machine;
        return { type: "rest", host: address, port: 8000, user: "host", caCertificate: this.certificate };
    }

    public remove(): Promise<void> {
        return this.machine.remove();
    }
}

/** A server's certificate for these addresses, signed by itself. */
export async function makeCertificate(addresses: readonly string[]): Promise<{ certificate: string; key: string }> {
    const folder = await mkdtemp(join(tmpdir(), "hardened-host-certificate-"));
    const [keyFile, certificateFile] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const names = `subjectAltName=${addresses.map((address) => `IP:${address}`).join(",")}`;
    const out = ["-keyout", keyFile, "-out", certificateFile, "-subj", "/CN=store.example.org", "-addext", names];
    await mustRun("openssl", ["req", ...certificateOptions, ...out]);
    const made = { certificate: await readFile(certificateFile, "utf8"), key: await readFile(keyFile, "utf8") };
    await rm(folder, { recursive: true });
    return made;
}

/** One name for both, because `--private-repos` gives each name the folder of that name; each has a password of its own. */
function account(password: string): string {
    return `host:{SHA}${createHash("sha1").update(password).digest("base64")}\n`;
}

function unit(accounts: string, options: string): string {
    const tls = "--tls --tls-cert /etc/store/cert.pem --tls-key /etc/store/key.pem";
    const own = `--private-repos --htpasswd-file /etc/store/${accounts}`;
    return `[Service]\nExecStart=/usr/bin/restic-rest-server --path /srv/repositories ${tls} ${own} ${options}\n`;
}
