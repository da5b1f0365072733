import type { NftablesRule, NftablesSet } from "../../formats/nftables";
import type { Opening } from "../../plan";
import { addressFamilies, exceptTrusted, rangesOf } from "./address-family";

/** Most sources remembered for one opening, 4 MB or so. Beyond, new ones are let in: a flood must not shut the owner out. */
const maxSources = 65_535;

const setName = ({ protocol, port }: Opening, family: string) => `${protocol}_${port}_${family}`;

/** The sets that remember how many connections each source has begun. */
export function rateLimitSets(openings: readonly Opening[]): NftablesSet[] {
    return openings.flatMap((opening) => {
        const { rateLimit } = opening;
        if (rateLimit === undefined) return [];
        return addressFamilies.map((family) => ({
            name: setName(opening, family.id),
            // Long after its tokens are all back, a source may be forgotten.
            statements: [
                `type ${family.setType}`,
                `size ${maxSources}`,
                "flags dynamic,timeout",
                `timeout ${Math.max(60, rateLimit.perSeconds * 2)}s`,
            ],
        }));
    });
}

/**
 * Drops new connections of a source past its limit; what it has already begun goes on. A bucket holds `connections`
 * tokens, refilled evenly over `perSeconds`: so many connections at once, then one every `perSeconds / connections`.
 */
export function rateLimitRules(opening: Opening, match: string, trustedSources: readonly string[]): NftablesRule[] {
    const { rateLimit } = opening;
    if (rateLimit === undefined) return [];
    const limit = `limit rate over ${ratePerUnit(rateLimit)} burst ${rateLimit.connections} packets`;
    return addressFamilies.map((family) => {
        const trusted = exceptTrusted(family, trustedSources);
        const count = `update @${setName(opening, family.id)} { ${family.countedSource} ${limit} }`;
        // Naming the protocol keeps IPv6 out of the IPv4 rule where no other match does.
        const protocol = `meta nfproto ${family.id} `;
        return { rule: `${protocol}${trusted}${match} ct state new ${count} counter drop` };
    });
}

/** nft knows rates per second, minute, hour and day, in whole numbers: the first unit that fits, else a little less. */
function ratePerUnit({ connections, perSeconds }: NonNullable<Opening["rateLimit"]>): string {
    const units = [
        { unit: "second", seconds: 1 },
        { unit: "minute", seconds: 60 },
        { unit: "hour", seconds: 3600 },
    ];
    const exact = units.find(({ seconds }) => (connections * seconds) % perSeconds === 0);
    if (exact !== undefined) return `${(connections * exact.seconds) / perSeconds}/${exact.unit}`;
    return `${Math.floor((connections * 86_400) / perSeconds)}/day`;
}

/** The sets of sources that no limit concerns; none for a family without any. */
export function trustedSets(trustedSources: readonly string[]): NftablesSet[] {
    return addressFamilies.flatMap((family) => {
        const own = rangesOf(family, trustedSources);
        if (own.length === 0) return [];
        const elements = `elements = { ${own.join(", ")} }`;
        return [
            {
                name: `trusted_${family.id}`,
                statements: [`type ${family.setType}`, "flags interval", "auto-merge", elements],
                why: "trustedSources: never limited.",
            },
        ];
    });
}
