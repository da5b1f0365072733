import { z } from "zod";
import { isAddressOrRange } from "../../reach";
import { cidr, portNumber, singleLine } from "../../values";

/** Accounts of the distribution as well, such as `_apt`. */
const anyAccount = () =>
    z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/, "must be the name of an account, 1 to 32 characters");

const portRange = z
    .string()
    .regex(/^\d{1,5}-\d{1,5}$/)
    .refine((text) => {
        const [first = 0, last = 0] = text.split("-").map(Number);
        return first >= 1 && first <= last && last <= 65_535;
    }, "must be two ports, the lower first");

const port = z.union([portNumber(), portRange], "must be a port, or a range such as 49152-65535");

const hostName = /^(?=.{1,253}$)((?!-)[A-Za-z0-9_-]{1,63}(?<!-)\.)*(?!-)[A-Za-z0-9-]{1,63}(?<!-)$/;

const destination = z
    .string()
    .refine(
        (text) => (isAddressOrRange(text) ? isPlainAddress(text) : hostName.test(text) && !/^[0-9.]+$/.test(text)),
        "must be a host name, an address or an address range",
    );

/** An address, or a range that nft takes as it is. */
function isPlainAddress(text: string): boolean {
    return !text.includes("%") && (!text.includes("/") || cidr().safeParse(text).success);
}

const wayOut = z.strictObject({
    purpose: singleLine(80)
        .min(1)
        .regex(/^[^"\\]+$/, "must be some text without quotes and backslashes")
        .meta({ description: "What it is for; stands as a comment in the firewall and in previews." }),
    accounts: z.array(anyAccount()).min(1, "must name at least one account").meta({
        description: "Accounts whose processes may go there; `root` is one like any other.",
    }),
    protocol: z.enum(["tcp", "udp"]).default("tcp").meta({ description: "Transport protocol." }),
    ports: z
        .array(port)
        .min(1, "must name at least one port")
        .meta({ description: "Ports, or ranges such as `49152-65535`." }),
    to: z
        .union([z.enum(["public", "anywhere"]), z.array(destination).min(1, "must name at least one destination")])
        .meta({
            description:
                "Host names, addresses and address ranges; or `public` for every address that is neither private nor " +
                "special, or `anywhere`.",
        }),
});

export const egressSettings = z.strictObject({
    policy: z
        .enum(["closed", "reported", "open"])
        .default("closed")
        .meta({
            description:
                "`closed`: programs of the host reach what its parts ask for, each from its own account, and nothing " +
                "else. `reported`: everything but the cloud's metadata service, and the journal has what would be " +
                "refused. `open`: the same, without a word.",
        }),
    allowed: z.array(wayOut).default([]).meta({
        description:
            "Ways out besides those that the parts of the host ask for themselves, where all others are closed.",
    }),
    allowedPrivateRanges: z
        .array(cidr())
        .default([])
        .meta({
            description:
                "Private ranges into which host names may lead: a mirror or a backup server in a network of your own. " +
                "Everywhere else a name that turns out to be private leads nowhere.",
        }),
    logDropped: z.boolean().default(true).meta({
        description: "Writes refused connections with their account to the journal, at most ten in a minute.",
    }),
});

export type EgressSettings = z.output<typeof egressSettings>;
