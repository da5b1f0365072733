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
    public readonly prunePassword = randomBytes(18).toString("base64url");
    /** Where the repository of the host is, on the machine. */
    public static readonly folder = "/srv/repositories/host";

    private constructor(
        public readonly machine: Container,
        public readonly certificate: string,
    ) {}

    public static async create(network: Network, number = 200, diskMib = 1500): Promise<Store> {
        const base = await ensureBaseSystem(debian13With(packages));
        const machine = await Container.create(base, network, number, diskMib);
        const folder = await mkdtemp(join(tmpdir(), "hardened-host-store-"));
        const names = `subjectAltName=IP:${machine.address}`;
        const out = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")];
        await mustRun("openssl", [
            "req",
            ...certificateOptions,
            ...out,
            "-subj",
            "/CN=store.example.org",
            "-addext",
            names,
        ]);
        const [key, certificate] = await Promise.all(
            ["key.pem", "cert.pem"].map((name) => readFile(join(folder, name), "utf8")),
        );
        await rm(folder, { recursive: true });
        const store = new Store(machine, certificate ?? "");
        await machine.write("/etc/store/key.pem", key ?? "");
        await machine.write("/etc/store/cert.pem", certificate ?? "");
        await machine.write("/etc/store/users", store.users());
        await machine.write("/etc/systemd/system/append.service", unit("--listen :8000 --append-only --private-repos"));
        await machine.write("/etc/systemd/system/prune.service", unit("--listen :8001 --private-repos"));
        await machine.boot();
        await machine.text("mkdir -p /srv/repositories; systemctl start append.service prune.service");
        return store;
    }

    /** The pruner has an account of its own name only: `--private-repos` gives each the folder of that name. */
    private users(): string {
        const line = (name: string, password: string) =>
            `${name}:{SHA}${createHash("sha1").update(password).digest("base64")}\n`;
        return line("host", this.hostPassword);
    }

    public get settings() {
        const { address } = this.machine;
        return { type: "rest", host: address, port: 8000, user: "host", caCertificate: this.certificate };
    }

    public remove(): Promise<void> {
        return this.machine.remove();
    }
}

function unit(options: string): string {
    const tls = "--tls --tls-cert /etc/store/cert.pem --tls-key /etc/store/key.pem --htpasswd-file /etc/store/users";
    return `[Service]\nExecStart=/usr/bin/restic-rest-server --path /srv/repositories ${tls} ${options}\n`;
}
