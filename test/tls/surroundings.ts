import { randomBytes } from "node:crypto";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { mustRun } from "../vm/world/command";
import { debian13With, ensureBaseSystem } from "../containers/base-system";
import { Container } from "../containers/container";
import type { Network } from "../containers/network";
import { nameServerFiles, type ZoneKeys } from "./name-server";
import { servicePackages } from "./packages";
import { sinkProgram } from "./sinks";

/** Name by which the services know themselves, in certificates and in the tests' zone. */
export const servicesName = "services.example.net";
const folder = "/srv/test";

/** Of the tests' issuer only: base64url, as it wants it. */
export const externalAccountKey = randomBytes(48).toString("base64url");

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
        const keys = { challenge: await secret(), delegated: await secret() };
        for (const [path, content] of nameServerFiles(machine.address, servicesName, keys)) {
            await machine.write(path, content);
        }
        await machine.write("/etc/resolv.conf", "nameserver 127.0.0.1\n");
        await machine.write(`${folder}/sinks.py`, sinkProgram);
        // Not a transient unit: one that has just been stopped may not be gone yet when it is started again.
        await machine.write("/etc/systemd/system/issuer.service", issuerUnit);
        const newerIssuer = process.env["PEBBLE"];
        if (newerIssuer !== undefined) await copyFile(newerIssuer, join(machine.root, "usr/bin/pebble"));
        await machine.boot();
        await machine.text(makeCertificates(machine.address));
        await machine.text("chown -R bind:bind /var/lib/bind && systemctl restart named.service");
        const surroundings = new Surroundings(machine, keys, await machine.text(`cat ${folder}/ca.pem`));
        await surroundings.startIssuer();
        await surroundings.startSinks();
        return surroundings;
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
    public async startIssuer(validitySeconds = 7_776_000): Promise<void> {
        await this.machine.write(`${folder}/pebble.json`, issuerConfiguration(validitySeconds));
        await this.machine.text(
            `systemctl restart issuer.service
            for _ in $(seq 100); do bash -c '</dev/tcp/127.0.0.1/14000' 2>/dev/null && exit; sleep 0.1; done
            journalctl -u issuer -o cat; exit 1`,
        );
    }

    public async stop(unit: "issuer" | "named" | "sinks"): Promise<void> {
        await this.machine.text(`systemctl stop ${unit}.service`);
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

/** With an account binding (RFC 8555 section 7.3.4), as commercial issuers ask for. */
const issuerUnit = `[Service]
Environment=PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=20 PEBBLE_AUTHZREUSE=0
ExecStart=/usr/bin/pebble -strict -dnsserver 127.0.0.1:53 -config ${folder}/pebble.json
`;

const issuerConfiguration = (validitySeconds: number) =>
    JSON.stringify({
        pebble: {
            listenAddress: "0.0.0.0:14000",
            managementListenAddress: "0.0.0.0:15000",
            certificate: `${folder}/server.pem`,
            privateKey: `${folder}/server.key`,
            httpPort: 5002,
            tlsPort: 5001,
            ocspResponderURL: "",
            externalAccountBindingRequired: true,
            externalAccountMACKeys: { "kid-1": externalAccountKey },
            certificateValidityPeriod: validitySeconds,
            // Known to pebble since 2.7; as Let's Encrypt's of this name.
            profiles: {
                default: { description: "the usual", validityPeriod: validitySeconds },
                shortlived: { description: "160 hours", validityPeriod: 576_000 },
            },
        },
    });

/** Answers as Let's Encrypt's do: letsencrypt.org/docs/rate-limits, "Retrying After Hitting Rate Limits". */
const refusal = (type: string, status: number, detail: string) =>
    `if (-f ${folder}/refuses-${type}) {
        add_header Retry-After 3600 always;
        return ${status} '{"type": "urn:ietf:params:acme:error:${type}", "detail": "${detail}", "status": ${status}}';
    }`;

const frontConfiguration = `events {}
http {
    server {
        listen 14443 ssl;
        ssl_certificate ${folder}/server.pem;
        ssl_certificate_key ${folder}/server.key;
        default_type application/problem+json;
        proxy_set_header Host $http_host;
        location / { proxy_pass https://127.0.0.1:14000; }
        location = /order-plz {
            ${refusal("rateLimited", 429, "too many certificates already issued for this exact set of identifiers")}
            ${refusal("caa", 403, "CAA record for example.org prevents issuance")}
            proxy_pass https://127.0.0.1:14000;
        }
    }
}
`;

function makeCertificates(address: string): string {
    return `mkdir -p ${folder} && cd ${folder}
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 400 \\
            -subj '/CN=Authority of the tests' -addext 'keyUsage=critical,keyCertSign' 2>/dev/null
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -out server.csr -subj / 2>/dev/null
        printf 'subjectAltName=DNS:${servicesName},IP:${address}\\n' >names
        openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -days 400 -extfile names -out server.pem 2>/dev/null`;
}
