import { z } from "zod";
import { cidr, portNumber } from "../../values";

/** Nothing wider is ever denied at once: a slip, or a poisoned list, must not shut the world out. */
export const widestPrefix = { ipv4: 8, ipv6: 16 } as const;

const deniedRange = () =>
    cidr().refine((range) => {
        const prefix = Number(range.split("/")[1]);
        return prefix >= (range.includes(":") ? widestPrefix.ipv6 : widestPrefix.ipv4);
    }, `must not be wider than /${widestPrefix.ipv4}, or /${widestPrefix.ipv6} of IPv6`);

const listName = /^[a-z][a-z0-9_]{0,30}$/;

const list = z.strictObject({
    url: z
        .string()
        .max(500, "must be at most 500 characters")
        .regex(
            /^https:\/\/[a-z0-9.-]+(:\d{1,5})?\/[A-Za-z0-9/_.~%?&=:+-]*$/,
            "must be an https address of a text file, such as https://lists.example.org/drop.txt",
        )
        .meta({
            description: "Text with an address or a range on each line; what follows white space, # or ; is a comment.",
        }),
    maxRanges: z
        .int()
        .min(1, "must be 1 to 500000")
        .max(500_000, "must be 1 to 500000")
        .default(200_000)
        .meta({ description: "A list with more lines than this is refused as a whole." }),
    privateRanges: z
        .enum(["refused", "left-out"])
        .default("refused")
        .meta({
            description:
                "A list that names private or special ranges is refused as a whole, or taken without them. Those of " +
                '"bogons" want the second.',
        }),
});

const countryCode = z.string().regex(/^[A-Z]{2}$/, "must be a country's two capital letters (ISO 3166), such as DE");

const countryRule = z
    .strictObject({
        protocol: z.enum(["tcp", "udp"]).default("tcp").meta({ description: "Transport protocol." }),
        ports: z
            .array(portNumber())
            .min(1, "must name at least one port")
            .meta({ description: "Ports of openings of this host." }),
        allowed: z.array(countryCode).min(1, "must name at least one country").optional().meta({
            description: "Countries that reach the ports; no other does, nor an address of no known country.",
        }),
        denied: z
            .array(countryCode)
            .min(1, "must name at least one country")
            .optional()
            .meta({ description: "Or countries that do not reach them; all others do." }),
    })
    .refine(({ allowed, denied }) => (allowed === undefined) !== (denied === undefined), {
        error: "must have exactly one of allowed and denied",
    });

export type CountryRule = z.output<typeof countryRule>;

export const blocklistSettings = z.strictObject({
    denied: z.array(deniedRange()).default([]).meta({
        description: "Address ranges that reach nothing of this host.",
    }),
    allowed: z.array(cidr()).default([]).meta({
        description:
            "Address ranges that no list and no country rule concerns, as `trustedSources`, and that no list may name.",
    }),
    lists: z
        .record(z.string().regex(listName, "must be 1 to 31 lower-case letters, digits and _, a letter first"), list)
        .default({})
        .meta({ description: "Lists of sources to deny by a short name, downloaded anew all the time." }),
    countries: z
        .array(countryRule)
        .default([])
        .meta({
            description:
                "Countries that reach, or do not reach, some ports, by the data of Debian's tor-geoipdb. An address says " +
                "little about where somebody is; it keeps the noise down.",
        }),
    refreshHours: z
        .int()
        .min(1, "must be 1 to 168")
        .max(168, "must be 1 to 168")
        .default(12)
        .meta({ description: "Hours between two downloads of the lists." }),
});

export type BlocklistSettings = z.output<typeof blocklistSettings>;
