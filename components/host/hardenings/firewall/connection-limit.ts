import { nftablesOneOf } from "../../formats/nftables";
import type { NftablesRule, NftablesSet } from "../../formats/nftables";
import type { Opening } from "../../plan";
import { addressFamilies, exceptTrusted } from "./address-family";
import type { FirewallSettings } from "./settings";

/** Most sources counted at once. Beyond, new ones are let in: a flood must not shut the owner out. */
const maxSources = 65_535;

/** SMTP, POP3, IMAP, submission and ManageSieve, with and without TLS from the start: IANA's registry of ports. */
const mailPorts: ReadonlySet<number> = new Set([25, 110, 143, 465, 587, 993, 995, 4190]);

/** UDP has no connections that end: what the kernel counts there are minutes of silence. */
const isCounted = ({ protocol }: Opening) => protocol === "tcp";

/** The sets that count what each source has open, for each port by itself. */
export function connectionLimitSets(openings: readonly Opening[]): NftablesSet[] {
    if (!openings.some(isCounted)) return [];
    return addressFamilies.map(({ id, setType }) => ({
        name: `connections_${id}`,
        statements: [`type ${setType} . inet_service`, `size ${maxSources}`, "flags dynamic"],
    }));
}

/** Drops the new connection of a source that has as many open as it may have; those that it has go on. */
export function connectionLimitRules(
    settings: FirewallSettings,
    openings: readonly Opening[],
    trustedSources: readonly string[],
): NftablesRule[] {
    const counted = openings.filter(isCounted);
    const limits = [...new Set(counted.map((opening) => limitOf(settings, opening)))].sort((a, b) => a - b);
    return limits.flatMap((limit) => {
        const ports = nftablesOneOf(counted.filter((opening) => limitOf(settings, opening) === limit).map(portsOf));
        return addressFamilies.map((family) => {
            const count = `add @connections_${family.id} { ${family.countedSource} . tcp dport ct count over ${limit} }`;
            const match = `meta nfproto ${family.id} ${exceptTrusted(family, trustedSources)}tcp dport ${ports}`;
            return { rule: `${match} ct state new ${count} counter drop` };
        });
    });
}

function limitOf(settings: FirewallSettings, { port, connectionsPerSource }: Opening): number {
    const { mailConnectionsPerSource, connectionsPerSource: others } = settings;
    return connectionsPerSource ?? (mailPorts.has(port) ? mailConnectionsPerSource : others);
}

function portsOf({ port, portEnd }: Opening): string {
    return portEnd === undefined || portEnd === port ? `${port}` : `${port}-${portEnd}`;
}
