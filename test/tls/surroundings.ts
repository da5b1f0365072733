import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { mustRun } from "../vm/world/command";
import { debian13With, ensureBaseSystem } from "../containers/base-system";
import { Container } from "../containers/container";
import type { Network } from "../containers/network";
import { certify, makeAuthority, servicesFolder as folder } from "./authority";
import { setClockOf } from "./clock";
import { frontConfiguration, issuerConfiguration, issuerUnit, type Lives, pebble, withoutProfiles } from "./issuer";
import { nameServerFiles, type ZoneKeys } from "./name-server";
import { servicePackages } from "./packages";
import { sinkProgram } from "./sinks";

/** Name by which the services know themselves, in certificates and in the tests' zone. */
export const servicesName = "services.example.net";

/**
 * A machine with what a host talks to: a real ACME server in strict mode that refuses some nonces, a real name server
 * that takes RFC 2136 updates, a mail server with TLS and login, and a web server that takes notices.
 */
export class Surroundings {
    private constructor(
        public readonly machine: Container,
        public readonly keys: ZoneKeys,
        /** Certificate in PEM form that all of their own are signed by. */
        public readonly root: string,
    ) {}

    /** @param number last part of its address. */
    public static async create(network: Network, number: number): Promise<Surroundings> {
        const machine = await Container.create(await ensureBaseSystem(debian13With(servicePackages)), network, number);
        const secret = async () => (await mustRun("openssl", ["rand", "-base64", "32"])).trim();
        const keys = { challenge: await secret(), delegated: await secret(), provider: await secret() };
        for (const [path, content] of nameServerFiles(machine.address, servicesName, keys)) {
            await machine.write(path, content);
        }
        await machine.write("/etc/resolv.conf", "nameserver 127.0.0.1\n");
        await machine.write(`${folder}/sinks.py`, sinkProgram);
        // Not a transient unit: one that has just been stopped may not be gone yet when it is started again.
        await machine.write("/etc/systemd/system/issuer.service", issuerUnit);
        await copyFile(pebble(), join(machine.root, "usr/local/bin/pebble"));
        await machine.boot();
        await machine.text(makeAuthority);
        await certify(
            machine,
            [`DNS:${servicesName}`, `IP:${machine.address}`],
            `${folder}/server.key`,
            `${folder}/server.pem`,
        );
        await machine.text("chown -R bind:bind /var/lib/bind && systemctl restart named.service");
        const surroundings = new Surroundings(machine, keys, await machine.text(`cat ${folder}/ca.pem`));
        await surroundings.startIssuer();
        await surroundings.startSinks();
        return surroundings;
    }

    /** Makes a key and a certificate for these names, by the authority of {@link root}. */
    public async certify(names: readonly string[], keyFile: string, file: string): Promise<void> {
        await certify(
            this.machine,
            names.map((name) => `DNS:${name}`),
            keyFile,
            file,
        );
    }

    public get directory(): string {
        return `https://${servicesName}:14000/dir`;
    }

    /** The same issuer, behind a server that can refuse orders as large issuers do. */
    public get frontDirectory(): string {
        return `https://${servicesName}:14443/dir`;
    }

    public async startFront(): Promise<void> {
        await this.machine.write(`${folder}/front.conf`, frontConfiguration);
        await this.machine.text(`systemd-run --quiet --unit=front nginx -c ${folder}/front.conf -g 'daemon off;'
            for _ in $(seq 100); do bash -c '</dev/tcp/127.0.0.1/14443' 2>/dev/null && exit; sleep 0.1; done; exit 1`);
    }

    /** From now on the front refuses every order with this type of error (RFC 8555 section 6.7), or none. */
    public async refuseOrders(type: "caa" | "rateLimited" | undefined): Promise<void> {
        const start = type === undefined ? "" : `touch ${folder}/refuses-${type}`;
        await this.machine.text(`rm -f ${folder}/refuses-*; ${start}`);
    }

    /** Pebble keeps nothing: each start is another issuer, which has forgotten every account. */
    public async startIssuer(lives: Lives = withoutProfiles): Promise<void> {
        await this.machine.write(`${folder}/pebble.json`, issuerConfiguration(lives));
        await this.machine.text(
            `systemctl restart issuer.service
            for _ in $(seq 100); do bash -c '</dev/tcp/127.0.0.1/14000' 2>/dev/null && exit; sleep 0.1; done
            journalctl -u issuer -o cat; exit 1`,
        );
    }

    public async stop(unit: "issuer" | "named" | "sinks"): Promise<void> {
        await this.machine.text(`systemctl stop ${unit}.service`);
    }

    /** Waits for the name server, which has to answer at once for a renewal to be judged by what the host does. */
    public async resolves(): Promise<void> {
        await this.machine.text(
            `for _ in $(seq 100); do dig +short +tries=1 +time=1 ${servicesName} @127.0.0.1 | grep -q '^[0-9]' && exit; sleep 0.2; done
            journalctl -u named -o cat; exit 1`,
        );
    }

    /** The name server's clock, which has to be the one of whoever signs an update: RFC 8945 section 5.2.3. */
    public async setClock(offset: string | undefined): Promise<void> {
        await setClockOf(this.machine, "named.service", offset);
        await this.machine.text("systemctl restart named.service");
    }

    /** What the issuer says from now on about when this certificate should be renewed: RFC 9773 section 4.2. */
    public async suggestRenewal(chain: string, answer: string): Promise<void> {
        const leaf = /-----BEGIN[^]*?-----END CERTIFICATE-----\n?/.exec(chain)?.[0] ?? "";
        await this.machine.write(`${folder}/suggestion`, JSON.stringify({ Certificate: leaf, ARIResponse: answer }));
        await this.machine.text(
            `curl -sS --fail --cacert ${folder}/ca.pem --data @${folder}/suggestion --resolve ${servicesName}:15000:127.0.0.1 https://${servicesName}:15000/set-renewal-info/`,
        );
    }

    public async startSinks(): Promise<void> {
        await this.machine.text(
            `systemd-run --quiet --unit=sinks python3 ${folder}/sinks.py ${folder}
            for port in 465 8443; do
                for _ in $(seq 100); do bash -c "</dev/tcp/127.0.0.1/$port" 2>/dev/null && continue 2; sleep 0.1; done
                journalctl -u sinks -o cat; exit 1
            done`,
        );
    }

    /** Mails that have arrived, whole, in their order. */
    public async mails(): Promise<readonly string[]> {
        return (await this.machine.text(`cat ${folder}/mails 2>/dev/null || true`)).split("\0").filter(Boolean);
    }

    /** Requests that the web server has taken, in their order. */
    public async requests(): Promise<
        readonly { readonly path: string; readonly token: string; readonly body: string }[]
    > {
        const lines = await this.machine.text(`cat ${folder}/requests 2>/dev/null || true`);
        return lines
            .split("\n")
            .filter(Boolean)
            .map((line) => JSON.parse(line) as { path: string; token: string; body: string });
    }

    /** A name server's answer, as lines. */
    public async records(name: string, type: string): Promise<string> {
        return this.machine.text(`dig +short ${type} ${name} @127.0.0.1`);
    }

    public remove(): Promise<void> {
        return this.machine.remove();
    }
}
