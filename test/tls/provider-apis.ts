import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Surroundings } from "./surroundings";

const source = join(__dirname, "providers");
const folder = "/srv/providers";
const zone = "example.org";
const challenge = `_acme-challenge.${zone}`;

/** A record as a provider keeps it. */
export interface ZoneRecord {
    readonly name: string;
    readonly value: string;
    readonly ttl: number;
}

/** What others keep in the zone: one has the name of the challenge, and there are more than fit on one page. */
const others: readonly ZoneRecord[] = [
    { name: challenge, value: "of-another-host", ttl: 300 },
    ...Array.from({ length: 60 }, (_, index) => ({ name: `other-${index}.${zone}`, value: "x", ttl: 3600 })),
];

/** Settings of each provider's, and what it says in its own words to a credential that it does not know. */
export const providers = {
    cloudflare: { dns: { zoneId: "0123456789abcdef".repeat(2) }, refusal: /Authentication error/ },
    digitalocean: { dns: { zone }, refusal: /Unable to authenticate you/ },
    hetzner: { dns: { zone }, refusal: /unable to authenticate/ },
    route53: {
        dns: { hostedZoneId: "Z0123456789ABCDEFGHIJ", accessKeyId: "AKIAIOSFODNN7EXAMPLE" },
        refusal: /SignatureDoesNotMatch/,
    },
} as const;

export type Provider = keyof typeof providers;

const apiServers = ["api.cloudflare.com", "api.digitalocean.com", "api.hetzner.cloud", "route53.amazonaws.com"];

/** Servers in the place of the providers', under their names, whose records the tests' name server shows. */
export class ProviderApis {
    private constructor(
        private readonly surroundings: Surroundings,
        /** Secret that each provider knows. */
        public readonly credentials: Readonly<Record<Provider, string>>,
    ) {}

    public static async start(surroundings: Surroundings): Promise<ProviderApis> {
        const { machine, keys } = surroundings;
        const secret = () => randomBytes(30).toString("base64url");
        const credentials = { cloudflare: secret(), digitalocean: secret(), hetzner: secret(), route53: secret() };
        for (const name of await readdir(source)) {
            await machine.write(`${folder}/${name}`, await readFile(join(source, name), "utf8"));
        }
        const settings = { zone, key: keys.provider, records: others, credentials };
        await machine.write(`${folder}/settings.json`, JSON.stringify(settings), 0o600);
        await surroundings.certify(apiServers, `${folder}/key.pem`, `${folder}/chain.pem`);
        await machine.text(`systemd-run --quiet --unit=providers python3 -B ${folder}/server.py ${folder}
            for _ in $(seq 100); do bash -c '</dev/tcp/127.0.0.1/443' 2>/dev/null && exit; sleep 0.1; done
            journalctl -u providers -o cat; exit 1`);
        return new ProviderApis(surroundings, credentials);
    }

    /** Script for a computer that is to find them under the providers' names, and to believe them. */
    public get introduction(): string {
        return `echo '${this.surroundings.machine.address} ${apiServers.join(" ")}' >>/etc/hosts
            echo '${this.surroundings.root}' >/usr/local/share/ca-certificates/tests.crt
            update-ca-certificates 2>&1`;
    }

    /** The next request of all is turned away, as by a provider that has too many. */
    public async turnAwayOne(): Promise<void> {
        await this.surroundings.machine.text(`touch ${folder}/busy`);
    }

    /** Requests since the last time: `STATUS METHOD ADDRESS`. */
    public async asked(): Promise<readonly string[]> {
        const lines = await this.surroundings.machine.text(`cat ${folder}/asked; rm -f ${folder}/asked`);
        return lines.split("\n").filter(Boolean);
    }

    /** Values of the challenge's record as the provider keeps them, and whether all else is as it was. */
    public async kept(): Promise<{ readonly challenge: readonly string[]; readonly othersAreWhole: boolean }> {
        const kept = JSON.parse(await this.surroundings.machine.text(`cat ${folder}/records.json`)) as ZoneRecord[];
        const apart = (records: readonly ZoneRecord[]) => records.filter(({ name }) => name !== challenge);
        return {
            challenge: kept.filter(({ name }) => name === challenge).map(({ value }) => value),
            othersAreWhole: JSON.stringify(apart(kept)) === JSON.stringify(apart(others)),
        };
    }
}
