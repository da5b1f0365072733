import { z } from "zod";
import { cidr, portNumber, singleLine } from "./values";

/** Longest text that still fits, with its port, into an nftables comment (128 bytes: NFTNL_UDATA_COMMENT_MAXLEN). */
const maxPurposeLength = 80;

/** A port, or a range of them, of one protocol, and what it is for. */
const portRange = {
    protocol: z.enum(["tcp", "udp"]).default("tcp").meta({ description: "Transport protocol." }),
    port: portNumber().meta({ description: "Port, or the first of a range." }),
    portEnd: portNumber().optional().meta({ description: "Last port of a range. Default: only `port`." }),
    purpose: singleLine(maxPurposeLength)
        .regex(/^[^"\\]+$/, "must be some text without quotes and backslashes")
        .meta({ description: "What it is for; stands as a comment in the firewall and in previews." }),
};

const wholeNumber = (minimum: number, maximum: number) => {
    const message = `must be a whole number from ${minimum} to ${maximum}`;
    return z.int({ error: message }).min(minimum, message).max(maximum, message);
};

const rateLimit = z.strictObject({
    connections: wholeNumber(1, 100_000).meta({ description: "New connections allowed in one go." }),
    perSeconds: wholeNumber(1, 3600).meta({ description: "Seconds in which they are earned back." }),
});

/** Connections that one IPv4 address or one IPv6 /64 may have open at once to one TCP port. */
export const connectionsPerSource = () => wholeNumber(1, 65_535);

const endsAfterStart = ({ port, portEnd }: { readonly port: number; readonly portEnd?: number | undefined }) =>
    portEnd === undefined || portEnd >= port;
const orderProblem = { error: "must not be below port", path: ["portEnd"] };

/** A port that the outside world may reach. */
export const openingSettings = z
    .strictObject({
        ...portRange,
        sources: z
            .array(cidr())
            .default([])
            .meta({ description: "Address ranges allowed in, IPv4 and IPv6. Empty: anywhere." }),
        rateLimit: rateLimit.optional().meta({
            description: "New connections accepted from one IPv4 address or one IPv6 /64. Default: as many as come.",
        }),
        connectionsPerSource: connectionsPerSource()
            .optional()
            .meta({ description: "Connections of one source at once. Default: `firewall.connectionsPerSource`." }),
    })
    .refine(endsAfterStart, orderProblem);
